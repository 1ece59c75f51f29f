import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { LIMITS } from "../domain/limits.js";
import { TERMINAL_STATUSES, TRANSITIONS } from "../domain/run-status.js";
import { CATALOG_KEYS, PARTITION_KEYS } from "./keys.js";

/** One Lua command, ready to be sent: `sha` is what EVALSHA takes, `source` what EVAL takes. */
export interface ScriptSource {
  readonly name: string;
  readonly source: string;
  readonly sha: string;
}

/** Configuration that scripts need, put into their source: all gateways and workers must agree on it. */
export interface ScriptSettings {
  readonly retentionShortMs: number;
  readonly retentionLongMs: number;
}

const LUA_DIRECTORY = fileURLToPath(new URL("../../lua/", import.meta.url));
const INCLUDE = /^ *--- @include "([a-z-]+)"$/gm;
const KEY_CALL = /\bkey_([a-z_]+)\(/g;
const SETTING_USE = /\bSETTING\.([A-Za-z]+)/g;
const LIMIT_USE = /\bLIMIT\.([A-Za-z]+)/g;

/** Lua functions `key_<name>` for the key names the source uses, generated from the key table. */
function keyFunctions(source: string): string {
  const used = new Set([...source.matchAll(KEY_CALL)].map((match) => match[1] ?? ""));
  const lines: string[] = [];
  for (const name of used) {
    const table = Object.hasOwn(PARTITION_KEYS, name) ? PARTITION_KEYS : CATALOG_KEYS;
    const pattern = (table as Record<string, string>)[name];
    if (pattern === undefined) throw new Error(`lua uses an unknown key name: key_${name}`);
    const prefix = table === PARTITION_KEYS ? "PARTITION" : "CATALOG";
    const names: string[] = [];
    const body = pattern.replace(/<([a-z]+)>/g, (_, part: string) => {
      names.push(part);
      return `' .. ${part} .. '`;
    });
    lines.push(`local function key_${name}(${names.join(", ")}) return ${prefix} .. '${body}' end`);
  }
  return lines.join("\n").replaceAll(" .. ''", "");
}

/** The numbers of `LIMITS` that the source names, as literals: no table is built at run time. */
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
  return `local LEGAL = {${legal}}\nlocal TERMINAL = {${terminal}}`;
}

function resolve(file: string, seen: Set<string>): string {
  return readFileSync(`${LUA_DIRECTORY}${file}`, "utf8").replace(INCLUDE, (_, name: string) => {
    if (seen.has(name)) return "";
    seen.add(name);
    return name === "states" ? stateTables() : resolve(`lib/${name}.lua`, seen);
  });
}

/**
 * Reads one command of `lua/`: resolves `--- @include "<name>"` once each (`states` is the state machine of
 * `src/domain/run-status.ts`), puts the key functions in front and the limits in place.
 */
export function loadScript(name: string, settings: ScriptSettings): ScriptSource {
  const body = inlineSettings(inlineLimits(resolve(`${name}.lua`, new Set())), settings);
  const prefixes = "local PARTITION, CATALOG = KEYS[1], KEYS[2]";
  const source = [prefixes, keyFunctions(body), body].join("\n");
  return { name, source, sha: createHash("sha1").update(source).digest("hex") };
}

/** Names of all commands in `lua/`. */
export function scriptNames(): string[] {
  return readdirSync(LUA_DIRECTORY)
    .filter((file) => file.endsWith(".lua"))
    .map((file) => file.slice(0, -4))
    .sort();
}
