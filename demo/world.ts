import { randomBytes } from "node:crypto";
import { type Client, createClient, createExecutor, type Executor, ok } from "bosporus/client";
import type { GatewayAccess } from "../example/own-gateway.js";
import { type AskPerson, handlers } from "./handlers.js";
import { type DemoJob, JOBS } from "./jobs.js";
import type { Pace } from "./pace.js";

/** A project of the demo as its people see it. */
export interface Tenant {
  readonly client: Client;
  /** Ids of its jobs by slug. */
  readonly jobs: ReadonlyMap<string, string>;
}

/** Only what goes wrong without anybody wanting it is told. */
export type Report = (problem: string) => void;

async function createJobs(client: Client, projectId: string, jobs: readonly DemoJob[], endpointUrl: string) {
  const ids = new Map<string, string>();
  for (const job of jobs) {
    const called =
      job.execution_mode === "http"
        ? { endpoint_url: `${endpointUrl}/page` }
        : { execution_mode: "worker" as const };
    const body = { ...job, ...called, project_id: projectId };
    ids.set(job.slug, (await ok(client.POST("/v1/jobs", { body }))).id);
  }
  return ids;
}

/** The project of the agents: its jobs, and where the ends of runs are told. */
export async function settle(
  { url, apiKey, projectId }: GatewayAccess,
  endpointUrl: string,
): Promise<Tenant> {
  const client = createClient({ baseUrl: url, apiKey });
  const { noise: _, ...own } = JOBS;
  const jobs = await createJobs(client, projectId, Object.values(own), endpointUrl);
  const body = { project_id: projectId, webhook_url: `${endpointUrl}/webhook`, event_types: ["*" as const] };
  await ok(client.POST("/v1/webhooks/subscriptions", { body }));
  return { client, jobs };
}

/** The neighbour: another project on the same gateways. */
export async function settleNeighbour(
  url: string,
  internalSecret: string,
  endpointUrl: string,
): Promise<Tenant> {
  const operator = createClient({ baseUrl: url, internalSecret });
  const id = "crowded";
  await ok(operator.POST("/v1/projects", { body: { id, name: "A crowded neighbour" } }));
  const named = { project_id: id, name: "demo", scopes: ["*" as const] };
  const { key } = await ok(operator.POST("/v1/api-keys", { body: named }));
  const client = createClient({ baseUrl: url, apiKey: key });
  return { client, jobs: await createJobs(client, id, [JOBS.noise], endpointUrl) };
}

export interface Crew {
  readonly concurrency: number;
  readonly slugs: readonly string[];
}

/** Executors of a tenant: a few workers for each crew. */
export function hire(
  { client }: Tenant,
  crews: readonly Crew[],
  { pace, ask, report }: { pace: Pace; ask: AskPerson; report: Report },
): Executor<unknown>[] {
  const byJob = handlers(pace, ask);
  return crews.map(({ concurrency, slugs }, index) =>
    createExecutor<unknown>({
      ...client.options,
      workerId: `${slugs[0]}-${index + 1}-${randomBytes(2).toString("hex")}`,
      jobSlugs: slugs,
      concurrency,
      heartbeatMs: 2000,
      waitMs: 5000,
      drainMs: 0,
      handleSignals: false,
      handler: async (run) => {
        const handle = byJob[run.claimed.job_slug];
        if (handle === undefined) throw new Error(`nobody works on ${run.claimed.job_slug}`);
        return handle(run);
      },
      onError: (error) => {
        if (!pace.signal.aborted) report(error instanceof Error ? error.message : String(error));
      },
    }),
  );
}
