import { mkdirSync } from "node:fs";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, it } from "vitest";
import { API_KEY, INTERNAL_SECRET } from "../support/product.js";
import { type OpenedConsole, openConsole } from "./opened.js";
import { type Seeded, seed } from "./seed.js";
import { signedIn } from "./session.js";
import { pictureOf } from "./terminal.js";
import { viewsOf } from "./views.js";

const FOLDER = fileURLToPath(new URL("../../docs/console/", import.meta.url));
const ONLY = (process.env["CONSOLE_VIEWS"] ?? "").split(",").filter((name) => name !== "");

let product: OpenedConsole["product"];
let browser: OpenedConsole["browser"];
let close: OpenedConsole["close"];
let seeded: Seeded;

beforeAll(async () => {
  mkdirSync(FOLDER, { recursive: true });
  const opened = await openConsole();
  ({ product, browser, close } = opened);
  seeded = await seed(product, opened.endpoint);
}, 180_000);

afterAll(() => close?.());

describe("pictures", () => {
  for (const colorScheme of ["light", "dark"] as const) {
    it(`of every view, ${colorScheme}`, async () => {
      const options = { colorScheme, viewport: { width: 1360, height: 860 } };
      const { page } = await signedIn(browser, product, options, INTERNAL_SECRET);
      for (const { name, path, shows } of viewsOf(seeded)) {
        if (ONLY.length > 0 && !ONLY.includes(name)) continue;
        await page.goto(`${product.url()}/console/${path}`);
        await page.locator("main").getByText(shows).filter({ visible: true }).first().waitFor();
        await page.waitForTimeout(name === "fleet" ? 3_000 : 700);
        await page.screenshot({ path: `${FOLDER}${name}-${colorScheme}.png` });
      }
    }, 240_000);
  }

  it("of the command line", async () => {
    const main = fileURLToPath(new URL("../../dist/main.js", import.meta.url));
    const bosporus = `${process.execPath} ${main}`;
    const environment = {
      ...product.environment,
      BOSPORUS_URL: product.url(),
      BOSPORUS_API_KEY: API_KEY,
    };
    const run = await product.trigger(seeded.jobs.embed, { payload: { document: 7 } });
    const told = [
      ["log", { message: "Loaded 3,412 passages of January" }],
      ["progress", { percent: 62, step: "write", message: "Writing the summary" }],
      ["log", { message: "The answer was cut at 4,096 tokens, asking for the rest", level: "warn" }],
      ["stream", { chunk: "The strait was open on 88 of 92 days.\n" }],
      ["log", { message: "GET https://weather.example/fog: 503, tried again", level: "error" }],
      ["complete", { result: { words: 9 } }],
    ] as const;
    for (const [operation, body] of told) await product.executor("POST", run, operation, body);
    const pictures = [
      ["tail", `bosporus tail ${run.id}`, environment],
      ["doctor", "bosporus doctor", product.environment],
    ] as const;
    for (const [name, shown, known] of pictures) {
      const command = shown.replace("bosporus", bosporus);
      await pictureOf(browser, `${FOLDER}cli-${name}.png`, shown, command, known);
    }
  }, 120_000);

  it("of a narrow window", async () => {
    const { page } = await signedIn(
      browser,
      product,
      { viewport: { width: 360, height: 740 } },
      INTERNAL_SECRET,
    );
    for (const { name, path, shows } of viewsOf(seeded)) {
      if (!["fleet", "runs", "run", "run-log", "job-queue", "system"].includes(name)) continue;
      if (ONLY.length > 0 && !ONLY.includes(name)) continue;
      await page.goto(`${product.url()}/console/${path}`);
      await page.locator("main").getByText(shows).first().waitFor({ state: "attached" });
      await page.waitForTimeout(700);
      await page.screenshot({ path: `${FOLDER}${name}-narrow.png` });
    }
  }, 120_000);
});
