import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { API_KEY, eventually, PROJECT } from "../support/product.js";
import { type OpenedConsole, openConsole } from "./opened.js";
import { signedIn } from "./session.js";
import { started } from "./started.js";

let product: OpenedConsole["product"];
let endpoint: OpenedConsole["endpoint"];
let browser: OpenedConsole["browser"];
let close: OpenedConsole["close"];

beforeAll(async () => {
  ({ product, endpoint, browser, close } = await openConsole());
});

afterAll(() => close?.());

/** A page of the view that is signed in; `problems` has what its policy refused. */
async function opened(path: string): Promise<{ page: Page; problems: string[] }> {
  const watched = await signedIn(browser, product);
  await watched.page.goto(`${product.url()}/console/${path}`);
  return watched;
}

async function confirm(page: Page, action: string): Promise<void> {
  await page.getByRole("dialog").getByRole("button", { name: action, exact: true }).click();
}

/** The secret that is shown, kept, and shown no more. */
async function secretOnce(page: Page): Promise<string> {
  const secret = await page.locator("[data-secret]").textContent();
  await confirm(page, "I have kept it");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.reload();
  await page.locator("main h1").waitFor();
  await page.getByRole("table").first().waitFor();
  expect(await page.content()).not.toContain(secret ?? "");
  return secret ?? "";
}

const statusOf = async (id: string): Promise<string> => (await product.run(id)).status;
const keyWorks = async (key: string): Promise<boolean> =>
  (await product.call("GET", "/v1/jobs", { headers: { Authorization: `Bearer ${key}` } })).status === 200;

describe("a run", () => {
  it("is restarted: its executor's token opens nothing more, and somebody else takes it", async () => {
    const job = await product.createJob();
    const run = await started(product, job);
    const { page, problems } = await opened(`runs/${run.id}`);
    await page.getByRole("button", { name: "Restart" }).click();
    await confirm(page, "Restart");
    await page.locator("h1").getByText("Queued").waitFor();
    expect((await product.executor("POST", run, "complete", {})).status).toBe(401);
    expect(await statusOf(run.id)).toBe("queued");
    expect(problems).toEqual([]);
  });

  it("is kept as it is when the question is not confirmed, and a refusal is said in words", async () => {
    const run = await started(product, await product.createJob());
    const { page } = await opened(`runs/${run.id}`);
    await page.getByRole("button", { name: "Cancel" }).click();
    await confirm(page, "Keep as it is");
    expect(await statusOf(run.id)).toBe("executing");
    await page.getByRole("button", { name: "Restart" }).click();
    await product.executor("POST", run, "complete", {});
    await confirm(page, "Restart");
    await page.getByRole("dialog").getByRole("alert").getByText(/run/).waitFor();
    expect(await statusOf(run.id)).toBe("completed");
  });
});

describe("dead letters", () => {
  it("are grouped by what went wrong, and a group is queued again", async () => {
    const job = await product.createJob({ max_attempts: 1, endpoint_url: refusing("no such customer") });
    const other = await product.createJob({ max_attempts: 1, endpoint_url: refusing("no order") });
    const group = [await product.trigger(job.id), await product.trigger(job.id)];
    const alone = await product.trigger(other.id);
    for (const { id } of [...group, alone])
      expect(
        await eventually(
          () => statusOf(id),
          (status) => status === "dead_letter",
        ),
      ).toBe("dead_letter");
    const { page, problems } = await opened("dead-letters");
    const row = page.getByRole("listitem").filter({ hasText: job.slug });
    await row.waitFor();
    expect(await row.locator(".amount").textContent()).toBe("2");
    await row.getByRole("button", { name: "Queue again" }).click();
    await product.control("POST", `/v1/jobs/${job.id}/pause`, {});
    await confirm(page, "Queue again");
    await page.getByText("2 runs are queued again").waitFor();
    for (const { id } of group) expect(await statusOf(id)).toBe("queued");
    expect(await statusOf(alone.id)).toBe("dead_letter");
    await row.waitFor({ state: "detached" });
    expect(problems).toEqual([]);
  });
});

