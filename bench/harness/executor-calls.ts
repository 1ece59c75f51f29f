import type { Plan } from "../load/plan.js";
import type { Run } from "./seed.js";

/** An executor call with a body that is the same each time. */
export function callPlan(runs: readonly Run[], operation: string, body: string): Plan {
  return {
    sequenced: false,
    targets: runs.map((run) => ({ path: `/sdk/v1/runs/${run.id}/${operation}`, token: run.token, body })),
  };
}

/** What an executor streams at a time: 64 bytes. */
const CHUNK: string = "The quick brown fox jumps over the lazy dog, and does so again. ";

/** Of a stream, the chunk with this `seq`. */
export function chunkBody(stream: string, seq: number): string {
  return `${chunkHead(stream)}${seq}}`;
}

function chunkHead(stream: string): string {
  return `{"chunk":${JSON.stringify(CHUNK)},"stream_id":${JSON.stringify(stream)},"seq":`;
}

/** Stream chunks with `seq` 0, 1, 2 … a run, on a stream of their own. */
export function streamPlan(runs: readonly Run[], stream: string): Plan {
  const body = chunkHead(stream);
  return {
    sequenced: true,
    targets: runs.map((run) => ({ path: `/sdk/v1/runs/${run.id}/stream`, token: run.token, body })),
  };
}

/** Bodies of the other measured calls. */
export const BODIES = {
  heartbeat: "",
  progress: '{"percent":42.5,"message":"indexing"}',
  log: '{"message":"fetched page 42 of 128 in 187 ms","level":"info"}',
} as const;

/** A batch of equal log operations. */
export function batchOfLogs(count: number): string {
  const operation = `{"op":"log","body":${BODIES.log}}`;
  return `{"operations":[${Array.from({ length: count }, () => operation).join(",")}]}`;
}
