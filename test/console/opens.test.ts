import process from "node:process";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { INTERNAL_SECRET, PROJECT, Product } from "../support/product.js";
import { hasBrowser, launchBrowser } from "./browser.js";
import { signedIn } from "./session.js";

const MARKUP = `<img src=x onerror="document.title='taken'"><script>document.title='taken'</script>`;
const there = hasBrowser();
if (!there)
  process.stderr.write(
    "Chromium is not installed: the console is not opened; npm run test:console installs it\n",
  );

/** The short form of `npm run test:console`, for every `npm test` of a machine that has a Chromium. */
describe.runIf(there)("the console in a browser", () => {
  let product: Product;
  let browser: Browser;

  beforeAll(async () => {
    [product, browser] = await Promise.all([Product.start(), launchBrowser()]);
  });

  afterAll(async () => {
    await browser?.close();
    await product?.stop();
  });

  it("opens each view within its policy, and shows markup of others as text", async () => {
    const job = await product.createJob({
      name: MARKUP,
      description: MARKUP,
      tags: { team: MARKUP.slice(0, 60) },
    });
    const run = await product.trigger(job.id, { payload: { text: MARKUP } });
    await product.executor("POST", run, "log", { message: MARKUP });
    const subscription = {
      project_id: PROJECT,
      webhook_url: "https://example.com/hooks",
      event_types: ["*"],
    };
    await product.control("POST", "/v1/webhooks/subscriptions", subscription);
    const { page, problems } = await signedIn(browser, product, {}, INTERNAL_SECRET);
    const links = page.getByRole("navigation", { name: "Views" }).getByRole("link");
    const names = await links.allTextContents();
    expect(names.length).toBe(10);
    for (const name of names) {
      await links.getByText(name, { exact: true }).click();
      await page.getByRole("heading", { level: 1, name, exact: true }).waitFor();
      await page.locator("main .loading").waitFor({ state: "detached" });
    }
    await page.goto(`${product.url()}/console/jobs/${job.id}`);
    await page.getByText(MARKUP).first().waitFor();
    await page.goto(`${product.url()}/console/runs/${run.id}?tab=log`);
    await page.getByText(MARKUP).first().waitFor();
    expect(await page.title()).not.toBe("taken");
    expect(await page.locator("main img").count()).toBe(0);
    expect(problems).toEqual([]);
  });
});
