import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { type Client, createClient, ok } from "../../src/client/index.js";
import { eventually, INTERNAL_SECRET } from "../support/product.js";
import type { ViewCase } from "./views.js";

const SCRIPT = fileURLToPath(new URL("../../scripts/demo.mjs", import.meta.url));

/** The demo fleet, at work. */
export interface RunningDemo {
  url(): string;
  /** The project of the agents. */
  readonly project: string;
  /** All views, as they are with what the fleet does now. */
  views(): Promise<readonly ViewCase[]>;
  stop(): Promise<void>;
}

async function viewsOf(client: Client): Promise<readonly ViewCase[]> {
  const { data: jobs } = await ok(client.GET("/v1/jobs"));
  const job = (slug: string): string => jobs.find((one) => one.slug === slug)?.id ?? "";
  const newest = async (slug: string, statuses: string): Promise<string> => {
    const query = { job_id: job(slug), statuses, limit: "5" } as const;
    const { data } = await eventually(
      () => ok(client.GET("/v1/runs", { params: { query } })),
      ({ data: runs }) => runs.length > 0,
    );
    // Not the very newest: it has told little yet.
    return data.at(-1)?.id ?? "";
  };
  const completed = await newest("research-agent", "completed");
  const executing = await newest("research-agent", "executing");
  const failed = await newest("import-rows", "failed,dead_letter");
  const { data: workers } = await ok(client.GET("/v1/workers"));
  const worker = workers.find(({ id }) => id.startsWith("research"))?.id ?? "";
  const records = `runs/${completed}`;
  return [
    { name: "runs", path: "runs", shows: "research-agent" },
    { name: "run", path: `runs/${completed}`, shows: "Timeline" },
    { name: "run-log", path: `${records}?tab=log`, shows: /plan: read about/ },
    { name: "run-stream", path: `runs/${executing}?tab=stream`, shows: /First I look at/ },
    { name: "run-state", path: `${records}?tab=records`, shows: "answer" },
    { name: "run-usage", path: `${records}?tab=usage`, shows: /strait-|galata/ },
    { name: "run-resources", path: `${records}?tab=resources`, shows: "Memory" },
    { name: "run-lineage", path: `${records}?tab=lineage`, shows: "Parents and children" },
    { name: "run-failed", path: `runs/${failed}`, shows: "Timeline" },
    { name: "jobs", path: "jobs", shows: "minute-report" },
    { name: "job", path: `jobs/${job("minute-report")}`, shows: "* * * * *" },
    { name: "job-queue", path: `jobs/${job("import-rows")}?tab=queue`, shows: "aurora-lines" },
    {
      name: "job-trigger",
      path: `jobs/${job("import-rows")}?tab=trigger`,
      shows: "Its number in the partner's feed.",
    },
    { name: "job-settings", path: `jobs/${job("import-rows")}?tab=settings`, shows: "Attempts at most" },
    { name: "schedules", path: "schedules", shows: "* * * * *" },
    { name: "events", path: "events", shows: /approval:/ },
    { name: "dead-letters", path: "dead-letters", shows: "Dead letters" },
    { name: "workers", path: "workers", shows: worker },
    { name: "worker", path: `workers/${worker}`, shows: "Last claim" },
    { name: "webhooks", path: "webhooks", shows: /127\.0\.0\.1/ },
    { name: "deliveries", path: "webhooks?tab=deliveries", shows: "run.completed" },
    { name: "keys", path: "keys", shows: "bootstrap" },
    { name: "system", path: "system", shows: "What the doctor says" },
  ];
}

/** Starts `npm run demo`, and waits until its fleet has been at work for a while. */
export async function startDemo(): Promise<RunningDemo> {
  const demo: ChildProcess = spawn(process.execPath, [SCRIPT, "--runs", "24", "--speed", "2"], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, INTERNAL_SECRET },
  });
  let printed = "";
  demo.stdout?.on("data", (text: Buffer) => (printed += text));
  const text = await eventually(
    async () => printed,
    (so) => so.includes("API key") || demo.exitCode !== null,
  );
  const [url = ""] = /http:\/\/127\.0\.0\.1:\d+/.exec(text) ?? [];
  const [apiKey = ""] = /strait_[0-9a-f]{64}/.exec(text) ?? [];
  const client = createClient({ baseUrl: url, apiKey });
  const [, project = ""] = /\(project ([^)]+)\)/.exec(text) ?? [];
  return {
    ...{ url: () => url, project },
    views: () => viewsOf(client),
    async stop() {
      demo.kill("SIGINT");
      if (demo.exitCode === null) await once(demo, "exit");
    },
  };
}
