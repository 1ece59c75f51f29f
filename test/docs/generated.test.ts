import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { keysTable } from "../../scripts/documents/keys.mjs";
import { limitsTable } from "../../scripts/documents/limits.mjs";
import { DOCUMENTS } from "../../scripts/documents.mjs";
import { LIMITS } from "../../src/domain/limits.js";
import { SLOT_STATUSES, TERMINAL_STATUSES, TRANSITIONS } from "../../src/domain/run-status.js";
import { ENVIRONMENT } from "../../src/environment.js";
import { METRICS } from "../../src/metrics/metrics.js";
import { CATALOG_KEYS, PARTITION_KEYS } from "../../src/store/key-names.js";

function read(file: string): string {
  return readFileSync(fileURLToPath(new URL(`../../${file}`, import.meta.url)), "utf8");
}

const CONTRIBUTING = read("CONTRIBUTING.md");
const KEYS = read("src/store/key-names.ts");
const sources = {
  CONTRIBUTING,
  KEYS,
  ENVIRONMENT,
  LIMITS,
  SLOT_STATUSES,
  TERMINAL_STATUSES,
  TRANSITIONS,
  METRICS,
};

describe("generated documentation", () => {
  it.each(Object.entries(DOCUMENTS))("%s is what the sources say; else: npm run docs", (file, make) => {
    const text = read(file);
    expect(text).toBe(make(text, sources));
  });

  it("refuses a limit that nobody has described", () => {
    expect(() => limitsTable({ ...LIMITS, newLimit: 1 })).toThrow("newLimit");
  });
});

describe("the keys in docs/architecture.md", () => {
  it("are all that there are", () => {
    const text = read("docs/architecture.md");
    for (const pattern of Object.values({ ...PARTITION_KEYS, ...CATALOG_KEYS })) {
      expect(text).toContain(`| \`${pattern}\` |`);
    }
  });

  it("are described where they are named", () => {
    const source = read("src/store/key-names.ts").replace(
      '  live: "live",',
      '  live: "live",\n  planted: "planted",',
    );
    expect(() => keysTable(source, "PARTITION_KEYS")).toThrow("planted");
  });
});
