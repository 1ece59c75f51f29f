import { Type } from "typebox";
import { component, described, Flag, Int, optional, Text, Time } from "./schema.js";
import { jsonList, valueWriter } from "./writer.js";

const SystemCheck = component(
  "SystemCheck",
  "Something that has to be in a certain way, and how it is.",
  Type.Object({
    name: Text,
    good: Flag,
    found: Text,
    advice: optional(Text, "What to do when it is not good."),
  }),
);
const systemCheckJson = valueWriter(SystemCheck);

const SystemProcess = component(
  "SystemProcess",
  "A gateway or a worker that is there.",
  Type.Object({
    id: Text,
    role: Type.Enum(["gateway", "worker"]),
    version: Text,
    started_at: Time,
    seen_at: Time,
  }),
);
const systemProcessJson = valueWriter(SystemProcess);

const SystemSlowScript = component(
  "SlowScripts",
  "Calls of gateways and workers with the same commands that have held Redis for long.",
  Type.Object({
    commands: Text,
    calls: Int,
    median_ms: Type.Number(),
    longest_ms: Type.Number(),
    last_at: Time,
  }),
);
const slowScriptsJson = valueWriter(SystemSlowScript);

export const System = component(
  "System",
  "What the product runs on, and what of it is not as it should be.",
  Type.Object({
    version: Text,
    checks: Type.Array(SystemCheck),
    redis: described(
      Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()])),
      "What Redis says of itself.",
    ),
    processes: Type.Array(SystemProcess),
    slow_script_ms: described(Type.Number(), "A call that holds Redis for longer is a slow one."),
    slow_scripts_secs: described(Type.Integer(), "For how long slow calls are known."),
    slow_scripts: described(Type.Array(SystemSlowScript), "Slow calls, the longest in sum first."),
  }),
);
const write = valueWriter(System);

interface SystemView {
  readonly version: string;
  readonly checks: readonly Parameters<typeof systemCheckJson>[0][];
  readonly redis: Readonly<Record<string, string | number>>;
  readonly processes: readonly Parameters<typeof systemProcessJson>[0][];
  readonly slow_script_ms: number;
  readonly slow_scripts_secs: number;
  readonly slow_scripts: readonly Parameters<typeof slowScriptsJson>[0][];
}

export function systemJson({ checks, processes, slow_scripts, ...rest }: SystemView): string {
  return write({
    ...rest,
    checks: jsonList(checks.map(systemCheckJson)),
    processes: jsonList(processes.map(systemProcessJson)),
    slow_scripts: jsonList(slow_scripts.map(slowScriptsJson)),
  });
}
