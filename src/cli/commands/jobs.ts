import type { Command } from "commander";
import { type Client, type Job, ok } from "../../client/index.js";
import { attempt, connect, given, jsonArgument, pairArgument, print } from "../connect.js";
import { age, type Column, listed, plain, type Shown, showPage } from "../show.js";
import { inColour } from "../style.js";
import { tail } from "../tail.js";

/** A job by its id or its slug. */
export async function jobIdOf(client: Client, job: string): Promise<string> {
  const found = await ok(client.GET("/v1/jobs", { params: { query: { slug: job } } }));
  return found.data[0]?.id ?? job;
}

function stateOf({ enabled, paused }: Job): string {
  if (!enabled) return "disabled";
  return paused ? "paused" : "active";
}

const COLUMNS: readonly Column<Job>[] = [
  ["JOB", ({ slug }) => plain(slug)],
  ["ID", ({ id }) => id],
  ["STATE", (job) => inColour(stateOf(job))],
  ["MODE", ({ execution_mode }) => execution_mode],
  ["QUEUE", ({ queue }) => plain(queue)],
  ["CRON", ({ cron }) => cron],
  ["AGE", ({ created_at }) => age(created_at)],
];

export function addJobs(program: Command, remote: string): void {
  listed(program.command("jobs"))
    .description(`list jobs; ${remote}`)
    .option("--tag <key=value>", "only jobs with the tag")
    .action((options: Shown & { tag?: string }) =>
      attempt(async () => {
        const [tag_key, tag_value] = options.tag === undefined ? [] : pairArgument(options.tag);
        const query = given({ tag_key, tag_value, limit: options.limit, cursor: options.cursor });
        showPage(await ok(connect().GET("/v1/jobs", { params: { query } })), COLUMNS, options);
      }),
    );

  program
    .command("trigger <job> [payload]")
    .description("trigger a run of a job, by id or slug; the payload is JSON, @file or - for standard input")
    .option("--idempotency-key <key>", "a repeat with the same key is the same run")
    .option("--tail", "follow the run until it ends")
    .action(
      (job: string, payload: string | undefined, options: { idempotencyKey?: string; tail?: boolean }) =>
        attempt(async () => {
          const client = connect();
          const params = { path: { jobID: await jobIdOf(client, job) } };
          const body = payload === undefined ? {} : { payload: await jsonArgument(payload) };
          const headers = { "Idempotency-Key": options.idempotencyKey ?? crypto.randomUUID() };
          const triggered = await ok(client.POST("/v1/jobs/{jobID}/trigger", { params, body, headers }));
          print(triggered);
          if (options.tail === true && "id" in triggered) await tail(client, triggered.id);
        }),
    );
}