function refusing(error: string): string {
  return endpoint.url((_, response) => response.writeHead(400).end(JSON.stringify({ error })));
}

describe("a job", () => {
  it("is changed, and only in what was changed", async () => {
    const job = await product.createJob({ max_attempts: 5, timeout_secs: 77, tags: { team: "ops" } });
    const { page, problems } = await opened(`jobs/${job.id}?tab=settings`);
    await page.getByLabel("Attempts at most").fill("7");
    await page.getByLabel("Schedule").fill("not a schedule");
    await page.getByRole("button", { name: "Save changes" }).click();
    await page.getByRole("alert").getByText(/cron/).waitFor();
    await page.getByLabel("Schedule").fill("0 3 * * *");
    await page.getByRole("button", { name: "Save changes" }).click();
    await page.getByText("The job was changed.").waitFor();
    const { body } = await product.control("GET", `/v1/jobs/${job.id}`);
    expect(body).toMatchObject({ max_attempts: 7, cron: "0 3 * * *", timeout_secs: 77, tags: job.tags });
    expect(body.version).toBe(job.version + 1);
    expect(problems).toEqual([]);
  });

  it("is paused with a reason that others see, and resumed", async () => {
    const job = await product.createJob();
    const { page } = await opened(`jobs/${job.id}`);
    await page.getByRole("button", { name: "Pause" }).click();
    await page.getByRole("dialog").getByLabel("Reason").fill("the CRM is down");
    await confirm(page, "Pause the job");
    await page.getByText("Paused: the CRM is down").waitFor();
    expect((await product.control("GET", `/v1/jobs/${job.id}`)).body.paused).toBe(true);
    await page.getByRole("button", { name: "Resume" }).click();
    await page.getByRole("button", { name: "Pause" }).waitFor();
    expect((await product.control("GET", `/v1/jobs/${job.id}`)).body.paused).toBe(false);
  });

  it("is triggered by a form that its schema makes, big numbers as they were typed", async () => {
    const job = await product.createJob({
      payload_schema: {
        type: "object",
        required: ["ticket", "language"],
        properties: {
          ticket: { type: "integer", title: "Ticket" },
          language: { enum: ["en", "tr"], title: "Language" },
          urgent: { type: "boolean", title: "Urgent" },
        },
      },
    });
    const { page, problems } = await opened(`jobs/${job.id}?tab=trigger`);
    await page.getByLabel("Language").selectOption("tr");
    await page.getByRole("button", { name: "Trigger", exact: true }).click();
    await page.getByRole("alert").waitFor();
    await page.getByLabel("Ticket").fill("9007199254740993");
    await page.getByLabel("Urgent").check();
    await page.getByRole("button", { name: "Trigger", exact: true }).click();
    await page.waitForURL(/\/runs\/[0-9a-f-]{36}/);
    const id = new URL(page.url()).pathname.split("/").at(-1);
    const { text } = await product.control("GET", `/v1/runs/${id}`);
    expect(text).toContain('"ticket":9007199254740993');
    expect(text).toMatch(/"language":"tr".*"urgent":true/);
    expect(problems).toEqual([]);
  });
});

describe("API keys", () => {
  it("are made, replaced and taken back, their secrets shown once", async () => {
    const { page, problems } = await opened("keys");
    await page.getByRole("button", { name: "New key" }).click();
    await confirm(page, "Create the key");
    await page.getByRole("dialog").getByText("Give the key a name.").waitFor();
    await page.getByRole("dialog").getByLabel("Name").fill("crew");
    await confirm(page, "Create the key");
    const first = await secretOnce(page);
    expect(await keyWorks(first)).toBe(true);

    const row = page.getByRole("row").filter({ hasText: "crew" });
    await row.getByRole("button", { name: "Rotate" }).click();
    await confirm(page, "Rotate");
    const second = await secretOnce(page);
    expect(second).not.toBe(first);
    expect([await keyWorks(first), await keyWorks(second)]).toEqual([true, true]);

    await row.first().waitFor();
    for (let left = await row.count(); left > 0; left--) {
      await row.first().getByRole("button", { name: "Revoke" }).click();
      await confirm(page, "Revoke");
      await eventually(
        () => row.count(),
        (count) => count < left,
        10_000,
      );
    }
    expect(
      await eventually(
        async () => [await keyWorks(first), await keyWorks(second)],
        (works) => !works.includes(true),
      ),
    ).toEqual([false, false]);
    expect(await keyWorks(API_KEY)).toBe(true);
    expect(problems).toEqual([]);
  });
});

