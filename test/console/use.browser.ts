import { gzipSync } from "node:zlib";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  API_KEY,
  eventually,
  INTERNAL_SECRET,
  PROJECT,
  Product,
  type TriggeredRun,
} from "../support/product.js";
import { launchBrowser } from "./browser.js";
import { openPage, signedIn, signIn } from "./session.js";

/** What would run, or leave its element, if it were taken as markup. */
const HOSTILE = `"><img src=x onerror="document.title='hit'"><script>document.title='hit'</script>\u202e{{7*7}}`;
/** First load: what the page fetches before anybody has done anything but sign in. */
const BUDGET_BYTES = 100_000;
const LONGEST_TASK_MS = 50;
const LINES = 100_000;

let product: Product;
let browser: Browser;

beforeAll(async () => {
  product = await Product.start({ workers: 1, environment: { STALE_THRESHOLD: "10m" } });
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await product?.stop();
});

/** A run of the job that is executing. */
async function started(job: { id: string; slug: string }, body: unknown = {}): Promise<TriggeredRun> {
  const made = await product.trigger(job.id, body);
  const { body: claimed } = await product.control("POST", "/v1/workers/claim", {
    worker_id: "hand",
    job_slugs: [job.slug],
    limit: 1,
  });
  const run = { id: made.id, jobId: job.id, token: String(claimed.runs[0].run_token) };
  await product.executor("POST", run, "heartbeat", {});
  return run;
}

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

const address = (path: string): string => `${product.url()}/console/${path}`;
const statusOf = async (id: string): Promise<string> => (await product.run(id)).status;

async function confirm(page: Page, action: string): Promise<void> {
  await page.getByRole("dialog").getByRole("button", { name: action, exact: true }).click();
}

describe("signing in", () => {
  it("says why a key is not taken, keeps one for the tab only, and forgets it", async () => {
    const { page } = await openPage(browser);
    await signIn(page, product, `strait_${"1".repeat(64)}`);
    await page
      .getByRole("alert")
      .getByText(/invalid API key/)
      .waitFor();
    await signIn(page, product);
    await page.getByRole("heading", { name: "Fleet" }).waitFor();
    expect(await page.evaluate("Object.values(localStorage).join().includes('strait_')")).toBe(false);
    await page.reload();
    await page.getByRole("heading", { name: "Fleet" }).waitFor();
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("button", { name: "Sign in" }).waitFor();
    expect(await page.evaluate("sessionStorage.length")).toBe(0);
  });

  it("shows no more than the scopes of the key open", async () => {
    const { body } = await product.control("POST", "/v1/api-keys", {
      project_id: PROJECT,
      name: "reader",
      scopes: ["runs:read"],
    });
    const job = await product.createJob();
    const run = await started(job);
    const { page } = await openPage(browser);
    await signIn(page, product, body.key);
    const views = page.getByRole("navigation", { name: "Views" }).getByRole("link");
    await views.first().waitFor();
    expect(await views.allTextContents()).toEqual(["Runs", "Dead letters", "Workers"]);
    await page.goto(address(`runs/${run.id}`));
    await page.getByText("Timeline").waitFor();
    expect(await page.getByRole("button", { name: "Cancel" }).count()).toBe(0);
  });

  it("opens one project at a time with the internal secret", async () => {
    const { page } = await openPage(browser);
    await product.call("POST", "/v1/projects", {
      body: { id: "second" },
      headers: { "X-Internal-Secret": INTERNAL_SECRET },
    });
    await signIn(page, product, INTERNAL_SECRET);
    await page.getByRole("button", { name: "second" }).click();
    await page.getByText("Nothing has run yet").waitFor();
    const links = page.getByRole("navigation", { name: "Views" }).getByRole("link", { name: "System" });
    expect(await links.count()).toBe(1);
  });

  it("keeps what is of all projects from a key with all scopes", async () => {
    const { page } = await signedIn(browser, product);
    const views = page.getByRole("navigation", { name: "Views" }).getByRole("link");
    await views.first().waitFor();
    expect(await views.allTextContents()).not.toContain("System");
  });
});

