import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { roomsOf } from "../../scripts/documents/rooms.mjs";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const ROOMS = roomsOf(readFileSync(`${ROOT}CONTRIBUTING.md`, "utf8"));

describe("the table of rooms in CONTRIBUTING.md", () => {
  it("has every file and folder of src/", () => {
    const entries = readdirSync(`${ROOT}src`, { withFileTypes: true }).map((entry) =>
      entry.isDirectory() ? `src/${entry.name}/` : `src/${entry.name}`,
    );
    const named = ROOMS.map(({ path }) => path).filter((path) => /^src\/[^/]+\/?$/.test(path));
    expect(named.sort()).toEqual(entries.sort());
  });

  it("lets no two rooms import each other", () => {
    const mutual = ROOMS.flatMap(({ name, imports = [] }) =>
      imports
        .filter((other) => ROOMS.find((room) => room.name === other)?.imports?.includes(name))
        .map((other) => `${name}, ${other}`),
    );
    expect(mutual).toEqual([]);
  });
});
