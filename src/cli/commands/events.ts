import type { Command } from "commander";
import { type EventTrigger, ok } from "../../client/index.js";
import { attempt, connect, given, jsonArgument, print } from "../connect.js";
import { age, type Column, listed, plain, type Shown, showPage } from "../show.js";
import { inColour } from "../style.js";

const COLUMNS: readonly Column<EventTrigger>[] = [
  ["EVENT", ({ event_key }) => plain(event_key)],
  ["STATUS", ({ status }) => inColour(status)],
  ["RUN", ({ job_run_id }) => job_run_id],
  ["SINCE", ({ requested_at }) => age(requested_at)],
  ["EXPIRES", ({ status, expires_at }) => (status === "waiting" ? age(expires_at) : "")],
];

export function addEvents(program: Command): void {
  const events = program.command("events").description("what runs wait for");
  listed(events.command("list", { isDefault: true }))
    .description("waits for events, newest first")
    .option("--status <status>", "only waits in this status")
    .action(({ status, limit, cursor, ...shown }: Shown & { status?: string }) =>
      attempt(async () => {
        const query = given({ status, limit, cursor });
        showPage(await ok(connect().GET("/v1/events", { params: { query } })), COLUMNS, shown);
      }),
    );
  events
    .command("send <key> [payload]")
    .description("send an event to the run that waits for its key")
    .action((eventKey: string, payload: string | undefined) =>
      attempt(async () => {
        const params = { path: { eventKey } };
        const body = payload === undefined ? {} : { payload: await jsonArgument(payload) };
        print(await ok(connect().POST("/v1/events/{eventKey}/send", { params, body })));
      }),
    );
}
