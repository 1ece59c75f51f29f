import axe from "axe-core";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { INTERNAL_SECRET } from "../support/product.js";
import { cutIn, NARROW } from "./narrow.js";
import type { OpenedConsole } from "./opened.js";
import { openSeeded, type Seeded } from "./seed.js";
import { signedIn } from "./session.js";
import { viewsOf } from "./views.js";

let product: OpenedConsole["product"];
let browser: OpenedConsole["browser"];
let close: OpenedConsole["close"];
let seeded: Seeded;

beforeAll(async () => {
  ({ product, browser, close, seeded } = await openSeeded());
});

afterAll(() => close?.());

/** What axe finds on the page that is serious or worse. */
async function seriousIn(page: Page): Promise<string[]> {
  // By the devtools protocol, which the page's policy does not bind.
  await page.evaluate(axe.source);
  const found = (await page.evaluate(
    "axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations.map(({ id, impact, nodes }) => ({ id, impact, at: nodes.map(({ html, any }) => html.slice(0, 160) + ' ' + (any[0]?.message ?? '')) })))",
  )) as { id: string; impact: string; at: string[] }[];
  return found
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, at }) => `${id}: ${at.slice(0, 3).join(" | ")}`);
}

const WIDTHS = [
  ["light", { colorScheme: "light" }],
  ["dark", { colorScheme: "dark" }],
  ["in a window of 360 px", { viewport: NARROW }],
] as const;

describe.each(WIDTHS)("every view, %s", (_, options) => {
  it("is complete, within its policy, and nothing serious is found by axe", async () => {
    const { page, problems } = await signedIn(browser, product, options, INTERNAL_SECRET);
    const found: string[] = [];
    for (const { name, path, shows } of viewsOf(seeded)) {
      await page.goto(`${product.url()}/console/${path}`);
      await page.locator("main").getByText(shows).filter({ visible: true }).first().waitFor();
      for (const problem of [...(await seriousIn(page)), ...(await cutIn(page))])
        found.push(`${name}: ${problem}`);
    }
    expect(found).toEqual([]);
    expect(problems).toEqual([]);
  }, 240_000);
});
