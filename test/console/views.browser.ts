import axe from "axe-core";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Endpoint } from "../support/endpoint.js";
import { INTERNAL_SECRET, Product } from "../support/product.js";
import { launchBrowser } from "./browser.js";
import { type Seeded, seed } from "./seed.js";
import { signedIn } from "./session.js";
import { viewsOf } from "./views.js";

let product: Product;
let endpoint: Endpoint;
let browser: Browser;
let seeded: Seeded;

beforeAll(async () => {
  endpoint = await Endpoint.start();
  product = await Product.start({ workers: 1, environment: { STALE_THRESHOLD: "10m" } });
  browser = await launchBrowser();
  seeded = await seed(
    product,
    endpoint.url((_, response) => response.writeHead(200).end('{"ok":true}')),
    endpoint.url((_, response) =>
      response.writeHead(400).end('{"error":"the CRM refuses customer without a region"}'),
    ),
  );
});

afterAll(async () => {
  await browser?.close();
  endpoint?.stop();
  await product?.stop();
});

describe.each(["light", "dark"] as const)("every view, %s", (colorScheme) => {
  it("is complete, within its policy, and nothing serious is found by axe", async () => {
    const { page, problems } = await signedIn(browser, product, { colorScheme }, INTERNAL_SECRET);
    const found: string[] = [];
    for (const { name, path, shows } of viewsOf(seeded)) {
      await page.goto(`${product.url()}/console/${path}`);
      await page.locator("main").getByText(shows).filter({ visible: true }).first().waitFor();
      // By the devtools protocol, which the page's policy does not bind.
      await page.evaluate(axe.source);
      const result = (await page.evaluate(
        "axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations.map(({ id, impact, nodes }) => ({ id, impact, at: nodes.map(({ html, any }) => html.slice(0, 160) + ' ' + (any[0]?.message ?? '')) })))",
      )) as { id: string; impact: string; at: string[] }[];
      for (const { id, impact, at } of result) {
        if (impact === "serious" || impact === "critical")
          found.push(`${name}: ${id}: ${at.slice(0, 3).join(" | ")}`);
      }
    }
    expect(found).toEqual([]);
    expect(problems).toEqual([]);
  }, 240_000);
});