describe("a run", () => {
  it("is canceled with a reason, told in words", async () => {
    const run = await started(await product.createJob());
    const { page } = await signedIn(browser, product);
    await page.goto(address(`runs/${run.id}`));
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("dialog").getByLabel("Reason").fill("by mistake");
    await confirm(page, "Cancel the run");
    await page.locator("h1").getByText("Canceled").waitFor();
    expect(await statusOf(run.id)).toBe("canceled");
  });

  it("is paused and resumed", async () => {
    const run = await started(await product.createJob());
    const { page } = await signedIn(browser, product);
    await page.goto(address(`runs/${run.id}`));
    await page.getByRole("button", { name: "Pause" }).click();
    await confirm(page, "Pause");
    await page.locator("h1").getByText("Paused").waitFor();
    await page.getByRole("button", { name: "Resume" }).click();
    await page.locator("h1").getByText("Queued").waitFor();
  });

  it("is replayed with a payload that was changed, every digit of it", async () => {
    const job = await product.createJob({ max_attempts: 1 });
    const made = await product.control(
      "POST",
      `/v1/jobs/${job.id}/trigger`,
      '{"payload":{"big":12345678901234567890.123}}' as unknown,
    );
    expect(made.status).toBe(201);
    const { body: claimed } = await product.control("POST", "/v1/workers/claim", {
      worker_id: "hand",
      job_slugs: [job.slug],
      limit: 1,
    });
    const run = { id: made.body.id, jobId: job.id, token: claimed.runs[0].run_token };
    await product.executor("POST", run, "heartbeat", {});
    await product.executor("POST", run, "fail", { error: "no" });
    const { page } = await signedIn(browser, product);
    await page.goto(address(`runs/${run.id}`));
    await page.getByText("12345678901234567890.123").waitFor();
    await page.getByRole("button", { name: "Replay" }).click();
    const editor = page.getByRole("dialog").getByRole("textbox", { name: "Payload" });
    await editor.fill('{"big": 98765432109876543210.5}');
    await confirm(page, "Replay");
    await page.waitForURL((url) => !url.pathname.endsWith(run.id));
    await page.getByText("98765432109876543210.5").waitFor();
    const again = new URL(page.url()).pathname.split("/").at(-1) ?? "";
    expect(again).not.toBe(run.id);
    expect((await product.control("GET", `/v1/runs/${again}`)).text).toContain("98765432109876543210.5");
  });

  it("goes on with an event that is sent by hand", async () => {
    const run = await started(await product.createJob());
    await product.executor("POST", run, "wait-for-event", { event_key: `door:${run.id}` });
    const { page } = await signedIn(browser, product);
    await page.goto(address("events"));
    await page
      .getByRole("row")
      .filter({ hasText: run.id.slice(-4) })
      .getByRole("button", { name: "Send" })
      .click();
    await confirm(page, "Send");
    expect(
      await eventually(
        () => statusOf(run.id),
        (status) => status !== "waiting",
      ),
    ).not.toBe("waiting");
  });
});

