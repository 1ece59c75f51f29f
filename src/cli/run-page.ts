import { type Client, ok, type Run, type RunEvent } from "../client/index.js";
import { age, plain } from "./show.js";
import { inColour, styled } from "./style.js";
import { progressBar } from "./tail.js";

const LAST_EVENTS = 15;
const MOST_TEXT = 2000;
const NAME_WIDTH = 14;

const TIMES = [
  ["created", "created_at"],
  ["scheduled", "scheduled_at"],
  ["started", "started_at"],
  ["last heartbeat", "heartbeat_at"],
  ["next retry", "next_retry_at"],
  ["finished", "finished_at"],
] as const satisfies readonly (readonly [string, keyof Run])[];

function field(name: string, value: string): string {
  return `${styled("dim", name.padEnd(NAME_WIDTH))}  ${value}`;
}

function json(value: unknown): string {
  const text = plain(JSON.stringify(value));
  return text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT)}…` : text;
}

function lineOf({ created_at, level, message, type }: RunEvent): string {
  const told = inColour(level ?? "info", plain(message ?? ""));
  return `${styled("dim", created_at.slice(11, 23))}  ${plain(type).padEnd(NAME_WIDTH)}  ${told}`;
}

/** A run as a page for a person: what it is, its times, how far it is, what came out, and what it did last. */
export async function runPage(client: Client, run: Run): Promise<string> {
  const path = { runID: run.id };
  const events = ok(
    client.GET("/v1/runs/{runID}/events", { params: { path, query: { limit: String(LAST_EVENTS) } } }),
  );
  const progress = ok(
    client.GET("/v1/runs/{runID}/events", { params: { path, query: { limit: "1", type: "progress" } } }),
  );
  const job = ok(client.GET("/v1/jobs/{jobID}", { params: { path: { jobID: run.job_id } } })).catch(
    () => undefined,
  );
  const lines = [
    `${styled("bold", run.id)}  ${inColour(run.status)}`,
    "",
    field("job", `${plain((await job)?.slug ?? "")} ${styled("dim", run.job_id)}`),
    field("attempt", String(run.attempt)),
    field("triggered by", run.triggered_by),
    ...TIMES.flatMap(([name, member]) => {
      const time = run[member];
      return time === undefined ? [] : [field(name, `${time}  ${styled("dim", age(time))}`)];
    }),
  ];
  const percent = ((await progress).data[0]?.data as { percent?: unknown } | undefined)?.percent;
  if (typeof percent === "number") lines.push(field("progress", progressBar(percent)));
  for (const name of ["parent_run_id", "continuation_of", "concurrency_key"] as const) {
    const value = run[name];
    if (value !== undefined) lines.push(field(name.replaceAll("_", " "), plain(value)));
  }
  if (run.tags !== undefined) lines.push(field("tags", json(run.tags)));
  if (run.metadata !== undefined) lines.push(field("metadata", json(run.metadata)));
  if (run.payload !== undefined) lines.push(field("payload", json(run.payload)));
  if (run.result !== undefined) lines.push(field("result", json(run.result)));
  if (run.error !== undefined) {
    const error = `${run.error_class === undefined ? "" : `${run.error_class}: `}${plain(run.error).slice(0, MOST_TEXT)}`;
    lines.push(field("error", styled("red", error)));
  }
  const { data } = await events;
  if (data.length > 0) lines.push("", ...data.map(lineOf).toReversed());
  return `${lines.join("\n")}\n`;
}
