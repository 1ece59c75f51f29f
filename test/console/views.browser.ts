import axe from "axe-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { INTERNAL_SECRET } from "../support/product.js";
import { type OpenedConsole, openConsole } from "./opened.js";
import { type Seeded, seed } from "./seed.js";
import { signedIn } from "./session.js";
import { viewsOf } from "./views.js";

let product: OpenedConsole["product"];
let browser: OpenedConsole["browser"];
let close: OpenedConsole["close"];
let seeded: Seeded;

beforeAll(async () => {
  const opened = await openConsole();
  ({ product, browser, close } = opened);
  seeded = await seed(product, opened.endpoint);
});

afterAll(() => close?.());

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
