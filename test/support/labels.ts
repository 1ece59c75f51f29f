import { createHash } from "node:crypto";
import type { CellSet, Fields } from "./data-set.js";

const METADATA_KEY = /^b:\{\w+\}:p:run:([0-9a-f-]{36}):metadata$/;
const LABELED_KEY = /^b:\{\w+\}:c:project:.*:labeled:[0-9a-f]{40}$/s;
const UNLABELED = new Set(["_error_hash", "_error_hash_count"]);

/** Runs are found by each of their tags and metadata, or among those that are looked at; nothing else is. */
export function labelProblems({ names, runs, sorted, hashes }: CellSet): string[] {
  const problems: string[] = [];
  const expected = new Map<string, Set<string>>();
  const metadata = new Map<string, Fields>();
  for (const [key, fields] of hashes) {
    const id = METADATA_KEY.exec(key)?.[1];
    if (id !== undefined) metadata.set(id, fields);
  }
  for (const [id, run] of runs) {
    const project = run["project_id"] ?? "";
    const held = (kind: string, of: Fields): string[] =>
      Object.entries(of)
        .filter(([name]) => kind === "t" || !UNLABELED.has(name))
        .flatMap(([name, value]) => {
          const label = `${kind}${Buffer.byteLength(name)}:${name}`;
          return [label, `${label}=${value}`];
        });
    const own = [
      ...held("t", JSON.parse(run["tags"] ?? "{}") as Fields),
      ...held("m", metadata.get(id) ?? {}),
    ].map((label) => names.catalog("labeled", project, createHash("sha1").update(label).digest("hex")));
    const isLookedAt = sorted.get(names.catalog("unlabeled", project))?.has(id) === true;
    if (own.length > 0 && run["labels"] === undefined) problems.push(`${id} does not know of its labels`);
    for (const key of own) {
      expected.set(key, (expected.get(key) ?? new Set()).add(id));
      if (!isLookedAt && sorted.get(key)?.has(id) !== true) problems.push(`${key} lacks ${id}`);
    }
  }
  const entries = new Map<string, number>();
  for (const [key, members] of sorted) {
    if (key.endsWith(":unlabeled")) {
      for (const id of members.keys()) if (!runs.has(id)) problems.push(`${key} has ${id} too much`);
    }
    if (!LABELED_KEY.test(key)) continue;
    const project = key.slice(`${names.catalogPrefix}project:`.length, key.lastIndexOf(":labeled:"));
    entries.set(project, (entries.get(project) ?? 0) + members.size);
    for (const id of members.keys()) {
      if (expected.get(key)?.has(id) !== true) problems.push(`${key} has ${id} too much`);
    }
  }
  const counted = hashes.get(names.catalog("label_counts")) ?? {};
  for (const project of new Set([...entries.keys(), ...Object.keys(counted)])) {
    const [is, must] = [Number(counted[project] ?? 0), entries.get(project) ?? 0];
    if (is !== must) problems.push(`${project} counts ${is} labels, must be ${must}`);
  }
  return problems;
}
