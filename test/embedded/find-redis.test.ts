import { writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, inject, it } from "vitest";
import {
  explainSearch,
  findPackageManager,
  findRedis,
  installCommand,
  isAtLeast,
} from "../../src/embedded/find-redis.js";

let folder: string;

/** A program that states a version, as the servers do with `--version`. */
function program(name: string, says: string): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\necho '${says}'\n`, { mode: 0o755 });
  return path;
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "bosporus-test-"));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

it("finds the installed server and its version", async () => {
  const found = await findRedis({ REDIS_SERVER: inject("redisBinary") });
  expect(found).toEqual({
    outcome: "found",
    path: inject("redisBinary"),
    version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
  });
});

it("takes the first on PATH, Valkey too", async () => {
  const redis = program("redis-server", "Redis server v=7.2.5 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64");
  expect(await findRedis({ PATH: folder })).toEqual({ outcome: "found", path: redis, version: "7.2.5" });
  const valkey = program(
    "valkey-server",
    "Valkey server v=8.1.0 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64",
  );
  expect(await findRedis({ REDIS_SERVER: valkey })).toEqual({
    outcome: "found",
    path: valkey,
    version: "8.1.0",
  });
});

it("tells a too old one, with what to do", async () => {
  const path = program("redis-server", "Redis server v=6.0.16 sha=00000000:0 malloc=jemalloc-5.2.1 bits=64");
  const search = await findRedis({ REDIS_SERVER: path });
  expect(search).toEqual({ outcome: "outdated", path, version: "6.0.16" });
  expect(explainSearch({ outcome: "outdated", path, version: "6.0.16" })).toMatch(/6\.0\.16.*REDIS_URL/);
});

it("passes over programs that are no Redis server", async () => {
  program("redis-server", "something else");
  const search = await findRedis({ PATH: folder });
  expect(search).not.toMatchObject({ path: join(folder, "redis-server") });
});

it("names REDIS_SERVER when that is what is wrong", async () => {
  const path = join(folder, "nothing");
  const search = await findRedis({ REDIS_SERVER: path });
  expect(search).toEqual({ outcome: "unusable", path });
  expect(explainSearch({ outcome: "unusable", path })).toContain(`REDIS_SERVER is ${path}`);
});

it("gives a command that can be pasted", async () => {
  const command = installCommand({
    program: "apt-get",
    steps: [["update"], ["install", "-y", "x"]],
    needsRoot: true,
  });
  const prefix = process.getuid?.() === 0 ? "" : "sudo ";
  expect(command).toBe(`${prefix}apt-get update && ${prefix}apt-get install -y x`);
  expect(explainSearch({ outcome: "missing", installCommand: command })).toContain(command);
  expect(installCommand({ program: "brew", steps: [["install", "redis"]], needsRoot: false })).toBe(
    "brew install redis",
  );
});

it("knows the package manager on PATH", async () => {
  program("apt-get", "apt");
  expect((await findPackageManager({ PATH: folder }))?.program).toBe("apt-get");
});

it.each([
  ["7.0.0", "7.0.0", true],
  ["7.0.15", "7.0.2", true],
  ["10.0.0", "7.0.0", true],
  ["6.2.14", "7.0.0", false],
])("%s is at least %s: %s", (version, minimum, expected) => {
  expect(isAtLeast(version, minimum)).toBe(expected);
});
