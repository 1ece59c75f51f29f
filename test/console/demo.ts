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
  /** The views that show a fleet at work. */
  views(): Promise<readonly ViewCase[]>;
  stop(): Promise<void>;
}

async function viewsOf(client: Client): Promise<readonly ViewCase[]> {
  const { data: jobs } = await ok(client.GET("/v1/jobs"));
  const research = jobs.find(({ slug }) => slug === "research-agent")?.id ?? "";
  const { data: workers } = await ok(client.GET("/v1/workers"));
  const worker = workers.find(({ id }) => id.startsWith("research"))?.id ?? "";
  return [
    { name: "jobs", path: "jobs", shows: "minute-report" },
    { name: "job", path: `jobs/${research}`, shows: "research-agent" },
    { name: "events", path: "events", shows: /approval:/ },
    { name: "workers", path: "workers", shows: worker },
    { name: "worker", path: `workers/${worker}`, shows: "Last claim" },
    { name: "deliveries", path: "webhooks?tab=deliveries", shows: "run.completed" },
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