describe("lists", () => {
  it("cancel what was picked, and tell what happened to each", async () => {
    const job = await product.createJob();
    const runs = [await product.trigger(job.id), await product.trigger(job.id)];
    const { page } = await signedIn(browser, product);
    await page.goto(address(`runs?job=${job.id}`));
    for (const { id } of runs) await page.getByRole("checkbox", { name: `Select ${id}` }).check();
    await page.getByRole("toolbar").getByRole("button", { name: "Cancel" }).click();
    await confirm(page, "Cancel 2 runs");
    await page.getByRole("heading", { name: "2 of 2 done" }).waitFor();
    for (const { id } of runs) expect(await statusOf(id)).toBe("canceled");
  });

  it("follow what happens, stand still when they are paused, and catch up", async () => {
    const job = await product.createJob();
    const { page } = await signedIn(browser, product);
    await page.goto(address(`runs?job=${job.id}`));
    await page.getByText("No run matches").waitFor();
    await page.getByRole("button", { name: "Live" }).waitFor();
    const first = await product.trigger(job.id);
    await page.getByTitle(first.id).waitFor();
    await page.keyboard.press("p");
    const second = await product.trigger(job.id);
    await page.waitForTimeout(3_000);
    expect(await page.getByTitle(second.id).count()).toBe(0);
    await page.keyboard.press("p");
    await page.getByTitle(second.id).waitFor();
  });

  it("say that the gateway is away, and come back by themselves", async () => {
    const job = await product.createJob();
    const { page } = await signedIn(browser, product);
    await page.goto(address(`runs?job=${job.id}`));
    await page.getByText("No run matches").waitFor();
    await product.gateways[0]?.kill();
    await page
      .getByText(/gateway cannot be reached/)
      .first()
      .waitFor();
    await product.startGateway();
    await page.getByRole("button", { name: "Live" }).waitFor();
    expect(await page.getByText(/gateway cannot be reached/).count()).toBe(0);
    const run = await product.trigger(job.id);
    await page.getByTitle(run.id).waitFor();
  });
});

describe("the page", () => {
  it("shows what others wrote as text, whatever it is", async () => {
    const job = await product.createJob({
      name: HOSTILE,
      description: HOSTILE,
      max_attempts: 1,
      tags: { note: HOSTILE },
    });
    const run = await started(job, {
      payload: { [HOSTILE]: HOSTILE },
      tags: { note: HOSTILE },
      concurrency_key: HOSTILE,
    });
    for (const [operation, body] of [
      ["log", { message: HOSTILE, data: { [HOSTILE]: HOSTILE } }],
      ["stream", { chunk: `[x](javascript:alert(1)) ${HOSTILE}`, stream_id: HOSTILE.slice(0, 60) }],
      ["annotate", { annotations: { [HOSTILE.slice(0, 60)]: HOSTILE } }],
      ["checkpoint", { source: HOSTILE, state: HOSTILE }],
      ["tool-call", { tool_name: HOSTILE, input: HOSTILE, output: HOSTILE }],
      ["output", { key: HOSTILE, value: HOSTILE }],
      ["usage", { provider: HOSTILE, model: HOSTILE, total_tokens: 1 }],
      ["progress", { percent: 5, message: HOSTILE, step: HOSTILE }],
    ] as const) {
      await product.executor("POST", run, operation, body);
    }
    await product.executor("POST", run, "state", { key: HOSTILE, value: HOSTILE });
    await product.executor("POST", run, "fail", { error: HOSTILE });
    await product.control("POST", "/v1/api-keys", { project_id: PROJECT, name: HOSTILE });
    const { page, problems } = await signedIn(browser, product);
    const tabs = ["overview", "log", "stream", "records", "usage", "lineage"].map(
      (tab) => `runs/${run.id}?tab=${tab}`,
    );
    for (const path of [
      "",
      "runs",
      "jobs",
      `jobs/${job.id}`,
      `jobs/${job.id}?tab=settings`,
      "dead-letters",
      "keys",
      "workers",
      ...tabs,
    ]) {
      await page.goto(address(path));
      await page.locator("main").getByText("onerror").or(page.locator("main h1")).first().waitFor();
      await page.waitForTimeout(400);
      if (path.endsWith("tab=stream")) await page.getByRole("button", { name: "Markdown" }).click();
      expect(await page.locator("main img, main script").count()).toBe(0);
      expect(await page.locator("main a[href^='javascript:']").count()).toBe(0);
      expect(await page.title()).not.toBe("hit");
    }
    expect(problems).toEqual([]);
  }, 120_000);

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
    const run = await started(await product.createJob());
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
    await page.getByRole("log", { name: "Log" }).evaluate("(frame) => { frame.scrollTop = 0; }");
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
