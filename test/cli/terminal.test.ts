import { spawn, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { API_KEY, Product, type TriggeredRun } from "../support/product.js";

const MAIN = fileURLToPath(new URL("../../dist/main.js", import.meta.url));
/** Gives a program a terminal of its own; a part of every Debian, but not of every system. */
const HAS_SCRIPT = spawnSync("script", ["--version"]).status === 0;
const EVIL = "evil \u001b]0;owned\u0007\u001b[2J\nname";

let product: Product;
let run: TriggeredRun;
let slug: string;

beforeAll(async () => {
  product = await Product.start();
  const job = await product.createJob({ tags: { team: "a" } });
  slug = job.slug;
  await product.createJob();
  run = await product.trigger(job.id, { payload: { text: "what was asked" } });
  await product.executor("POST", run, "log", { message: `a line ${EVIL}` });
  await product.executor("POST", run, "progress", { percent: 40 });
  await product.executor("POST", run, "fail", { error: EVIL });
});
afterAll(() => product.stop());

/** What a command prints on a terminal, as it comes. */
function onTerminal(args: readonly string[]): Promise<string> {
  const command = [process.execPath, MAIN, ...args].map((part) => `'${part}'`).join(" ");
  const child = spawn("script", ["-qec", command, "/dev/null"], {
    env: {
      PATH: process.env["PATH"] ?? "",
      TERM: "xterm",
      BOSPORUS_URL: product.url(),
      BOSPORUS_API_KEY: API_KEY,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let printed = "";
  child.stdout.on("data", (text: Buffer) => {
    printed += text.toString();
  });
  return new Promise((resolve) => child.once("close", () => resolve(printed.replaceAll("\r\n", "\n"))));
}

describe.skipIf(!HAS_SCRIPT)("on a terminal", () => {
  it.each([
    ["jobs", ["JOB", "STATE", "AGE"]],
    ["runs", ["RUN", "STATUS", "ERROR"]],
    ["events", ["EVENT", "STATUS"]],
    ["workers", ["WORKER", "SEEN"]],
    ["keys", ["KEY", "SCOPES"]],
  ])("%s is a table of aligned columns, or says that there is none", async (command, headings) => {
    const lines = stripVTControlCharacters(await onTerminal([command]))
      .trimEnd()
      .split("\n");
    if (lines[0] === "none") return;
    const [first = "", ...rows] = lines;
    for (const heading of headings) {
      const at = first.indexOf(heading);
      expect(at, first).toBeGreaterThanOrEqual(0);
      for (const row of rows) expect(at === 0 || row.length <= at || row[at - 1] === " ", row).toBe(true);
    }
    expect(rows.length).toBeGreaterThan(0);
  });

  it("nothing that a caller has written steers the terminal", async () => {
    for (const args of [["runs"], ["runs", run.id]]) {
      const printed = await onTerminal(args);
      expect(printed).toContain("evil");
      expect(printed).not.toContain("\u001b]0;");
      expect(printed).not.toContain("\u001b[2J");
    }
  });

  it("a run is a page: its times, progress, payload, error and what it did last", async () => {
    const page = stripVTControlCharacters(await onTerminal(["runs", run.id]));
    for (const part of [run.id, "failed", slug, "created", "40 %", "what was asked", "a line evil"]) {
      expect(page).toContain(part);
    }
  });

  it("--json is the API's answer there too", async () => {
    expect(JSON.parse(await onTerminal(["jobs", "--json"])).data).toHaveLength(2);
    expect(JSON.parse(await onTerminal(["jobs", "--json", "--tag", "team=a"])).data).toHaveLength(1);
    expect(JSON.parse(await onTerminal(["runs", "--json", "--job", slug])).data).toHaveLength(1);
    expect(JSON.parse(await onTerminal(["runs", "--json", "--status", "completed,queued"])).data).toEqual([]);
  });
});
