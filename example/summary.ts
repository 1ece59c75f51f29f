import type { Summary } from "./verify.js";

/** What was read back, one line a fact, names and values in two columns. */
export function summaryLines(summary: Summary & { parentId: string }, files: number): string[] {
  const { measures, problems } = summary;
  const statuses = [...summary.childrenByStatus].map(([status, count]) => `${count} ${status}`);
  const rows: [name: string, value: string][] = [
    ["parent run", summary.parentId],
    ["children", statuses.join(", ")],
    ["texts equal to the files", `${summary.textsEqual} of ${files}`],
    ["chunks", `${summary.chunks} with ${summary.bytes} bytes`],
    ["outputs", `${measures.headings} headings, ${measures.words} words, ${measures.links} links`],
    [
      "usage",
      `${summary.usageRecords} records, ${summary.promptTokens} + ${summary.completionTokens} tokens`,
    ],
    ["problems", problems.length === 0 ? "none" : String(problems.length)],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`);
}
