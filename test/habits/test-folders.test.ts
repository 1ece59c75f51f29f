import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const TEST = fileURLToPath(new URL("../", import.meta.url));
const FILES = readdirSync(TEST, { recursive: true, encoding: "utf8" }).filter((file) =>
  file.endsWith(".test.ts"),
);
const README = readFileSync(`${TEST}README.md`, "utf8");

it("mocks no module in a process that files share", () => {
  const mock = /\bvi\.(mock|doMock|hoisted|resetModules)\b/;
  expect(FILES.filter((file) => mock.test(readFileSync(`${TEST}${file}`, "utf8")))).toEqual([]);
});

describe("the folders of tests", () => {
  it("have no two test files of one name", () => {
    const names = FILES.map((file) => basename(file));
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it("are all described in test/README.md, which describes no other", () => {
    const described = [...README.matchAll(/^\| (`.*?) \|/gm)].flatMap(([, cell = ""]) =>
      [...cell.matchAll(/`([^`]+)\/`/g)].map(([, folder = ""]) => folder),
    );
    const withoutTests = ["balancers", "crash", "moves", "restore", "soak", "support"];
    const folders = new Set([...FILES.map((file) => dirname(file)), ...withoutTests]);
    expect(described.sort()).toEqual([...folders].sort());
  });
});
