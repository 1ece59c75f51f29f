/**
 * Writes src/store/commands.ts: the types of all commands' arguments and replies, and the functions that write the ones
 * and read the others, from the heads of `lua/`. `npm run commands`; a test fails when the file is not current.
 */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath, pathToFileURL } from "node:url";
import { installPackages, requireNode, root } from "./set-up.mjs";

export const COMMANDS_FILE = join(root, "src", "store", "commands.ts");

const HEAD = `/** Arguments and replies of all commands, from the heads of lua/ by \`npm run commands\`: change those, not this file. */
/* biome-ignore-all lint: made by scripts/commands.mjs */
/* biome-ignore-all format: made by scripts/commands.mjs */
import type { RunView } from "../api/run.js";
import {
  asEntry, asFields, asList, asNumber, asOptionalEntry, asOptionalNumber, asOptionalText, asPresentRunView, asRunView,
  asText, asTexts, type Packed, type Reply, type StreamEntry, UnexpectedReplyError,
} from "./replies.js";

/** How the arguments of a command are written, and its reply is read. */
export interface Codec<Arguments, Answer> {
  encode(args: Arguments): Packed[];
  decode(reply: Reply): Answer;
}

function unexpected(command: string, reply: Reply | undefined): UnexpectedReplyError {
  return new UnexpectedReplyError(\`\${command} answered \${String(reply)}\`);
}
`;

const camel = (name) => name.toLowerCase().replace(/[_-]([a-z])/g, (_, letter) => letter.toUpperCase());
const pascal = (name) => camel(`_${name}`);

const TYPES = {
  text: "string",
  integer: "number",
  ms: "number",
  number: "number",
  flag: "boolean",
  texts: "readonly string[]",
  map: "ReadonlyMap<string, string>",
  run: "RunView",
  entry: "StreamEntry",
};

function typeScript(type) {
  if (type.kind === "choice") return type.values.map((value) => `"${value}"`).join(" | ");
  if (type.kind === "record") return pascal(type.name);
  if (type.kind === "list") {
    const of = typeScript(type.of);
    return `readonly (${of}${type.of.optional ? " | undefined" : ""})[]`;
  }
  return TYPES[type.kind];
}

function member({ name, type, meaning }) {
  const comment = meaning ? `  /** ${meaning[0].toUpperCase()}${meaning.slice(1)}. */\n` : "";
  const value = typeScript(type);
  const optional = type.optional ? `?: ${value} | undefined` : `: ${value}`;
  return `${comment}  readonly ${camel(name)}${optional};\n`;
}

/** What packs a value. */
function packed(type, value) {
  switch (type.kind) {
    case "text":
    case "choice":
      return type.optional ? `${value} ?? ""` : value;
    case "integer":
    case "ms":
    case "number":
      return type.optional ? `${value} === undefined ? "" : String(${value})` : `String(${value})`;
    case "flag":
      return `${value} ? "1" : ""`;
    case "texts":
      return value;
    case "record":
      return `pack${pascal(type.name)}(${value})`;
    case "list":
      return type.of.kind === "record" ? `${value}.map(pack${pascal(type.of.name)})` : value;
    default:
      throw new Error(`no argument can be of the type ${type.kind}`);
  }
}

const READERS = { text: "Text", integer: "Number", ms: "Number", number: "Number", entry: "Entry" };

/** The function that reads a value. */
function reader(type) {
  switch (type.kind) {
    case "texts":
      return "asTexts";
    case "map":
      return "asFields";
    case "run":
      return type.optional ? "asRunView" : "asPresentRunView";
    case "record":
      return type.optional ? `asOptional${pascal(type.name)}` : `as${pascal(type.name)}`;
    default:
      return `as${type.optional ? "Optional" : ""}${READERS[type.kind]}`;
  }
}

function read(type, value) {
  if (type.kind === "flag") return `${value} === "1"`;
  if (type.kind === "list") return `asList(${value}).map(${reader(type.of)})`;
  return `${reader(type)}(${value})`;
}

const readParts = (parts, first) =>
  parts.map(({ name, type }, index) => `${camel(name)}: ${read(type, `list[${index + first}]`)}`).join(", ");

/** Names of the records that occur in the type. */
function recordsIn(type) {
  if (type.kind === "list") return recordsIn(type.of);
  return type.kind === "record" ? [{ name: type.name, optional: type.optional }] : [];
}

function withInner(records, seeds) {
  const found = new Set();
  const visit = (name) => {
    if (found.has(name)) return;
    found.add(name);
    for (const { type } of records.get(name)?.parts ?? [])
      for (const inner of recordsIn(type)) visit(inner.name);
  };
  for (const { name } of seeds) visit(name);
  return found;
}

