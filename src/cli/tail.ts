import process from "node:process";
import type { Client, Followed } from "../client/index.js";
import { plain, plainText } from "./show.js";
import { inColour, styled } from "./style.js";

type Fields = Readonly<Record<string, unknown>>;
const BAR = 30;
/** Percent as a bar. */
export function progressBar(percent: number): string {
  const full = Math.round((Math.min(100, Math.max(0, percent)) / 100) * BAR);
  return `[${"█".repeat(full)}${"░".repeat(BAR - full)}] ${percent} %`;
}

/** One frame of a run's status stream as a line; undefined for those that say nothing to a person. */
function lineOf({ event, data }: Followed): string | undefined {
  const fields = data as Fields;
  const time = styled("gray", String(fields["timestamp"] ?? "").slice(11, 23));
  if (event === "end") {
    const status = String(fields["status"]);
    return inColour(status, `run ended: ${status}`);
  }
  if (fields["type"] === "status_change") {
    const to = String(fields["to"]);
    const error = fields["error"] === undefined ? "" : `: ${plain(String(fields["error"]))}`;
    return `${time} ${inColour(to, `${String(fields["from"] ?? "")} → ${to}${error}`)}`;
  }
  if (fields["event_type"] === "progress") {
    const progress = (fields["data"] ?? {}) as Fields;
    const words = [progress["step"], fields["message"]].filter(
      (word) => typeof word === "string" && word !== "",
    );
    return `${time} ${styled("cyan", progressBar(Number(progress["percent"] ?? 0)))} ${plain(words.join(" · "))}`;
  }
  if (fields["type"] !== "event") return undefined;
  const level = String(fields["level"] ?? "info");
  const extra =
    fields["data"] === undefined || fields["data"] === null
      ? ""
      : ` ${plain(JSON.stringify(fields["data"]))}`;
  return `${time} ${inColour(level, `${level.padEnd(5)} ${plain(String(fields["message"] ?? ""))}`)}${styled("gray", extra)}`;
}

/** Follows a run until it ends: what happens as lines, streamed text as it comes. */
export async function tail(client: Client, runId: string): Promise<void> {
  const path = `/v1/runs/${encodeURIComponent(runId)}/stream`;
  let midLine = false;
  const write = (line: string): void => {
    process.stdout.write(`${midLine ? "\n" : ""}${line}\n`);
    midLine = false;
  };
  const onLost = (): void => {
    process.stderr.write("bosporus: the stream is interrupted: trying again\n");
  };
  const status = async (): Promise<string> => {
    for await (const frame of client.follow(path, { onLost })) {
      if (frame.event === "end") return lineOf(frame) ?? "";
      const line = lineOf(frame);
      if (line !== undefined) write(line);
    }
    return "";
  };
  const chunks = async (): Promise<void> => {
    for await (const { data } of client.follow(`${path}/chunks`)) {
      const { chunk } = data as { chunk?: unknown };
      if (typeof chunk !== "string" || chunk === "") continue;
      process.stdout.write(styled("bold", plainText(chunk)));
      midLine = !chunk.endsWith("\n");
    }
  };
  const [last] = await Promise.all([status(), chunks()]);
  if (last !== "") write(last);
}
