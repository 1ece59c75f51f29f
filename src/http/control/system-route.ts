import { System, systemJson } from "../../api/system.js";
import { fail } from "../../domain/failures.js";
import { LIMITS } from "../../domain/limits.js";
import { cellFindings } from "../../store/cell-findings.js";
import { RedisUnavailableError } from "../../store/connection.js";
import { findingsOfAll } from "../../store/redis-findings.js";
import type { SlowScriptLog } from "../../store/slow-scripts.js";
import type { Store } from "../../store/store.js";
import { json } from "../wire/reply.js";
import { type ControlRoute, controlRoute } from "../wire/route.js";

/** Few: they are asked for while others work. Ids of runs are not listed: they may be those of other projects. */
const PROBES = 5;

/** Fields of Redis's `INFO`, and how they are called here. */
const SHOWN: readonly (readonly [name: string, field: string, form: "text" | "number"])[] = [
  ["version", "redis_version", "text"],
  ["role", "role", "text"],
  ["uptime_secs", "uptime_in_seconds", "number"],
  ["memory_bytes", "used_memory", "number"],
  ["memory_limit_bytes", "maxmemory", "number"],
  ["memory_peak_bytes", "used_memory_peak", "number"],
  ["fragmentation", "mem_fragmentation_ratio", "text"],
  ["clients", "connected_clients", "number"],
  ["replicas", "connected_slaves", "number"],
  ["commands_a_second", "instantaneous_ops_per_sec", "number"],
  ["append_only_file", "aof_enabled", "text"],
  ["last_write", "aof_last_write_status", "text"],
  ["rewriting", "aof_rewrite_in_progress", "text"],
  ["evicted_keys", "evicted_keys", "number"],
];
const WORDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  append_only_file: { "0": "off", "1": "on" },
  rewriting: { "0": "no", "1": "yes" },
};

/**
 * `GET /v1/system`: what the product runs on, and what of it is not as it should be. Ours. For who runs it: a project's
 * key, whatever its scopes, opens what is the project's, and Redis and the machines are everybody's.
 */
export const SYSTEM_ROUTE: ControlRoute = controlRoute({
  method: "get",
  path: "/v1/system",
  operationId: "getSystem",
  summary: "Ours: Redis, gateways and workers, and what the doctor says of them (internal secret only)",
  tag: "operations",
  scope: "stats:read",
  crosses: true,
  responses: { 200: System },
  async handle({ cells, store, version }, { caller }) {
    if (!caller.internal) return fail("forbidden", { message: "the system is shown to the internal secret" });
    const stores = cells.all.map((own) => own.store);
    const [all, ofCells, known, slow] = await Promise.all([
      findingsOfAll(stores, { probes: PROBES, listed: 0 }),
      stores.length === 1 ? [] : cellFindings(stores),
      store.processes.list(),
      Promise.all(stores.map(slowScriptsOf)),
    ]);
    const { findings, info, roundTripMs, scripts } = all;
    const shown = SHOWN.filter(([, field]) => info.has(field)).map(([name, field, form]) => {
      const value = info.get(field) ?? "";
      return [name, form === "number" ? Number(value) : (WORDS[name]?.[value] ?? value)] as const;
    });
    const answer = {
      version,
      checks: [...findings, ...ofCells],
      redis: {
        ...Object.fromEntries(shown),
        round_trip_ms: roundTripMs,
        script_calls: scripts.calls,
        script_p50_ms: scripts.p50Ms,
        script_p99_ms: scripts.p99Ms,
      },
      processes: known.map(({ id, role, version: its, startedAtMs, seenAtMs }) => ({
        ...{ id, role, version: its },
        started_at: startedAtMs,
        seen_at: seenAtMs,
      })),
      slow_script_ms: LIMITS.slowScriptUs / 1000,
      slow_scripts_secs: LIMITS.slowScriptsKeptMs / 1000,
      slow_scripts: slow.flat().map(({ commands, calls, medianMs, longestMs, lastAtMs }) => ({
        ...{ commands, calls },
        median_ms: medianMs,
        longest_ms: longestMs,
        last_at: lastAtMs,
      })),
    };
    return json(200, systemJson(answer));
  },
});

/** None of a cell whose Redis does not answer, which the checks say. */
async function slowScriptsOf({ slowScripts }: Store): Promise<Awaited<ReturnType<SlowScriptLog["list"]>>> {
  try {
    return await slowScripts.list();
  } catch (error) {
    if (!(error instanceof RedisUnavailableError)) throw error;
    return [];
  }
}
