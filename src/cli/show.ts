import process from "node:process";
import Table from "cli-table3";
import type { Command } from "commander";
import ms from "ms";
import { print } from "./connect.js";
import { styled } from "./style.js";

/** A column of a table: its heading, and what it shows of a row. */
export type Column<Row> = readonly [heading: string, cell: (row: Row) => string | number | undefined];

const NO_LINES = {
  ...{
    top: "",
    "top-mid": "",
    "top-left": "",
    "top-right": "",
    bottom: "",
    "bottom-mid": "",
    "bottom-left": "",
  },
  ...{
    "bottom-right": "",
    left: "",
    "left-mid": "",
    mid: "",
    "mid-mid": "",
    right: "",
    "right-mid": "",
    middle: "",
  },
};
const GAP = 2;
const CONTROL = /\p{Cc}/gu;

/** How long ago a time was, or in how long it will be; '' for none. */
export function age(time: string | undefined): string {
  if (time === undefined) return "";
  const passedMs = Date.now() - Date.parse(time);
  return passedMs < 0 ? `in ${ms(-passedMs)}` : ms(passedMs);
}

/** What somebody else has written, for a terminal: on one line, without what would steer it. */
export function plain(text: string): string {
  return text.replace(CONTROL, " ");
}

/** The same of a text of several lines. */
export function plainText(text: string): string {
  return text.replace(CONTROL, (character) => (character === "\n" || character === "\t" ? character : ""));
}

/** Rows as aligned columns under their headings. */
function tableOf<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const table = new Table({
    head: columns.map(([heading]) => styled("dim", heading)),
    chars: NO_LINES,
    style: { head: [], border: [], "padding-left": 0, "padding-right": GAP },
  });
  for (const row of rows) table.push(columns.map(([, cell]) => String(cell(row) ?? "")));
  return table
    .toString()
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}

/** What each command that shows a list is asked. */
export interface Shown {
  readonly limit?: string;
  readonly cursor?: string;
  /** JSON, also on a terminal. */
  readonly json?: boolean;
}

/** Adds the options of {@link Shown} to a command. */
export function listed(command: Command): Command {
  return command
    .option("--limit <count>", "at most so many")
    .option("--cursor <cursor>", "the page after another one")
    .option("--json", "JSON, also on a terminal");
}

interface PageOf<Row> {
  readonly data: readonly Row[];
  readonly next_cursor?: string;
}

/** A page of a list: a table for a person at a terminal, JSON for a program behind a pipe or with `--json`. */
export function showPage<Row>(page: PageOf<Row>, columns: readonly Column<Row>[], { json }: Shown): void {
  if (json === true || !process.stdout.isTTY) {
    print(page);
    return;
  }
  if (page.data.length === 0) process.stdout.write(`${styled("dim", "none")}\n`);
  else process.stdout.write(`${tableOf(columns, page.data)}\n`);
  if (page.next_cursor !== undefined) {
    process.stdout.write(styled("dim", `more: --cursor ${page.next_cursor}\n`));
  }
}
