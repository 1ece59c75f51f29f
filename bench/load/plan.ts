import { readFileSync, writeFileSync } from "node:fs";

/** One request that a generator sends again and again, always with POST. */
export interface Target {
  readonly path: string;
  readonly token: string;
  /** JSON text, or "" for no body; of a sequenced plan everything before the number of `seq`. */
  readonly body: string;
}

/** What a closed-loop or open-loop generator rotates over. */
export interface Plan {
  readonly targets: readonly Target[];
  /** Each target's calls carry `seq` 0, 1, 2 …, written after its `body` and closed by `}`. */
  readonly sequenced: boolean;
}

/**
 * Writes a plan where all generators read it, wrk's Lua among them: a line a target, its three fields parted
 * by tabs (JSON text never holds a raw tab).
 */
export function writePlan(file: string, plan: Plan): void {
  writeFileSync(
    file,
    plan.targets.map((target) => `${target.path}\t${target.token}\t${target.body}\n`).join(""),
  );
}

/** Reads the targets that {@link writePlan} wrote. */
export function readTargets(file: string): Target[] {
  const lines = readFileSync(file, "utf8").split("\n");
  lines.pop();
  return lines.map((line) => {
    const [path = "", token = "", body = ""] = line.split("\t");
    return { path, token, body };
  });
}

/** The request up to the value of Content-Length. */
function head(host: string, target: Target): string {
  const type = target.body === "" ? "" : "Content-Type: application/json\r\n";
  return `POST ${target.path} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${target.token}\r\n${type}Content-Length: `;
}

/** The whole request, for plans without sequence. */
export function requestText(host: string, target: Target): string {
  return `${head(host, target)}${Buffer.byteLength(target.body)}\r\n\r\n${target.body}`;
}

/** Writes one target's requests, each with the next `seq`. */
function sequencedRequests(host: string, target: Target): () => string {
  const start = head(host, target);
  const size = Buffer.byteLength(target.body) + 1;
  let seq = 0;
  return () => {
    const number = String(seq);
    seq += 1;
    return `${start}${size + number.length}\r\n\r\n${target.body}${number}}`;
  };
}

/** Writes a target's requests in turn: the same bytes each time, or each with the next `seq`. */
export function requestWriter(host: string, target: Target, sequenced: boolean): () => string {
  if (sequenced) return sequencedRequests(host, target);
  const text = requestText(host, target);
  return () => text;
}
