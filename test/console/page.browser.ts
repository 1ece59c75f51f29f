import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { API_KEY, eventually } from "../support/product.js";
import { type OpenedConsole, openConsole } from "./opened.js";
import { openPage, signedIn, signIn } from "./session.js";
import { started } from "./started.js";

/** First load: what the page fetches before anybody has done anything but sign in. */
const BUDGET_BYTES = 100_000;
const LONGEST_TASK_MS = 50;
const LINES = 100_000;

let product: OpenedConsole["product"];
let browser: OpenedConsole["browser"];
let address: OpenedConsole["address"];
let close: OpenedConsole["close"];

beforeAll(async () => {
  ({ product, browser, address, close } = await openConsole());
});

afterAll(() => close?.());

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly dur?: number;
  /** What of it the thread has computed: not how long others had the processor. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** The longest task of the page's main thread, as time of computing. */
function longestTaskMs(trace: Buffer): number {
  const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: TraceEvent[] };
  const main = new Set(
    traceEvents
      .filter(({ name, args }) => name === "thread_name" && args?.name === "CrRendererMain")
      .map(({ pid, tid }) => `${pid}:${tid}`),
  );
  const tasks = traceEvents.filter(
    ({ name, pid, tid }) => name.endsWith("RunTask") && main.has(`${pid}:${tid}`),
  );
  expect(tasks.length).toBeGreaterThan(100);
  return Math.max(...tasks.map(({ dur = 0, tdur = dur }) => tdur)) / 1000;
}

describe("the page", () => {
  it("loads at most 100 kB before it is used, compressed, of its own origin only, over one stream", async () => {
    const { page } = await openPage(browser);
    const loaded = new Map<string, number>();
    const streams = new Set<string>();
    const foreign: string[] = [];
    page.on("request", (request) => {
      if (new URL(request.url()).origin !== product.url()) foreign.push(request.url());
      if (request.url().includes("/stream")) streams.add(request.url());
    });
    page.on("response", async (response) => {
      if (!response.url().includes("/console/")) return;
      loaded.set(response.url(), gzipSync(await response.body(), { level: 9 }).length);
      if (/\.(?:js|css)$/.test(response.url()))
        expect(await response.headerValue("content-encoding")).toBe("gzip");
    });
    await signIn(page, product);
    await page.getByText("Completed").first().waitFor();
    await page.getByRole("button", { name: "Live" }).waitFor();
    const sum = [...loaded.values()].reduce((all, one) => all + one, 0);
    expect(loaded.size).toBeGreaterThan(2);
    expect(sum).toBeLessThan(BUDGET_BYTES);
    expect(foreign).toEqual([]);
    expect(streams.size).toBe(1);
  });

  it("keeps answering with a log of 100,000 lines: no task takes longer than 50 ms", async () => {
    const run = await started(product, await product.createJob());
    const { page } = await signedIn(browser, product);
    await page.goto(address(`runs/${run.id}?tab=log`));
    await page.getByText("has logged nothing").waitFor();
    await browser.startTracing(page, {
      categories: ["toplevel", "devtools.timeline", "disabled-by-default-devtools.timeline"],
    });
    const operations = Array.from({ length: 100 }, (_, at) => ({
      op: "log",
      body: { message: `line ${at} of the batch`, level: at % 20 === 0 ? "warn" : "info" },
    }));
    for (let batch = 0; batch < LINES / 100; batch += 8) {
      await Promise.all(
        Array.from({ length: 8 }, () => product.executor("POST", run, "batch", { operations })),
      );
    }
    const lines = page.getByRole("status").filter({ hasText: "lines" });
    await eventually(
      async () => Number((await lines.textContent())?.replaceAll(/\D/g, "")),
      (count) => count >= LINES,
      60_000,
    );
    await page.getByLabel("Least level").selectOption("warn");
    await page.getByText(/of 1\d\d,\d\d\d lines$/).waitFor();
    await page.evaluate("document.querySelector('[role=log]').scrollTop = 0");
    await page.getByText("line 0 of the batch").first().waitFor();
    await page.waitForTimeout(500);
    expect(longestTaskMs(await browser.stopTracing())).toBeLessThanOrEqual(LONGEST_TASK_MS);
  }, 240_000);

  it("is reached by keys", async () => {
    const job = await product.createJob();
    const run = await product.trigger(job.id);
    const { page } = await signedIn(browser, product);
    await page.getByRole("heading", { name: "Fleet" }).waitFor();
    await page.keyboard.press("g");
    await page.keyboard.press("r");
    await page.getByTitle(run.id).waitFor();
    await page.keyboard.press("?");
    await page.getByRole("dialog").getByText("Next row").waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("/");
    await page.keyboard.type(run.id);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: run.id }).waitFor();
  });

  it("works behind a path prefix that the gateway does not know", async () => {
    const { page, problems } = await openPage(browser);
    await page.route("**/inner/ops/**", async (route) => {
      const url = route.request().url().replace("/inner/ops/", "/");
      const response = await route.fetch({ url });
      await route.fulfill({ response });
    });
    await page.goto(`${product.url()}/inner/ops/console/runs`);
    await page.getByLabel("API key or internal secret").fill(API_KEY);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { name: "Runs" }).waitFor();
    expect(new URL(page.url()).pathname).toBe("/inner/ops/console/runs");
    expect(problems).toEqual([]);
    await page.unrouteAll({ behavior: "ignoreErrors" });
  });
});
