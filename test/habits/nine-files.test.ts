import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { RECORD_OPERATIONS } from "../../src/http/executor/operations.js";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const read = (file: string) => readFileSync(`${ROOT}${file}`, "utf8");
const [, SECTION = ""] = read("CONTRIBUTING.md").split("## Adding an executor operation\n");
/** The files that an operation touches, as CONTRIBUTING.md lists them. */
const LISTED = [...(SECTION.split(/^## /m)[0] ?? "").matchAll(/^\d+\. `([^`]+)`/gm)].map(
  ([, file = ""]) => file,
);
const [
  BODIES = "",
  OBJECTS = "",
  KEYS = "",
  LUA = "",
  FORMS = "",
  ROUTES = "",
  READING = "",
  CONTRACT = "",
  TEST = "",
] = LISTED;

/** The functions of a Lua text, which stand apart by empty lines, or in lines of their own. */
function functionsOf(lua: string): string[] {
  return lua.split(/\n\n|\n(?=WRITE)/);
}

/** Functions of `lua/lib/` that append something, by their names. */
const APPENDING = new Map(
  readdirSync(`${ROOT}lua/lib`)
    .flatMap((file) => functionsOf(read(`lua/lib/${file}`)))
    .map((text) => [/local function (append_\w+)\(/.exec(text)?.[1] ?? "", text] as const),
);
/** Keys that are no records: what a stream goes by, and what the run object shows. */
const NO_RECORDS = new Set(["run", "live", "metadata", "sequences"]);

type Sources = Readonly<Record<string, string>>;
/** An object has a file of its own: the listed one stands for its neighbours. */
const objects = readdirSync(`${ROOT}src/api`).map((file) => read(`src/api/${file}`));
const SOURCES: Sources = Object.fromEntries(
  LISTED.map((file) => [
    file,
    file === OBJECTS ? objects.join("\n") : existsSync(`${ROOT}${file}`) ? read(file) : "",
  ]),
);

/** The text of the function that writes what the operation writes, with those that it appends by. */
function writer(name: string, lua: string): string {
  const begin = new RegExp(`^(?:--[^\n]*\n)*(?:function )?WRITE(?:\\.${name}|\\['${name}'\\])[ (=]`);
  const own = functionsOf(lua).find((text) => begin.test(text)) ?? "";
  const appended = [...own.matchAll(/\b(append_\w+)\(/g)].map(([, called = ""]) => called);
  if (own.includes("event_writer(")) appended.push("append_event");
  return [own, ...appended.map((called) => APPENDING.get(called) ?? "")].join("\n");
}

/** The files of the list in which the operation is missing. */
function missing(name: string, sources: Sources): string[] {
  const text = (file: string) => sources[file] ?? "";
  const pascal = name.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
  const written = writer(name, text(LUA));
  const keys = [...written.matchAll(/\bkey_(\w+)\(/g)]
    .map(([, key = ""]) => key)
    .filter((key) => !NO_RECORDS.has(key));
  const row = new RegExp(`^\\| \\d+ \\| POST \`/${name}\` \\|.*$`, "m").exec(text(CONTRACT));
  const route = new RegExp(`\\["${name}", "\\w+", "[^"]+", (\\w+)\\]`).exec(text(ROUTES));
  const answered = route?.[1];
  const hot = ["log", "progress", "stream"].includes(name);
  const found: readonly (readonly [file: string, there: boolean])[] = [
    [BODIES, text(BODIES).includes(`export const ${pascal}Body =`)],
    [OBJECTS, hot || (answered !== undefined && new RegExp(`\\b${answered}\\b`).test(text(OBJECTS)))],
    [
      KEYS,
      written.trim() !== "" &&
        keys.every((key) => new RegExp(`^ {2}${key}: "run:<run>:`, "m").test(text(KEYS))),
    ],
    [LUA, written.trim() !== ""],
    [FORMS, new RegExp(`^ {2}"?${name}"?: form\\(`, "m").test(text(FORMS))],
    [ROUTES, hot || route !== null],
    [READING, written.trim() !== "" && keys.every((key) => readBack(key, text(READING)))],
    [CONTRACT, row !== null],
    [TEST, text(TEST).includes(`"${name}"`)],
  ];
  return found.filter(([, there]) => !there).map(([file]) => file);
}

/** Whether the records under the key can be read back: `tool_calls` at `tool-calls`, `usage_totals` at `usage/totals`. */
function readBack(key: string, routes: string): boolean {
  return [key.replaceAll("_", "-"), key.replaceAll("_", "/")].some(
    (path) => routes.includes(`"${path}"`) || routes.includes(`/${path}"`),
  );
}

describe("adding an executor operation", () => {
  it("touches nine files at most, all of which are there", () => {
    expect(LISTED.length).toBeGreaterThan(0);
    expect(LISTED.length).toBeLessThanOrEqual(9);
    expect(LISTED.filter((file) => !existsSync(`${ROOT}${file}`))).toEqual([]);
  });

  it.each(Object.keys(RECORD_OPERATIONS))("%s is in all of them", (name) => {
    expect(missing(name, SOURCES)).toEqual([]);
  });

  it("is not done while one of them is missing", () => {
    expect(missing("planted", SOURCES)).toEqual(LISTED);
    const keepsake = [
      [BODIES, "export const KeepsakeBody = Type.Object({});\n"],
      [OBJECTS, "export const Keepsake = Type.Object({});\n"],
      [KEYS, '  keepsakes: "run:<run>:keepsakes",\n'],
      [
        LUA,
        "\n\nfunction WRITE.keepsake(run, operation) return redis.call('XADD', key_keepsakes(run.id)) end\n",
      ],
      [FORMS, "  keepsake: form(KeepsakeBody, 201, {}),\n"],
      [ROUTES, '  ["keepsake", "recordKeepsake", "Record a keepsake", Keepsake],\n'],
      [READING, '  ["keepsakes", "keepsakes", "listKeepsakes", "Keepsakes of a run", Keepsake],\n'],
      [CONTRACT, "| 26 | POST `/keepsake` | – | 201 | |\n"],
      [TEST, 'post("keepsake", {})\n'],
    ] as const;
    const whole = Object.fromEntries(keepsake.map(([file, line]) => [file, `${SOURCES[file]}\n${line}`]));
    expect(missing("keepsake", whole)).toEqual([]);
    for (const [file] of keepsake) {
      expect(missing("keepsake", { ...whole, [file]: SOURCES[file] ?? "" })).toContain(file);
    }
  });
});