function recordText(record, { written, answered, optional }) {
  const type = pascal(record.name);
  const meaning = record.meaning ? `/** ${record.meaning} */\n` : "";
  let text = `\n${meaning}export interface ${type} {\n${record.parts.map(member).join("")}}\n`;
  if (written) {
    const values = record.parts.map((part) => packed(part.type, `one.${camel(part.name)}`));
    text += `\nfunction pack${type}(one: ${type}): Packed {\n  return [${values.join(", ")}];\n}\n`;
  }
  if (answered) {
    const body = `const list = asList(reply);\n  return { ${readParts(record.parts, 0)} };`;
    text += `\nfunction as${type}(reply: Reply | undefined): ${type} {\n  ${body}\n}\n`;
  }
  if (optional) {
    const body = `return asList(reply).length === 0 ? undefined : as${type}(reply);`;
    text += `\nfunction asOptional${type}(reply: Reply | undefined): ${type} | undefined {\n  ${body}\n}\n`;
  }
  return text;
}

function replyType({ name, parts }) {
  const members = parts.map((part) => {
    const optional = part.type.optional ? " | undefined" : "";
    return `; readonly ${camel(part.name)}: ${typeScript(part.type)}${optional}`;
  });
  return `{ readonly outcome: "${name}"${members.join("")} }`;
}

function answerType({ head }) {
  if (head.answers !== undefined) return typeScript(head.answers);
  const shared = head.repliesOf.map((part) => `${pascal(part)}Reply`);
  return [...head.replies.map(replyType), ...shared].map((one) => `\n  | ${one}`).join("");
}

function decoder(command, replies) {
  const { answers } = command.head;
  if (answers !== undefined) return `    decode: (reply) => ${read(answers, "reply")},\n`;
  const cases = replies.map(({ name, parts }) => {
    const members = parts.length === 0 ? "" : `, ${readParts(parts, 1)}`;
    return `        case "${name}": return { outcome: "${name}"${members} };\n`;
  });
  return `    decode(reply) {\n      const list = asList(reply);\n      switch (list[0]) {\n${cases.join("")}        default: throw unexpected("${command.name}", list[0]);\n      }\n    },\n`;
}

/** The text that the file has to have; `repliesOf` is that of `src/store/lua-files.ts`. */
export function commandTypes({ commands, parts, records }, repliesOf) {
  const places = commands.map((command) => [command, command.head.args, repliesOf(command, parts)]);
  const written = withInner(
    records,
    places.flatMap(([, args]) => args.flatMap(({ type }) => recordsIn(type))),
  );
  const answers = places.flatMap(([{ head }, , replies]) => [
    ...replies.flatMap((reply) => reply.parts.flatMap(({ type }) => recordsIn(type))),
    ...(head.answers === undefined ? [] : recordsIn(head.answers)),
  ]);
  const answered = withInner(records, answers);
  const optional = new Set(answers.filter((one) => one.optional).map(({ name }) => name));
  let text = HEAD;
  for (const [name, record] of [...records].sort(([left], [right]) => (left < right ? -1 : 1))) {
    const used = { written: written.has(name), answered: answered.has(name), optional: optional.has(name) };
    if (used.written || used.answered) text += recordText(record, used);
  }
  const shared = new Set(commands.flatMap(({ head }) => head.repliesOf));
  for (const name of [...shared].sort()) {
    const replies = parts.get(name).head.replies.map((reply) => `\n  | ${replyType(reply)}`);
    text += `\n/** Replies of lua/lib/${name}.lua. */\nexport type ${pascal(name)}Reply =${replies.join("")};\n`;
  }
  for (const [command, args] of places) {
    const type = pascal(command.name);
    text += `\n/** ${command.head.summary} */\nexport interface ${type}Arguments {\n${args.map(member).join("")}}\n`;
    text += `export type ${type}Reply =${command.head.answers === undefined ? "" : " "}${answerType(command)};\n`;
  }
  text += "\n/** What each command takes and answers. */\nexport interface Commands {\n";
  for (const [{ name }] of places) {
    text += `  readonly "${name}": { readonly takes: ${pascal(name)}Arguments; readonly answers: ${pascal(name)}Reply };\n`;
  }
  text += "}\nexport type CommandName = keyof Commands;\n";
  text += `
export const CODECS: {
  readonly [Name in CommandName]: Codec<Commands[Name]["takes"], Commands[Name]["answers"]>;
} = {
`;
  for (const [command, args, replies] of places) {
    const values = args.map(({ name, type }) => packed(type, `args.${camel(name)}`));
    text += `  "${command.name}": {\n    encode: (args) => [${values.join(", ")}],\n${decoder(command, replies)}  },\n`;
  }
  return `${text}};\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  requireNode();
  // What the heads say now may not fit what src/ says yet: the compiler writes what it can all the same.
  if (installPackages())
    spawnSync("npx", ["tsc", "-p", "tsconfig.build.json"], { cwd: root, stdio: "ignore" });
  const { readLuaFiles, repliesOf } = await import(
    pathToFileURL(join(root, "dist", "store", "lua-files.js")).href
  );
  writeFileSync(COMMANDS_FILE, commandTypes(readLuaFiles(), repliesOf));
}
