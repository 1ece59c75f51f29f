import { createHash } from "node:crypto";
import { ANY_FIELD, METADATA_LETTER, RARE_FIELDS } from "../api/run-core.js";
import { LIMITS } from "../domain/limits.js";
import { ENDING_EVENTS, HISTORY_CODES, TERMINAL_STATUSES, TRANSITIONS } from "../domain/run-status.js";
import type { Named } from "./command-heads.js";
import { ONCE, runGroup } from "./group-source.js";
import { TEST_CLOCK } from "./keys.js";
import { listAt, replaceCalls, withoutComments, withTextsForNumbers } from "./lua-calls.js";
import { type LuaFile, type LuaFiles, readLuaFiles, repliesOf } from "./lua-files.js";
import { NAME_KEYS, NAMING, withKeys } from "./lua-keys.js";
import { BUILTIN_NAMES, partsWithRoom, SET_BUILTINS, withBuiltins } from "./lua-locals.js";
import { isOutboxKind, outboxFields } from "./outbox.js";

/** Configuration that commands need, put into their source: all gateways and workers must agree on it. */
export interface ScriptSettings {
  readonly retentionShortMs: number;
  readonly retentionLongMs: number;
  /** Tests only, and no environment variable sets it: time stands where the cell's key `TEST_CLOCK` says. */
  readonly testClock?: boolean;
  /** Tests only: instead of LIMITS.slowScriptUs. */
  readonly slowScriptUs?: number;
  readonly circuitFailures: number;
  readonly circuitOpenMs: number;
  readonly maxSnoozeCount: number;
  readonly dlqMaxPerProject: number;
  readonly dlqMaxPerJob: number;
  readonly spawnDepth: number;
  readonly openChildren: number;
  /** 1: a run that finds the list full fails, 0: the oldest leaves the list. */
  readonly dlqRejects: number;
  readonly webhookMaxAttempts: number;
  readonly webhookRetentionMs: number;
}

/** All commands of `lua/` as one library of Redis Functions. */
export interface ScriptLibrary {
  /** Carries a digest of the source, so that processes of two versions do not replace each other's. */
  readonly name: string;
  /** What FUNCTION LOAD takes. */
  readonly source: string;
  readonly commands: ReadonlySet<string>;
}

