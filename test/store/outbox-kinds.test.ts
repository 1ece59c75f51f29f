import { expect, it } from "vitest";
import { readLuaFiles } from "../../src/store/lua-files.js";
import { isOutboxKind, OUTBOX, type OutboxKind, outboxEntry, outboxFields } from "../../src/store/outbox.js";

const kinds = Object.keys(OUTBOX) as OutboxKind[];

it("is appended to through the table alone, with every kind of it", () => {
  const { commands, parts } = readLuaFiles();
  const texts = [...commands, ...parts.values()].map(({ text }) => text).join("\n");
  expect(texts).not.toMatch(/key_outbox\(\), '\*'/);
  const used = [...texts.matchAll(/\boutbox_([a-z_]+)\(/g)].map(([, name = ""]) => name.replaceAll("_", "-"));
  expect([...new Set(used)].sort()).toEqual([...kinds].sort());
});

it.each(kinds)("%s is read back with its fields, and not without one of them", (kind) => {
  const fields = outboxFields(kind).flatMap((name) => [name, name === "at" ? "5" : `a ${name}`]);
  const entry = outboxEntry(["kind", kind, ...fields]);
  expect(entry).toMatchObject({ atMs: 5, job: { kind, run: "a run", number: "a number" } });
  expect(Object.keys(entry?.job ?? {})).not.toContain("at");
  for (let index = 0; index < fields.length; index += 2) {
    expect(outboxEntry(["kind", kind, ...fields.toSpliced(index, 2)])).toBeUndefined();
  }
});

it("knows no other kinds", () => {
  for (const kind of ["", "advance", "constructor", "toString"]) {
    expect(isOutboxKind(kind)).toBe(false);
    expect(outboxEntry(["kind", kind, "run", "r", "number", "1", "at", "5"])).toBeUndefined();
  }
});
