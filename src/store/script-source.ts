import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { LIMITS } from "../domain/limits.js";
import { ENDING_EVENTS, HISTORY_CODES, TERMINAL_STATUSES, TRANSITIONS } from "../domain/run-status.js";
import { CATALOG_KEYS, PARTITION_KEYS, QUEUE_KEYS, QUEUE_PREFIX, TEST_CLOCK_KEY } from "./keys.js";

/** Configuration that commands need, put into their source: all gateways and workers must agree on it. */
export interface ScriptSettings {
  readonly retentionShortMs: number;
  readonly retentionLongMs: number;
  /** Tests only, and no environment variable sets it: time stands where the key `TEST_CLOCK_KEY` says. */
  readonly testClock?: boolean;
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

const LUA_DIRECTORY = fileURLToPath(new URL("../../lua/", import.meta.url));
export const LIBRARY_PREFIX = "bosporus_";
const INCLUDE = /^ *--- @include "([a-z-]+)"\n/gm;
const KEY_CALL = /\bkey_([a-z_]+)\(/g;
const SETTING_USE = /\bSETTING\.([A-Za-z]+)/g;
const LIMIT_USE = /\bLIMIT\.([A-Za-z]+)/g;

/**
 * What every command finds set when it begins: NOW in ms by Redis's own clock, as a number to reckon with and as
 * the text to pass on, and NOW_US in µs. Texts, because Redis writes a Lua number with 17 digits of a double,
 * which costs more than most commands. Commands are members of a table: Lua allows 200 locals in a chunk.
 */
const CONTEXT = "local PARTITION, CATALOG, ARGV, NOW, NOW_TEXT, NOW_US\nlocal COMMANDS = {}";
const BEGIN = `local function begin(keys)
  local time = redis.call('TIME')
  PARTITION, CATALOG = keys[1], keys[2]
  NOW_US = string.format('%s%06d', time[1], time[2])
  NOW_TEXT = string.sub(NOW_US, 1, -4)
  NOW = tonumber(NOW_TEXT)
end`;

/** The same with the time of a test, which stands still (µs as text); Redis's own while there is none. */
const TEST_BEGIN = BEGIN.replace(
  /NOW_US = .*/,
  (line) => `${line}\n  NOW_US = redis.call('GET', '${TEST_CLOCK_KEY}') or NOW_US`,
);

/**
 * The library's only function, named like it: runs commands one after the other in one call. Its argument is
 * MessagePack, because an argument of its own costs Redis, Lua and this process each more than most commands do with
 * it: a list of a command's name and the list of its arguments in turn. Reply per command: 1 and its reply, or 0
 * and the error: one that fails never fails its neighbours. Last, when there is any: what commands have counted since
 * the last call (`lua/lib/tally.lua`). The list is MessagePack too: of a run's fields, each would be a reply of its own
 * for Redis to write and for this process to read.
 */
const RUN_GROUP = `local function run_group(keys, arguments)
  begin(keys)
  local group = cmsgpack.unpack(arguments[1])
  local replies, count = {}, #group
  for at = 1, count, 2 do
    ARGV = group[at + 1]
    local good, reply = pcall(COMMANDS[group[at]])
    replies[at] = good and 1 or 0
    replies[at + 1] = good and reply or tostring(type(reply) == 'table' and reply.err or reply)
  end
  flush()
  if next(TALLY) then replies[count + 1] = drain_tally() end
  return cmsgpack.pack(replies)
end`;

/** The pattern of a key and the Lua expression of its prefix. */
function keyPattern(name: string): readonly [pattern: string, prefix: string] {
  const tables: readonly (readonly [Readonly<Record<string, string>>, string])[] = [
    [PARTITION_KEYS, "PARTITION"],
    [CATALOG_KEYS, "CATALOG"],
    [QUEUE_KEYS, `'${QUEUE_PREFIX}:'`],
  ];
  for (const [table, prefix] of tables) {
    const pattern = Object.hasOwn(table, name) ? table[name] : undefined;
    if (pattern !== undefined) return [pattern, prefix];
  }
  throw new Error(`lua uses an unknown key name: key_${name}`);
}

/** Lua functions `key_<name>` for the key names the source uses, generated from the key table. */
function keyFunctions(source: string): string {
  const used = new Set([...source.matchAll(KEY_CALL)].map((match) => match[1] ?? ""));
  const lines: string[] = [];
  for (const name of used) {
    const [pattern, prefix] = keyPattern(name);
    const names: string[] = [];
    const body = pattern.replace(/<([a-z]+)>/g, (_, part: string) => {
      names.push(part);
      return `' .. ${part} .. '`;
    });
    lines.push(`local function key_${name}(${names.join(", ")}) return ${prefix} .. '${body}' end`);
  }
  return lines.join("\n").replaceAll(" .. ''", "");
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
  const legal = Object.entries(TRANSITIONS)
    .map(([from, to]) => `${from} = {${to.map((status) => `${status} = true`).join(", ")}}`)
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

/** The parts a file includes, each once and before what needs it; answers the file without its includes. */
function collect(file: string, parts: Map<string, string>): string {
  const text = readFileSync(`${LUA_DIRECTORY}${file}`, "utf8");
  for (const [, name = ""] of text.matchAll(INCLUDE)) {
    if (parts.has(name)) continue;
    if (name === "states") {
      parts.set(name, stateTables());
      continue;
    }
    const part = collect(`lib/${name}.lua`, parts);
    parts.set(name, part);
  }
  return text.replace(INCLUDE, "");
}

/**
 * Makes the library of all commands: `--- @include "<name>"` parts once each (`states` is the state machine of
 * `src/domain/run-status.ts`), the key functions in front, limits and settings in place. A library, because its
 * functions and tables are made once when it is loaded and not in every call.
 */
export function loadLibrary(settings: ScriptSettings): ScriptLibrary {
  const parts = new Map<string, string>();
  const commands = commandNames().map((name) => {
    const body = collect(`${name}.lua`, parts);
    return { name, definition: `COMMANDS['${name}'] = function()\n${body}\nend` };
  });
  const written = [...parts.values(), ...commands.map((command) => command.definition)].join("\n");
  const code = inlineSettings(inlineLimits(written), settings);
  const begin = settings.testClock === true ? TEST_BEGIN : BEGIN;
  const body = [CONTEXT, begin, keyFunctions(code), code].join("\n");
  const digest = createHash("sha1")
    .update(body + RUN_GROUP)
    .digest("hex");
  const name = `${LIBRARY_PREFIX}${digest.slice(0, 12)}`;
  const registration = `redis.register_function('${name}', run_group)`;
  const source = [`#!lua name=${name}`, body, RUN_GROUP, registration].join("\n");
  return { name, source, commands: new Set(commands.map((command) => command.name)) };
}

/** Names of all commands in `lua/`. */
export function commandNames(): string[] {
  return readdirSync(LUA_DIRECTORY)
    .filter((file) => file.endsWith(".lua"))
    .map((file) => file.slice(0, -4))
    .sort();
}
