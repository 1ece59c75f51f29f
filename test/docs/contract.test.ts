import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const PAGES = {
  "executor-api": readFileSync(`${ROOT}docs/contract/executor-api.md`, "utf8"),
  "control-api": readFileSync(`${ROOT}docs/contract/control-api.md`, "utf8"),
};
type Page = keyof typeof PAGES;

/** Sections of a page: `2`, `3.1`. */
function sectionsOf(page: Page): Set<string> {
  return new Set([...PAGES[page].matchAll(/^#{2,3} (\d(?:\.\d)?)\.? /gm)].map(([, number = ""]) => number));
}

/** Rows of the table of operations, and of the checks of the token. */
function rowsOf(section: string): Set<number> {
  const [, text = ""] = PAGES["executor-api"].split(new RegExp(`^## ${section}\\. `, "m"));
  return new Set(
    [...(text.split(/^## /m)[0] ?? "").matchAll(/^\| (\d+) \|/gm)].map(([, row]) => Number(row)),
  );
}

const NUMBERS = String.raw`\d+(?:\.\d+)?(?:(?:, and |, | and | to |-)\d+(?:\.\d+)?)*`;
const CITATION = new RegExp(`\\b(executor-api|control-api)(?: (sections?|rows?))?(?: (${NUMBERS}))?`, "g");
const CHECKS = new RegExp(`\\b[Cc]hecks (${NUMBERS})`, "g");

/** `5 to 9, 15` as its numbers. */
function numbersOf(list: string): number[] {
  return list.split(/, and |, | and /).flatMap((part) => {
    const [from = 0, to = from] = part.split(/ to |-/).map(Number);
    return Array.from({ length: to - from + 1 }, (_, index) => from + index);
  });
}

/** What of a file's citations leads nowhere. */
function unresolved(text: string): string[] {
  // A citation may go on in the next line of its comment.
  const running = text.replace(/\n\s*(?:\*|--|\/\/) ?/g, " ");
  const problems: string[] = [];
  for (const [cited, page, kind, list] of running.matchAll(CITATION)) {
    const resolved =
      list !== undefined &&
      (kind === "row" || kind === "rows"
        ? page === "executor-api" && numbersOf(list).every((row) => rowsOf("3").has(row))
        : list.split(/, and |, | and | to |-/).every((number) => sectionsOf(page as Page).has(number)));
    if (!resolved) problems.push(cited);
  }
  for (const [cited, list = ""] of running.matchAll(CHECKS)) {
    if (!numbersOf(list).every((check) => rowsOf("1").has(check))) problems.push(cited);
  }
  return problems;
}

const CITING = ["src", "lua", "test", "docs", "CONTRIBUTING.md", "README.md"].flatMap((root) =>
  root.endsWith(".md")
    ? [root]
    : readdirSync(`${ROOT}${root}`, { recursive: true, encoding: "utf8" })
        .filter((file) => /\.(ts|mjs|lua|md)$/.test(file))
        .map((file) => `${root}/${file}`),
);

describe("the contract in docs/contract/", () => {
  it("is cited by sections and rows that are there", () => {
    const problems = CITING.flatMap((file) =>
      unresolved(readFileSync(`${ROOT}${file}`, "utf8").replaceAll(/-api\.md/g, " page")).map(
        (cited) => `${file}: ${cited}`,
      ),
    ).filter((problem) => !problem.startsWith("test/docs/contract.test.ts"));
    expect(problems).toEqual([]);
  });

  it("knows a citation that leads nowhere", () => {
    expect(unresolved("executor-api row 99")).toHaveLength(1);
    expect(unresolved("control-api 7.9")).toHaveLength(1);
    expect(unresolved("(control-api, somewhere)")).toHaveLength(1);
    expect(unresolved("// checks 6 to\n// 10")).toHaveLength(1);
    expect(unresolved("executor-api rows 2-9, 16, and 18, control-api 3.2, checks 1 to 5")).toEqual([]);
  });

  it("names every path of the API, and no other", () => {
    const types = readFileSync(`${ROOT}src/client/api-types.ts`, "utf8");
    const paths = [...types.matchAll(/^ {2,4}"(\/[^"]+)": \{$/gm)].map(([, path = ""]) => path);
    const inTables = (page: Page) =>
      [...PAGES[page].matchAll(/`(?:[A-Z]+ )?(\/[^`\s]+)`/g)].map(([, path = ""]) => path);
    const named = new Set([
      ...inTables("control-api"),
      ...inTables("executor-api").map((path) =>
        /^\/(sdk|v1)\//.test(path) ? path : `/sdk/v1/runs/{runID}${path}`,
      ),
    ]);
    expect(paths.length).toBeGreaterThan(50);
    expect(paths.filter((path) => !named.has(path))).toEqual([]);
    const ofProcesses = /^\/(health|metrics|reference)/;
    const pages = [...named].filter((path) => !ofProcesses.test(path.replace("/sdk/v1/runs/{runID}", "")));
    expect(
      pages.filter((path) => !paths.includes(path) && !path.endsWith("…") && path !== "/sdk/v1/runs/{runID}"),
    ).toEqual([]);
  });
});

describe("pages", () => {
  const pages = CITING.filter((file) => file.endsWith(".md")).concat(
    ["CHANGELOG.md", "SECURITY.md", "test/README.md", "bench/README.md"].filter(
      (file) => !CITING.includes(file),
    ),
  );

  it.each(pages)("%s links only to files that are there", (page) => {
    const text = readFileSync(`${ROOT}${page}`, "utf8");
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, link = ""]) => link);
    const missing = links.filter(
      (link) => !existsSync(fileURLToPath(new URL(link, `file://${ROOT}${page}`))),
    );
    expect(missing).toEqual([]);
  });

  it.each(pages)("%s names only files and folders that are there", (page) => {
    const text = readFileSync(`${ROOT}${page}`, "utf8");
    const named = [...text.matchAll(/`((?:src|lua|test|scripts|docs|example|bench)\/[\w./-]*)`/g)];
    expect(named.map(([, file = ""]) => file).filter((file) => !existsSync(`${ROOT}${file}`))).toEqual([]);
  });
});
