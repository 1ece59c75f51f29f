import { execFileSync } from "node:child_process";
import process from "node:process";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { INTERNAL_SECRET } from "../support/product.js";
import { type OpenedConsole, openConsole } from "./opened.js";
import { openPage, signIn } from "./session.js";

const FRESH = "fresh";
const OPERATOR = { "X-Internal-Secret": INTERNAL_SECRET, "X-Project-Id": FRESH };
let product: OpenedConsole["product"];
let browser: OpenedConsole["browser"];
let address: OpenedConsole["address"];
let close: OpenedConsole["close"];
/** The address of an endpoint that refuses every run. */
let refuses: string;
let page: Page;
let problems: string[];
/** What the lines leave to the shell. */
const known: Record<string, string> = { INTERNAL_SECRET };

beforeAll(async () => {
  const opened = await openConsole();
  ({ product, browser, address, close } = opened);
  refuses = opened.endpoint.url((_, response) => response.writeHead(400).end());
  await product.call("POST", "/v1/projects", {
    body: { id: FRESH },
    headers: { "X-Internal-Secret": INTERNAL_SECRET },
  });
  ({ page, problems } = await openPage(browser));
  await signIn(page, product, INTERNAL_SECRET);
  await page.getByRole("button", { name: FRESH }).click();
  await page.getByText("Nothing has run yet").waitFor();
});

afterAll(() => close?.());

/** Runs a line as whoever copies it into a shell; what the API has answered. */
// biome-ignore lint/suspicious/noExplicitAny: answers of every shape
function run(line: string): any {
  const environment = { PATH: process.env["PATH"], ...known };
  const text = execFileSync("bash", ["-c", `${line} --silent --show-error --fail-with-body`], {
    env: environment,
    encoding: "utf8",
  });
  return JSON.parse(text);
}

/** The lines that a view shows because it is empty. */
async function linesOf(path: string, empty: string): Promise<readonly string[]> {
  await page.goto(address(path));
  await page.locator("main").getByText(empty, { exact: true }).waitFor();
  return page.locator("main .curl pre").allTextContents();
}

/** Fills an empty view by the lines it shows; what the API has answered to the last. */
// biome-ignore lint/suspicious/noExplicitAny: answers of every shape
async function fill(path: string, empty: string, expected = 1): Promise<any> {
  const lines = await linesOf(path, empty);
  expect([path, lines.length]).toEqual([path, expected]);
  const answers = lines.map(run);
  await page.reload();
  await page.locator("main h1").waitFor();
  await page.getByText(empty, { exact: true }).waitFor({ state: "detached" });
  await page.locator("main .loading").waitFor({ state: "detached" });
  await page.locator("main .unfilled, main .empty").waitFor({ state: "detached" });
  return answers.at(-1);
}

interface Claim {
  readonly runs: readonly { readonly run_id: string; readonly run_token: string }[];
}

/** What is claimed is the run of the lines of executors from now on; it begins. */
async function begin({ runs: [run] }: Claim): Promise<void> {
  const [id, token] = [run?.run_id ?? "", run?.run_token ?? ""];
  known["RUN_ID"] = id;
  known["RUN_TOKEN"] = token;
  await product.executor("POST", { id, jobId: "", token }, "heartbeat", {});
}

it("shows on each empty list the line that fills it, which a shell runs as it stands", async () => {
  known["JOB_ID"] = (await fill("jobs", "No jobs yet")).id;
  const job = `jobs/${known["JOB_ID"]}`;
  await product.call("PATCH", `/v1/${job}`, { body: { max_attempts: 1 }, headers: OPERATOR });
  await fill("schedules", "No schedules");
  await fill("keys", "No API keys");
  await fill("webhooks", "No webhooks");

  const claim = async (): Promise<Claim> =>
    (
      await product.call("POST", "/v1/workers/claim", {
        body: { worker_id: "my-worker", limit: 1 },
        headers: OPERATOR,
      })
    ).body;
  for (const [path, empty] of [
    ["", "Nothing has run yet"],
    [`${job}?tab=runs`, "No runs yet"],
    ["runs", "No runs yet"],
  ] as const)
    expect((await linesOf(path, empty)).length).toBe(1);
  await fill(`${job}?tab=queue`, "Nothing waits and nothing runs");
  for (let count = 0; count < 2; count++)
    await product.call("POST", `/v1/${job}/trigger`, { body: {}, headers: OPERATOR });

  await begin(await fill("workers", "No worker has claimed in the last hour"));
  const first = `runs/${known["RUN_ID"]}`;
  await fill(`${first}?tab=log`, "The run has logged nothing yet.");
  await fill(`${first}?tab=stream`, "The run has streamed no text yet.");
  await fill(`${first}?tab=records`, "The run has kept no output.", 3);
  await fill(`${first}?tab=usage`, "The run has called no tool.", 2);
  await fill(`${first}?tab=resources`, "The executor has reported no samples.");
  await fill("events", "No run waits for an event");

  await begin(await claim());
  await fill("webhooks?tab=deliveries", "No deliveries");
  const refusing = await product.call("POST", "/v1/jobs", {
    body: { project_id: FRESH, name: "refusing", slug: "refusing", endpoint_url: refuses, max_attempts: 1 },
    headers: OPERATOR,
  });
  known["JOB_ID"] = refusing.body.id;
  await fill("dead-letters", "No dead letters");
  await fill("workers/my-worker", "The worker has no run");
  expect(problems).toEqual([]);
}, 300_000);
