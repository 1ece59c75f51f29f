import { afterAll, beforeAll, expect, it } from "vitest";
import { eventually, INTERNAL_SECRET, PROJECT } from "../support/product.js";
import { type OpenedConsole, openConsole } from "./opened.js";
import { openPage, signedIn, signIn } from "./session.js";
import { started } from "./started.js";

/** What would run, or leave its element, if it were taken as markup. */
const HOSTILE = `"><img src=x onerror="document.title='hit'"><script>document.title='hit'</script>\u202e{{7*7}}`;
/** The same where less room is given, or less may be written. */
const SHORT = `"><img src=x onerror=alert(1)>`;

let product: OpenedConsole["product"];
let endpoint: OpenedConsole["endpoint"];
let browser: OpenedConsole["browser"];
let close: OpenedConsole["close"];

beforeAll(async () => {
  ({ product, endpoint, browser, close } = await openConsole());
});

afterAll(() => close?.());

async function made(path: string, body: unknown): Promise<void> {
  const answer = await product.control("POST", path, body);
  expect(answer.status, answer.text).toBeLessThan(300);
}

/** A project in which every text that a stranger can write is hostile; answers the views that show them. */
async function hostileProject(): Promise<string[]> {
  const receiver = endpoint.url((_, response) => response.writeHead(400).end(HOSTILE));
  await made("/v1/webhooks/subscriptions", {
    project_id: PROJECT,
    webhook_url: `${receiver}?${encodeURI(SHORT)}`,
    event_types: ["run.failed"],
  });
  await made("/v1/webhooks/subscriptions", {
    project_id: PROJECT,
    webhook_url: receiver,
    event_types: ["run.failed"],
  });
  await made("/v1/api-keys", { project_id: PROJECT, name: HOSTILE });
  const job = await product.createJob({
    name: HOSTILE,
    description: HOSTILE,
    max_attempts: 1,
    tags: { [SHORT]: HOSTILE },
    payload_schema: {
      type: "object",
      properties: {
        [SHORT]: { type: "string", title: HOSTILE, description: HOSTILE, default: HOSTILE },
        choice: { enum: [HOSTILE], title: HOSTILE },
      },
    },
  });
  const body = {
    payload: { [SHORT]: HOSTILE, choice: HOSTILE },
    tags: { note: HOSTILE },
    concurrency_key: HOSTILE,
  };
  const run = await started(product, job, body, SHORT);
  for (const [operation, sent] of [
    ["log", { message: HOSTILE, data: { [HOSTILE]: HOSTILE } }],
    ["stream", { chunk: `[x](javascript:alert(1)) ${HOSTILE}`, stream_id: HOSTILE.slice(0, 60) }],
    ["annotate", { annotations: { [HOSTILE.slice(0, 60)]: HOSTILE } }],
    ["checkpoint", { source: HOSTILE, state: HOSTILE }],
    ["tool-call", { tool_name: HOSTILE, input: HOSTILE, output: HOSTILE }],
    ["output", { key: HOSTILE, value: HOSTILE }],
    ["usage", { provider: HOSTILE, model: HOSTILE, total_tokens: 1 }],
    ["progress", { percent: 5, message: HOSTILE, step: HOSTILE }],
    ["state", { key: HOSTILE, value: HOSTILE }],
  ] as const) {
    const answer = await product.executor("POST", run, operation, sent);
    expect(answer.status, `${operation}: ${answer.text}`).toBeLessThan(300);
  }
  await product.executor("POST", run, "fail", { error: HOSTILE });
  const waiting = await started(product, job, body, SHORT);
  await product.executor("POST", waiting, "wait-for-event", { event_key: SHORT });
  await started(product, job, body, SHORT);
  const failing = await product.createJob({
    max_attempts: 1,
    endpoint_url: endpoint.url((_, response) =>
      response.writeHead(400).end(JSON.stringify({ error: HOSTILE })),
    ),
    cron: "0 3 * * *",
  });
  const dead = await product.trigger(failing.id);
  await eventually(
    async () => (await product.run(dead.id)).status,
    (status) => status === "dead_letter",
  );
  await product.control("POST", `/v1/jobs/${job.id}/pause`, { reason: HOSTILE });
  const tabs = ["overview", "log", "stream", "records", "usage", "resources", "lineage"];
  return [
    ...["", "runs", "jobs", "schedules", "events", "dead-letters", "workers", "keys", "system"],
    ...["webhooks", "webhooks?tab=deliveries", `workers/${encodeURIComponent(SHORT)}`],
    ...["overview", "runs", "trigger", "settings"].map((tab) => `jobs/${job.id}?tab=${tab}`),
    ...tabs.map((tab) => `runs/${run.id}?tab=${tab}`),
    `runs/${dead.id}`,
    `runs/${waiting.id}`,
    `runs?q=${encodeURIComponent(SHORT)}&tag=${encodeURIComponent(`note=${SHORT}`)}`,
    `jobs/${encodeURIComponent(SHORT)}`,
    encodeURIComponent(SHORT),
  ];
}

it("shows what others wrote as text, whatever object it is of and wherever it stands", async () => {
  const paths = await hostileProject();
  const { page, problems } = await signedIn(browser, product, {}, INTERNAL_SECRET);
  let shown = 0;
  for (const path of paths) {
    await page.goto(`${product.url()}/console/${path}`);
    await page.locator("main h1").first().waitFor();
    await page.waitForTimeout(400);
    if (path.endsWith("tab=stream")) await page.getByRole("button", { name: "Markdown" }).click();
    if (path === "dead-letters") await page.getByRole("button", { name: "Show the runs" }).first().click();
    if (path === "webhooks?tab=deliveries") await page.getByRole("button", { name: "Look" }).first().click();
    await page.waitForTimeout(100);
    expect(await page.locator("main img, main script, dialog img, dialog script").count(), path).toBe(0);
    expect(await page.locator("a[href^='javascript:']").count(), path).toBe(0);
    expect(await page.title(), path).not.toBe("hit");
    if ((await page.locator("body").textContent())?.includes("<img src=x")) shown++;
  }
  // Not because it was left out.
  expect(shown).toBeGreaterThan(paths.length / 2);
  expect(problems).toEqual([]);
});

it("shows a project's own name as text", async () => {
  const { status, text } = await product.call("POST", "/v1/projects", {
    body: { id: "hostile", name: HOSTILE },
    headers: { "X-Internal-Secret": INTERNAL_SECRET },
  });
  expect(status, text).toBe(201);
  const { page, problems } = await openPage(browser);
  await signIn(page, product, INTERNAL_SECRET);
  await page.getByText("<img src=x").waitFor();
  expect(await page.locator("main img, main script").count()).toBe(0);
  expect(problems).toEqual([]);
});
