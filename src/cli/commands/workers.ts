import type { Command } from "commander";
import { ok, type Worker } from "../../client/index.js";
import { attempt, connect, given, print } from "../connect.js";
import { age, type Column, listed, plain, type Shown, showPage } from "../show.js";
import { inColour } from "../style.js";

const COLUMNS: readonly Column<Worker>[] = [
  ["WORKER", ({ worker_id }) => plain(worker_id)],
  ["STATUS", ({ status }) => inColour(status)],
  ["TAKES", ({ queues, job_slugs }) => plain([...queues, ...job_slugs].join(" ")) || "all"],
  ["CONNECTED", ({ connected_at }) => age(connected_at)],
  ["SEEN", ({ last_seen_at }) => age(last_seen_at)],
];

export function addWorkers(program: Command): void {
  const workers = program.command("workers").description("processes that claim runs");
  listed(workers.command("list", { isDefault: true }))
    .description("those that have claimed lately")
    .action(({ limit, cursor, ...shown }: Shown) =>
      attempt(async () => {
        const query = given({ limit, cursor });
        showPage(await ok(connect().GET("/v1/workers", { params: { query } })), COLUMNS, shown);
      }),
    );
  workers
    .command("drain <worker>")
    .description("give back what a worker holds: others take it")
    .action((workerID: string) =>
      attempt(async () => {
        print(await ok(connect().DELETE("/v1/workers/{workerID}", { params: { path: { workerID } } })));
      }),
    );
}
