import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { limitsTable } from "../../scripts/documents/limits.mjs";
import { DOCUMENTS } from "../../scripts/documents.mjs";
import { LIMITS } from "../../src/domain/limits.js";
import { SLOT_STATUSES, TERMINAL_STATUSES, TRANSITIONS } from "../../src/domain/run-status.js";
import { ENVIRONMENT } from "../../src/environment.js";
import { CATALOG_KEYS, PARTITION_KEYS } from "../../src/store/keys.js";

function read(file: string): string {
  return readFileSync(fileURLToPath(new URL(`../../${file}`, import.meta.url)), "utf8");
}

const CONTRIBUTING = read("CONTRIBUTING.md");
const sources = { CONTRIBUTING, ENVIRONMENT, LIMITS, SLOT_STATUSES, TERMINAL_STATUSES, TRANSITIONS };

describe("generated documentation", () => {
  it.each(Object.entries(DOCUMENTS))("%s is what the sources say; else: npm run docs", (file, make) => {
    const text = read(file);
    expect(text).toBe(make(text, sources));
  });

  it("refuses a limit that nobody has described", () => {
    expect(() => limitsTable({ ...LIMITS, newLimit: 1 })).toThrow("newLimit");
  });
});

describe("docs/architecture.md", () => {
  const text = read("docs/architecture.md");

  it.each(Object.values({ ...PARTITION_KEYS, ...CATALOG_KEYS }))("names the key %s", (pattern) => {
    expect(text).toContain(`\`${pattern}\``);
  });

  it("names no key that does not exist", () => {
    const named = [...text.matchAll(/^\| (`.*?) \| /gm)].flatMap(([, cell = ""]) =>
      [...cell.matchAll(/`([a-z-]+(?::[a-z<>-]+)*)`/g)].map(([, name]) => name),
    );
    const known = new Set<string>(Object.values({ ...PARTITION_KEYS, ...CATALOG_KEYS }));
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((name = "") => !known.has(name))).toEqual([]);
  });
});
