import { mkdirSync } from "node:fs";
import process from "node:process";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, it } from "vitest";
import { API_KEY, INTERNAL_SECRET } from "../support/product.js";
import { launchBrowser } from "./browser.js";
import { type RunningDemo, startDemo } from "./demo.js";
import { NARROW } from "./narrow.js";
import { openConsole } from "./opened.js";
import { seed } from "./seed.js";
import { openPage, signedIn, signIn } from "./session.js";
import { pictureOf } from "./terminal.js";
import { type ViewCase, viewsOf } from "./views.js";

const FOLDER = fileURLToPath(new URL("../../docs/console/", import.meta.url));
const ONLY = (process.env["CONSOLE_VIEWS"] ?? "").split(",").filter((name) => name !== "");

/** The charts of a fleet show a while of its work. */
const WATCHED_MS = 90_000;

/** Views that are taken of the demo fleet. */
const MOVING = new Set(["fleet", "jobs", "job", "events", "workers", "worker", "deliveries"]);
const IN_NARROW = new Set(["runs", "run", "run-log", "job-queue", "system"]);

let demo: RunningDemo;
let browser: Browser;

beforeAll(async () => {
  mkdirSync(FOLDER, { recursive: true });
  browser = await launchBrowser();
}, 300_000);

afterAll(() => browser?.close());

async function openFleet(options: Parameters<typeof openPage>[1]): Promise<Page> {
  const { page } = await openPage(browser, options);
  await signIn(page, demo, INTERNAL_SECRET);
  await page.getByRole("button", { name: demo.project }).click();
  await page.locator("nav.places").waitFor({ state: "attached" });
  await page.goto(`${demo.url()}/console/`);
  return page;
}

async function take({ name, path, shows }: ViewCase, page: Page, url: string, suffix: string): Promise<void> {
  if (ONLY.length > 0 && !ONLY.includes(name)) return;
  await page.goto(`${url}/console/${path}`);
  await page.locator("main").getByText(shows).filter({ visible: true }).first().waitFor();
  await page.waitForTimeout(1_500);
  await page.screenshot({ path: `${FOLDER}${name}-${suffix}.png` });
}

describe("pictures", () => {
  const wide = { viewport: { width: 1360, height: 860 } };

  it("of a fleet at work", async () => {
    demo = await startDemo();
    // Fleet counts what it hears: it is left open meanwhile.
    const fleets = [
      ["light", await openFleet({ ...wide, colorScheme: "light" })],
      ["dark", await openFleet({ ...wide, colorScheme: "dark" })],
      ["narrow", await openFleet({ viewport: NARROW })],
    ] as const;
    await new Promise((resolve) => setTimeout(resolve, WATCHED_MS));
    for (const colorScheme of ["light", "dark"] as const) {
      const page = await openFleet({ ...wide, colorScheme });
      for (const view of await demo.views()) await take(view, page, demo.url(), colorScheme);
      await page.close();
    }
    for (const [suffix, fleet] of fleets) {
      await fleet.bringToFront();
      await fleet.waitForTimeout(2_000);
      await fleet.screenshot({ path: `${FOLDER}fleet-${suffix}.png` });
    }
    await demo.stop();
  }, 900_000);

  it("of what a run tells, and of what holds still", async () => {
    const { product, endpoint, close } = await openConsole();
    const seeded = await seed(product, endpoint);
    const still = viewsOf(seeded).filter(({ name }) => !MOVING.has(name));
    for (const [suffix, options] of [
      ["light", { ...wide, colorScheme: "light" }],
      ["dark", { ...wide, colorScheme: "dark" }],
      ["narrow", { viewport: NARROW }],
    ] as const) {
      const { page } = await signedIn(browser, product, options, INTERNAL_SECRET);
      for (const view of still)
        if (suffix !== "narrow" || IN_NARROW.has(view.name)) await take(view, page, product.url(), suffix);
    }
    await close();
  }, 900_000);

  it("of the command line", async () => {
    const { product, endpoint, close } = await openConsole();
    const seeded = await seed(product, endpoint);
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
    await close();
  }, 120_000);
});
