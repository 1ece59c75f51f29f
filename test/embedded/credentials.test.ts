import { chmodSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { loadCredentials } from "../../src/embedded/credentials.js";

let directory: string;
let file: string;

beforeEach(async () => {
  directory = join(await mkdtemp(join(tmpdir(), "bosporus-test-")), "data");
  file = join(directory, "credentials.json");
});

afterEach(() => rm(join(directory, ".."), { recursive: true, force: true }));

it("makes them once, readable by their owner alone", async () => {
  const first = await loadCredentials(directory);
  expect(first).toEqual({
    outcome: "ready",
    created: true,
    credentials: {
      jwtSigningKey: expect.stringMatching(/^[0-9a-f]{64}$/),
      internalSecret: expect.stringMatching(/^[0-9a-f]{64}$/),
      apiKey: expect.stringMatching(/^strait_[0-9a-f]{64}$/),
    },
  });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(statSync(directory).mode & 0o777).toBe(0o700);
  expect(readdirSync(directory)).toEqual(["credentials.json"]);
  expect(await loadCredentials(directory)).toEqual({ ...first, created: false });
});

it("gives simultaneous first starts the same ones", async () => {
  const loaded = await Promise.all(Array.from({ length: 8 }, () => loadCredentials(directory)));
  const seen = new Set(loaded.map((one) => (one.outcome === "ready" ? one.credentials.apiKey : one.reason)));
  expect([...seen]).toEqual([expect.stringMatching(/^strait_/)]);
  expect(readdirSync(directory)).toEqual(["credentials.json"]);
});

it("takes back rights that others were given", async () => {
  await loadCredentials(directory);
  chmodSync(file, 0o644);
  await loadCredentials(directory);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

it.each([
  ["no JSON", "{", "not JSON"],
  ["an empty file", "", "not JSON"],
  ["a value missing", '{"jwtSigningKey":"k"}', ""],
  [
    "a short key",
    `{"jwtSigningKey":"k","internalSecret":"${"a".repeat(64)}","apiKey":"strait_${"a".repeat(64)}"}`,
    "/jwtSigningKey",
  ],
])("refuses %s and leaves the file alone", async (_case, content, why) => {
  await loadCredentials(directory);
  writeFileSync(file, content);
  const loaded = await loadCredentials(directory);
  expect(loaded).toEqual({ outcome: "unreadable", reason: expect.stringContaining(why) });
  if (loaded.outcome === "unreadable") {
    expect(loaded.reason).toContain(file);
    expect(loaded.reason).not.toContain("\n");
  }
  expect(await readFile(file, "utf8")).toBe(content);
});

it("says so when the file cannot be read", async () => {
  await mkdir(file, { recursive: true });
  expect(await loadCredentials(directory)).toEqual({
    outcome: "unreadable",
    reason: expect.stringContaining("EISDIR"),
  });
});