describe("webhooks", () => {
  it("are made, tested, turned off and deleted; the secret is shown once", async () => {
    const url = endpoint.url((_, response) => response.writeHead(200).end("thanks"));
    const { page, problems } = await opened("webhooks");
    await page.getByRole("button", { name: "New webhook" }).click();
    await page.getByRole("dialog").getByLabel("Address").fill(url);
    await confirm(page, "Create the webhook");
    expect(await secretOnce(page)).not.toBe("");
    const row = page.getByRole("row").filter({ hasText: url });
    await row.getByRole("button", { name: "Test" }).click();
    await page.getByText(/It answered 200/).waitFor();
    expect(endpoint.calls(url)).toHaveLength(1);
    await row.getByRole("button", { name: "New secret" }).click();
    await confirm(page, "New secret");
    await secretOnce(page);
    await row.getByRole("button", { name: "Turn off" }).click();
    await row.getByRole("button", { name: "Turn on" }).waitFor();
    await row.getByRole("button", { name: `Delete ${url}` }).click();
    await confirm(page, "Delete");
    await row.waitFor({ state: "detached" });
    const { body } = await product.control("GET", "/v1/webhooks/subscriptions");
    expect(JSON.stringify(body.data)).not.toContain(url);
    expect(problems).toEqual([]);
  });

  it("show what was delivered and what the receiver answered, and deliver it again", async () => {
    let answers = 400;
    const url = endpoint.url((_, response) => response.writeHead(answers).end("the till is closed"));
    await product.control("POST", "/v1/webhooks/subscriptions", {
      project_id: PROJECT,
      webhook_url: url,
      event_types: ["run.completed"],
    });
    const run = await started(product, await product.createJob());
    await product.executor("POST", run, "complete", { result: { words: 7 } });
    const { page, problems } = await opened("webhooks?tab=deliveries");
    const row = page.getByRole("row").filter({ hasText: url });
    await row.getByText("400").waitFor();
    await row.getByRole("button", { name: "Look" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("the till is closed").waitFor();
    await dialog.getByText('"words"').waitFor();
    const before = endpoint.calls(url).length;
    answers = 200;
    await dialog.getByRole("button", { name: "Try again now" }).click();
    await dialog.getByText("Delivered", { exact: true }).first().waitFor();
    expect(endpoint.calls(url).length).toBe(before + 1);
    await dialog.getByRole("button", { name: "Deliver again as new" }).click();
    await eventually(
      async () => endpoint.calls(url).length,
      (calls) => calls === before + 2,
    );
    expect(endpoint.calls(url).at(-1)?.body).toContain(run.id);
    expect(problems).toEqual([]);
  });
});

describe("a worker", () => {
  it("is drained: what it has goes back to the queue", async () => {
    const job = await product.createJob();
    const runs = [
      await started(product, job, {}, "crew-1"),
      await started(product, job, {}, "crew-1"),
      await started(product, job, {}, "crew-2"),
    ];
    const { page, problems } = await opened("workers/crew-1");
    await page.getByRole("table").getByText(job.slug).first().waitFor();
    await page.getByRole("button", { name: "Drain" }).click();
    await confirm(page, "Drain the worker");
    await page.getByText("2 runs went back to the queue.").waitFor();
    expect(await Promise.all(runs.map(({ id }) => statusOf(id)))).toEqual(["queued", "queued", "executing"]);
    expect(problems).toEqual([]);
  });
});
