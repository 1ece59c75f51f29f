import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually, INTERNAL_SECRET, PROJECT } from "../support/product.js";
import { type OpenedConsole, openConsole } from "./opened.js";
import { openPage, signedIn, signIn } from "./session.js";
import { started } from "./started.js";

let product: OpenedConsole["product"];
let browser: OpenedConsole["browser"];
let address: OpenedConsole["address"];
let close: OpenedConsole["close"];

beforeAll(async () => {
  ({ product, browser, address, close } = await openConsole());
});

afterAll(() => close?.());

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
    const run = await started(product, job);
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
    const run = await started(product, await product.createJob());
    const { page } = await signedIn(browser, product);
    await page.goto(address(`runs/${run.id}`));
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("dialog").getByLabel("Reason").fill("by mistake");
    await confirm(page, "Cancel the run");
    await page.locator("h1").getByText("Canceled").waitFor();
    expect(await statusOf(run.id)).toBe("canceled");
  });

  it("is paused and resumed", async () => {
    const run = await started(product, await product.createJob());
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
    const run = await started(product, await product.createJob());
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

  it("say how many runs were looked at for a filter that no index serves", async () => {
    const job = await product.createJob();
    const runs = [
      await product.trigger(job.id),
      await product.trigger(job.id),
      await product.trigger(job.id),
    ];
    const { page } = await signedIn(browser, product);
    await page.goto(address(`runs?job=${job.id}&q=${runs[1]?.id}`));
    await page.getByText("1 of 3 runs that were looked at match. There are no older ones.").waitFor();
    await page.goto(address(`runs?job=${job.id}`));
    await page.getByTitle(runs[0]?.id ?? "").waitFor();
    expect(await page.getByText("looked at").count()).toBe(0);
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
