import process from "node:process";
import { Redis } from "ioredis";
import type { Request } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { eventually, INTERNAL_SECRET, PROJECT } from "../support/product.js";
import type { OpenedConsole } from "./opened.js";
import { openSeeded, type Seeded } from "./seed.js";
import { signedIn } from "./session.js";
import { type ViewCase, viewsOf } from "./views.js";

/**
 * What one console that is left open may ask for in a minute, however much happens. One gateway takes some 20,000
 * heartbeats a second: a hundredth of them are 12,000 requests a minute.
 */
const REQUESTS_A_MINUTE = 240;
/** Commands that Redis carries out for them, those within scripts counted too: a hundredth of its time at 20 µs each. */
const COMMANDS_A_MINUTE = 30_000;
const SECONDS = 60;

let product: OpenedConsole["product"];
let browser: OpenedConsole["browser"];
let close: OpenedConsole["close"];
let seeded: Seeded;

beforeAll(async () => {
  ({ product, browser, close, seeded } = await openSeeded());
});

afterAll(() => close?.());

/** Something happens in the project all the time, until the answer is called. */
function bustle(): () => Promise<void> {
  let over = false;
  const going = (async () => {
    while (!over) {
      const { id } = await product.trigger(seeded.jobs.triage, { payload: { ticket: 1, language: "en" } });
      await product.control("DELETE", `/v1/runs/${id}`);
    }
  })();
  return () => {
    over = true;
    return going;
  };
}

async function commandsSoFar(redis: Redis): Promise<number> {
  const lines = (await redis.info("commandstats")).matchAll(/cmdstat_[^:]+:calls=(\d+)/g);
  return [...lines].reduce((sum, [, calls]) => sum + Number(calls), 0);
}

interface Minute {
  readonly requests: readonly string[];
  /** Those that are open at its end. */
  readonly streams: number;
}

/** A minute of the page's own clock in a view. */
async function minuteOf(view: ViewCase): Promise<Minute> {
  const { page } = await signedIn(browser, product, {}, INTERNAL_SECRET);
  await page.clock.install();
  const requests: string[] = [];
  const open = new Set<Request>();
  page.on("request", (request) => {
    const { pathname, search } = new URL(request.url());
    if (pathname.endsWith("/stream")) open.add(request);
    else requests.push(pathname + search);
  });
  page.on("requestfinished", (request) => open.delete(request));
  page.on("requestfailed", (request) => open.delete(request));
  await page.goto(`${product.url()}/console/${view.path}`);
  await page.locator("main").getByText(view.shows).filter({ visible: true }).first().waitFor();
  requests.length = 0;
  for (let second = 0; second < SECONDS; second++) {
    await page.clock.runFor(1_000);
    await page.waitForTimeout(5);
  }
  // A view that follows a run opens its stream as it lets the project's go.
  const streams = await eventually(
    async () => open.size,
    (size) => size === 1,
    10_000,
  );
  await page.context().close();
  return { requests, streams };
}

it("a console that is left open asks for little, however much happens", async () => {
  const redis = new Redis({ path: product.redis.url.slice("unix://".length) });
  redis.on("error", () => undefined);
  const headers = { "X-Internal-Secret": INTERNAL_SECRET, "X-Project-Id": PROJECT };
  for (const view of viewsOf(seeded)) {
    const calm = bustle();
    const { requests, streams } = await minuteOf(view).finally(calm);
    const before = await commandsSoFar(redis);
    for (const path of requests) await product.call("GET", path, { headers });
    const commands = (await commandsSoFar(redis)) - before;
    process.stdout.write(
      `${view.name}: ${requests.length} requests, ${commands} commands of Redis a minute\n`,
    );
    expect([
      view.name,
      requests.length <= REQUESTS_A_MINUTE,
      commands <= COMMANDS_A_MINUTE,
      streams === 1,
    ]).toEqual([view.name, true, true, true]);
    if (view.name === "fleet" || view.name === "runs") expect(requests.length).toBeGreaterThan(10);
  }
  redis.disconnect();
}, 900_000);