export const LIBRARY_PREFIX = "bosporus_";
/** Behind the name of the library: its function for commands that go on when Redis is full. */
export const WHEN_FULL = "_when_full";
const INCLUDE = /^ *--- @include "([a-z-]+)"\n/gm;
const OUTBOX_CALL = /\boutbox_([a-z_]+)\(/g;
const SETTING_USE = /\bSETTING\.([A-Za-z]+)/g;
const LIMIT_USE = /\bLIMIT\.([A-Za-z]+)/g;
const ARG_USE = /\bARG\.([a-z_]+)/g;
const REPLY_USE = /\bREPLY\.([a-z_]+)/g;
const RECORD_USE = /\b([A-Z][A-Z_]*)\.([a-z_]+)/g;

/**
 * What every command finds set when it begins: NOW in ms by Redis's own clock, as a number to reckon with and as
 * the text to pass on, and NOW_US in µs. Texts, because Redis writes a Lua number with 17 digits of a double,
 * which costs more than most commands. ROOM is what this call may still answer, in bytes: what a command reads and writes
 * without answering it, it takes off by itself, where that can be much. Commands are members of a table: Lua allows 200 locals in a chunk.
 */
const CONTEXT = `local ${NAMING}, ARGV, NOW, NOW_TEXT, NOW_US, BEGUN_US, ROOM, ANSWERED, ${BUILTIN_NAMES}\nlocal COMMANDS = {}`;
const BEGIN = `local begin
do
${NAME_KEYS}
local ZEROS = { '00000', '0000', '000', '00', '0', '' }
function begin(keys)
  ${SET_BUILTINS}
  local time = redis.call('TIME')
  if keys[1] ~= PARTITION then name_keys(keys[1], keys[2]) end
  BEGUN_US = time[1] * 1000000 + time[2]
  NOW_US = time[1] .. ZEROS[#time[2]] .. time[2]
  NOW_TEXT = string.sub(NOW_US, 1, -4)
  NOW = tonumber(NOW_TEXT)
end
end`;

/** The same with the time of a test, which stands still (µs as text); Redis's own while there is none. */
const TEST_BEGIN = BEGIN.replace(
  /NOW_US = .*/,
  (line) => `${line}\n  NOW_US = redis.call('GET', CATALOG .. '${TEST_CLOCK}') or NOW_US`,
);

/** `outbox_<kind>({ field = value, … })` as the append that it stands for, with the fields of the kind in their order. */
function withOutbox(source: string): string {
  return replaceCalls(source, OUTBOX_CALL, (name, [entry = "{}"]) => {
    const kind = name.replaceAll("_", "-");
    if (!isOutboxKind(kind)) throw new Error(`lua appends an unknown kind to the outbox: outbox_${name}`);
    const values = new Map<string, string>();
    for (const element of listAt(entry, 1).elements) {
      const [, field = "", value = ""] = /^([a-z]+) = (.+)$/s.exec(element) ?? [];
      values.set(field, value);
    }
    const fields = outboxFields(kind);
    const wrong = [
      ...fields.filter((field) => !values.has(field)).map((field) => `without ${field}`),
      ...[...values.keys()].filter((field) => !fields.includes(field)).map((field) => `with ${field}`),
    ];
    if (wrong.length > 0) throw new Error(`lua appends outbox_${name} ${wrong.join(", ")}`);
    const pairs = fields.map((field) => `'${field}', ${values.get(field)}`);
    return `redis.call('XADD', key_outbox(), '*', 'kind', '${kind}', ${pairs.join(", ")})`;
  });
}

/** The numbers of `LIMITS` that the source names, as literals: no table is read at run time. */
function inlineLimits(source: string): string {
  return source.replace(LIMIT_USE, (_, name: string) => {
    const value = (LIMITS as Record<string, unknown>)[name];
    if (typeof value !== "number") throw new Error(`lua uses an unknown limit: LIMIT.${name}`);
    return String(value);
  });
}

function inlineSettings(source: string, settings: ScriptSettings): string {
  return source.replace(SETTING_USE, (_, name: string) => {
    if (!Object.hasOwn(settings, name)) throw new Error(`lua uses an unknown setting: SETTING.${name}`);
    return String(settings[name as keyof ScriptSettings]);
  });
}

function stateTables(): string {
  // Of each move that is legal, the name that it is counted under.
  const legal = Object.entries(TRANSITIONS)
    .map(([from, to]) => {
      const moves = to.map((status) => `${status} = 'run_transitions_total:${from}:${status}'`);
      return `${from} = {${moves.join(", ")}}`;
    })
    .join(", ");
  const terminal = TERMINAL_STATUSES.map((status) => `${status} = true`).join(", ");
  const codes = Object.entries(HISTORY_CODES)
    .map(([status, code]) => `${status} = '${code}'`)
    .join(", ");
  const events = Object.entries(ENDING_EVENTS)
    .map(([status, event]) => `${status} = '${event}'`)
    .join(", ");
  return [
    `local LEGAL = {${legal}}`,
    `local TERMINAL = {${terminal}}`,
    `local HISTORY_CODE = {${codes}}`,
    `local EVENT = {${events}}`,
  ].join("\n");
}

/** The letters of what few runs have, both ways. */
function runFieldTables(): string {
  const fields = Object.entries(RARE_FIELDS);
  return [
    `local LETTER = {${fields.map(([name, letter]) => `${name} = '${letter}'`).join(", ")}, metadata = '${METADATA_LETTER}'}`,
    `local FIELD = {${fields.map(([name, letter]) => `${letter} = '${name}'`).join(", ")}}`,
    `local ALL_FIELDS = {${fields.map(([name]) => `'${name}'`).join(", ")}}`,
    `local ANY_FIELD = '${ANY_FIELD}'`,
  ].join("\n");
}

/** Parts that are made of what the product knows elsewhere. */
const MADE_PARTS: Readonly<Record<string, () => string>> = {
  states: stateTables,
  "run-fields": runFieldTables,
};

/** The place that `ARG.<name>` stands for; the command's own list of arguments, so a misspelt name is an error here. */
function withArguments(source: string, { name: command, head }: LuaFile): string {
  return source.replace(ARG_USE, (_, name: string) => {
    const place = head.args.findIndex((one) => one.name === name);
    if (place < 0) throw new Error(`lua command ${command} declares no argument ${name}`);
    return `ARGV[${place + 1}]`;
  });
}

function withReplies(source: string, file: string, replies: readonly Named[]): string {
  return source.replace(REPLY_USE, (_, name: string) => {
    if (!replies.some((reply) => reply.name === name))
      throw new Error(`lua/${file} declares no reply ${name}`);
    return `'${name}'`;
  });
}

/** `NAME.part` is the place of the part in the record's list. */
function withRecords(source: string, records: ReadonlyMap<string, Named>): string {
  return source.replace(RECORD_USE, (use, name: string, part: string) => {
    const record = records.get(name);
    if (record === undefined) return use;
    const place = record.parts.findIndex((one) => one.name === part);
    if (place < 0) throw new Error(`lua uses ${use}, which record ${name} does not have`);
    return String(place + 1);
  });
}

/** The parts a file includes, each once and before what needs it; answers the file without its includes. */
function collect(file: LuaFile, files: LuaFiles, into: Map<string, string>): string {
  for (const [, name = ""] of file.text.matchAll(INCLUDE)) {
    if (into.has(name)) continue;
    const part = files.parts.get(name);
    const made = MADE_PARTS[name];
    if (made !== undefined) into.set(name, made());
    else if (part === undefined) throw new Error(`lua includes an unknown part: ${name}`);
    else {
      into.set(name, collect(part, files, into));
    }
  }
  return file.text.replace(INCLUDE, "");
}

/**
 * Makes the library of all commands: `--- @include "<name>"` parts once each (`states` is the state machine of
 * `src/domain/run-status.ts`, `run-fields` names of `src/api/run-core.ts`), key names, limits and settings in place, and for every name of an
 * argument, a reply or a part of a record what the heads say. A library, because its functions and tables are made
 * once when it is loaded and not in every call.
 */
export function loadLibrary(settings: ScriptSettings): ScriptLibrary {
  const files = readLuaFiles();
  const parts = new Map<string, string>();
  const commands = files.commands.map((file) => {
    const body = withArguments(collect(file, files, parts), file);
    const named = withReplies(body, `${file.capability}/${file.name}.lua`, repliesOf(file, files.parts));
    return `COMMANDS['${file.name}'] = function()\n${named}\nend`;
  });
  // What a part may answer, the commands that include it declare; a test follows who calls what.
  const all = [...files.commands, ...files.parts.values()].flatMap(({ head }) => head.replies);
  const shared = [...parts].map(([name, text]) => withReplies(text, `lib/${name}.lua`, all));
  const group = runGroup(settings.slowScriptUs ?? LIMITS.slowScriptUs);
  const rest = withoutComments([...commands, ONCE, group].join("\n"));
  const written = withRecords(`${partsWithRoom(shared.map(withoutComments), rest)}\n${rest}`, files.records);
  const code = withKeys(withOutbox(inlineSettings(inlineLimits(written), settings)));
  const begin = settings.testClock === true ? TEST_BEGIN : BEGIN;
  const body = withBuiltins(withTextsForNumbers([CONTEXT, begin, code].join("\n"))).replaceAll(
    "math.huge",
    "1e999",
  );
  const digest = createHash("sha1").update(body).digest("hex");
  const name = `${LIBRARY_PREFIX}${digest.slice(0, 12)}`;
  // The same under another name, for what frees memory: Redis lets it write when there is none left.
  const registration = `redis.register_function('${name}', run_group)
redis.register_function({ function_name = '${name}${WHEN_FULL}', callback = run_group, flags = { 'allow-oom' } })`;
  const source = [`#!lua name=${name}`, body, registration].join("\n");
  return { name, source, commands: new Set(files.commands.map((file) => file.name)) };
}
