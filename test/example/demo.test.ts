import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterEach, expect, it } from "vitest";
import { createClient, ok } from "../../src/client/index.js";
import { eventually } from "../support/product.js";

const SCRIPT = fileURLToPath(new URL("../../scripts/demo.mjs", import.meta.url));
let demo: ChildProcess | undefined;
afterEach(() => demo?.kill("SIGKILL"));

it("shows a fleet at work until it is ended, says so to nobody else, and leaves nothing behind", async () => {
  // As fast as the machine lets it: the test waits for what happens, not for how long it takes.
  demo = spawn(process.execPath, [SCRIPT, "--runs", "8", "--speed", "20"], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  for (const stream of [demo.stdout, demo.stderr]) stream?.on("data", (text: Buffer) => (printed += text));
  const ended = once(demo, "exit");
  await eventually(
    async () => printed,
    (text) => text.includes("API key") || demo?.exitCode !== null,
  );
  const [baseUrl = ""] = /http:\/\/127\.0\.0\.1:\d+/.exec(printed) ?? [];
  const [apiKey = ""] = /strait_[0-9a-f]{64}/.exec(printed) ?? [];
  expect(baseUrl, printed).not.toBe("");

  const client = createClient({ baseUrl, apiKey });
  expect((await fetch(`${baseUrl}/console`)).status).toBe(200);
  const statuses = ["completed", "executing", "failed", "waiting"];
  const { data: jobs } = await ok(client.GET("/v1/jobs"));
  const researchId = jobs.find(({ slug }) => slug === "research-agent")?.id ?? "";
  const seen = new Set<string>();
  await eventually(
    async () => {
      const { by_status } = await ok(client.GET("/v1/stats"));
      for (const [status, count] of Object.entries(by_status)) if (count > 0) seen.add(status);
      return seen;
    },
    () => statuses.every((status) => seen.has(status)),
  );
  expect([...seen]).toEqual(expect.arrayContaining(statuses));
  const query = { job_id: researchId, status: "completed" };
  const { data: runs } = await eventually(
    () => ok(client.GET("/v1/runs", { params: { query } })),
    ({ data }) => data.length > 0,
  );
  const path = { runID: runs[0]?.id ?? "" };
  const { data: chunks } = await ok(client.GET("/v1/runs/{runID}/chunks", { params: { path } }));
  const totals = await ok(client.GET("/v1/runs/{runID}/usage/totals", { params: { path } }));
  expect([chunks.length > 0, totals.records > 0, totals.total_tokens > 0]).toEqual([true, true, true]);

  demo.kill("SIGINT");
  const [code] = (await ended) as [number | null];
  expect(code, printed).toBe(0);
  expect(printed).not.toContain("demo:");
  await expect(fetch(`${baseUrl}/health`)).rejects.toThrow();
});
