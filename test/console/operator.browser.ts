import { Redis } from "ioredis";
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FIRST_CELL } from "../../src/store/keys.js";
import { SlowScriptLog } from "../../src/store/slow-scripts.js";
import { INTERNAL_SECRET } from "../support/product.js";
import { type OpenedConsole, openConsole } from "./opened.js";
import { signedIn } from "./session.js";
import { started } from "./started.js";

let product: OpenedConsole["product"];
let browser: OpenedConsole["browser"];
let address: OpenedConsole["address"];
let close: OpenedConsole["close"];

beforeAll(async () => {
  ({ product, browser, address, close } = await openConsole());
});

afterAll(() => close?.());

/** The tile of that name. */
function tile(page: Page, name: string): Locator {
  return page.locator(".tile").filter({ has: page.getByText(name, { exact: true }) });
}

/** Waits until the tile shows the figure. */
async function shows(page: Page, name: string, figure: string): Promise<void> {
  await tile(page, name)
    .locator("dd")
    .filter({ hasText: new RegExp(`^${figure}(?!\\d)`) })
    .waitFor();
}

async function cells(page: Page, table: string): Promise<string[][]> {
  const rows = await page.getByRole("table", { name: table }).locator("tbody tr").all();
  return Promise.all(rows.map((row) => row.locator("td").allInnerTexts()));
}

describe("the queue of a job", () => {
  it("shows what waits and runs of each key, why it waits, and links the run that goes next", async () => {
    const job = await product.createJob({ max_concurrency_per_key: 1 });
    const { page, problems } = await signedIn(browser, product);
    await page.goto(address(`jobs/${job.id}?tab=queue`));
    await page.getByText("Nothing waits and nothing runs").waitFor();

    await started(product, job, { concurrency_key: "ada" });
    const next = await product.trigger(job.id, { concurrency_key: "ada" });
    await product.trigger(job.id, { concurrency_key: "ada" });
    await product.trigger(job.id, { concurrency_key: "bob" });
    await shows(page, "Open", "4");
    await page.reload();
    await page.getByText("By concurrency key", { exact: true }).waitFor();
    const shown = await cells(page, "The job's queue by concurrency key");
    expect(shown.map((row) => row.slice(0, 4))).toEqual([
      ["bob", "1", "0", "Takes its turn"],
      ["ada", "2", "1", "Waits for one of its runs"],
    ]);
    expect(await tile(page, "Keys held up").locator("dd").textContent()).toBe("11 at a time of each key");

    await page.locator(`a.id[title="${next.id}"]`).click();
    await page.getByText("Timeline").waitFor();
    expect(page.url()).toContain(`/console/runs/${next.id}`);
    expect(problems).toEqual([]);
  });

  it("says what holds all of it", async () => {
    const job = await product.createJob({ max_concurrency: 1 });
    await started(product, job);
    await product.trigger(job.id, {});
    const { page } = await signedIn(browser, product);
    await page.goto(address(`jobs/${job.id}?tab=queue`));
    await page.getByText("as many as it may at a time, 1").waitFor();
    expect((await cells(page, "The job's queue by concurrency key"))[0]?.slice(0, 3)).toEqual([
      ...["without a key", "1", "1"],
    ]);
    await page.getByRole("button", { name: "Pause", exact: true }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Pause the job", exact: true }).click();
    await page.getByText("nothing of it is handed out until it is resumed").waitFor();
  });
});

describe("the fleet", () => {
  it("shows how long executors were silent, and claims that wait", async () => {
    const job = await product.createJob();
    const { page, problems } = await signedIn(browser, product);
    const run = await started(product, job);
    await page.goto(address(""));
    const median = tile(page, "Heartbeat lag p50");
    await median.getByText(/that execute|the one that executes/).waitFor();
    expect(await median.locator("dd").textContent()).toMatch(/^[\d.]+ m?s/);
    await shows(page, "Waiting claims", "0");
    const claim = { worker_id: "idle", job_slugs: [job.slug], wait_ms: 30_000 };
    const waiting = product.control("POST", "/v1/workers/claim", claim);
    await shows(page, "Waiting claims", "1");
    await product.executor("POST", run, "complete", {});
    await product.trigger(job.id, {});
    await waiting;
    expect(problems).toEqual([]);
  });
});

describe("the system", () => {
  it("shows how long scripts take, and calls that have held Redis for long", async () => {
    const { page, problems } = await signedIn(browser, product, {}, INTERNAL_SECRET);
    // The machine may be so slow that there are calls of its own.
    const system = /\/v1\/system$/;
    const said = { slow_scripts: [], slow_script_ms: 25, slow_scripts_secs: 7200 };
    await page.route(system, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...(await response.json()), ...said } });
    });
    await page.goto(address("system"));
    await page.getByText("No call has held Redis for more than 25 ms in the last 2 h.").waitFor();
    expect(await tile(page, "Calls").locator("dd").textContent()).toMatch(/^[1-9]/);
    for (const name of ["p50", "p99"])
      expect(await tile(page, name).locator("dd").textContent()).toMatch(/^[\d.]+ m?s/);

    const redis = new Redis({ path: product.redis.url.slice("unix://".length) });
    const log = new SlowScriptLog(redis, FIRST_CELL);
    log.note({ slow: 2 }, 12.5);
    log.note({ slow: 1 }, 40);
    await redis.ping();
    redis.disconnect();
    await page.unroute(system);
    await page.reload();
    await page.getByText("slow", { exact: true }).waitFor();
    const [slow] = (await cells(page, "Slow calls")).filter(([commands]) => commands === "slow");
    expect(slow?.slice(0, 4)).toEqual(["slow", "2", "40 ms", "40 ms"]);
    expect(problems).toEqual([]);
  });
});
