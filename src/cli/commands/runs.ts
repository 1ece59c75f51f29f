import process from "node:process";
import type { Command } from "commander";
import { ok, type Run } from "../../client/index.js";
import { attempt, connect, given, pairArgument, print } from "../connect.js";
import { runPage } from "../run-page.js";
import { age, type Column, plain, type Shown, showPage } from "../show.js";
import { inColour } from "../style.js";
import { tail } from "../tail.js";
import { jobIdOf } from "./jobs.js";

const MOST_ERROR = 60;

const COLUMNS: readonly Column<Run>[] = [
  ["RUN", ({ id }) => id],
  ["STATUS", ({ status }) => inColour(status)],
  ["JOB", ({ job_id }) => job_id],
  ["ATTEMPT", ({ attempt }) => attempt],
  ["PRIORITY", ({ priority }) => priority],
  ["BY", ({ triggered_by }) => triggered_by],
  ["AGE", ({ created_at }) => age(created_at)],
  ["ERROR", ({ error }) => plain(error ?? "").slice(0, MOST_ERROR)],
];

interface RunOptions extends Shown {
  readonly status?: string;
  readonly job?: string;
  readonly tag?: string;
  readonly metadata?: string;
  readonly by?: string;
  readonly mode?: string;
  readonly errorClass?: string;
  readonly contains?: string;
  readonly limit: string;
  readonly cursor?: string;
}

export function addRuns(program: Command): void {
  program
    .command("runs [run]")
    .description("list runs, or show one")
    .option("--status <status>", "only runs in this status, or in one of several with commas between")
    .option("--job <job>", "only runs of the job, by id or slug")
    .option("--tag <key=value>", "only runs with the tag")
    .option("--metadata <key=value>", "only runs with the annotation")
    .option("--by <trigger>", "only runs triggered so: manual, cron, spawn, …")
    .option("--mode <mode>", "only http or worker runs")
    .option("--error-class <class>", "only runs that ended so")
    .option("--contains <json>", "only runs whose payload contains it")
    .option("--limit <count>", "at most so many", "20")
    .option("--cursor <cursor>", "the page after another one")
    .option("--json", "JSON, also on a terminal")
    .action((run: string | undefined, options: RunOptions) =>
      attempt(async () => {
        const client = connect();
        if (run !== undefined) {
          const found = await ok(client.GET("/v1/runs/{runID}", { params: { path: { runID: run } } }));
          if (options.json === true || !process.stdout.isTTY) print(found);
          else process.stdout.write(await runPage(client, found));
          return;
        }
        const [tag_key, tag_value] = options.tag === undefined ? [] : pairArgument(options.tag);
        const [metadata_key, metadata_value] =
          options.metadata === undefined ? [] : pairArgument(options.metadata);
        const query = given({
          ...{ limit: options.limit, cursor: options.cursor, statuses: options.status },
          job_id: options.job === undefined ? undefined : await jobIdOf(client, options.job),
          ...{ tag_key, tag_value, metadata_key, metadata_value },
          ...{ triggered_by: options.by, execution_mode: options.mode, error_class: options.errorClass },
          payload_contains: options.contains,
        });
        showPage(await ok(client.GET("/v1/runs", { params: { query } })), COLUMNS, options);
      }),
    );

  program
    .command("tail <run>")
    .description("follow a run until it ends: status, logs, progress, streamed text")
    .action((run: string) => attempt(() => tail(connect(), run)));
}
