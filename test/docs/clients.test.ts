import { execFile, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { API_KEY, Product } from "../support/product.js";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const FOLDER = join(ROOT, "docs/clients");
/** Beside the build: there `bosporus/client` is this package. Ends with the test. */
const dist = join(ROOT, "dist");
const run = promisify(execFile);

let product: Product;
let scratch: string;

beforeAll(async () => {
  scratch = mkdtempSync(join(dist, ".guides-"));
  product = await Product.start({ workers: 1 });
});

afterAll(async () => {
  await product?.stop();
  rmSync(scratch, { recursive: true, force: true });
});

/** The program of a section: its blocks of the language one after the other, and what it prints. */
function programOf(page: string, section: string, language: string): { source: string; output: string } {
  const text =
    readFileSync(join(FOLDER, page), "utf8").split(`\n## ${section}\n`)[1]?.split("\n## ")[0] ?? "";
  const blocks = [...text.matchAll(/```(\w+)\n(.*?)```/gs)].map(([, kind = "", body = ""]) => ({
    kind,
    body,
  }));
  const joined = (kind: string): string =>
    blocks
      .filter((block) => block.kind === kind)
      .map(({ body }) => body)
      .join("\n");
  return { source: joined(language), output: joined("text") };
}

/** What the command prints when it is pointed at the product. */
async function printed(command: string, args: readonly string[], environment = {}): Promise<string> {
  const { stdout, stderr } = await run(command, args, {
    cwd: scratch,
    env: { ...process.env, BOSPORUS_URL: product.url(), BOSPORUS_API_KEY: API_KEY, ...environment },
  });
  expect(stderr).toBe("");
  return stdout;
}

function written(name: string, source: string): string {
  const path = join(scratch, name);
  writeFileSync(path, source);
  return path;
}

/** A Python that has both libraries: the system's, or one of our own that pip fills once; undefined without either. */
function python(): string | undefined {
  const has = (path: string): boolean => spawnSync(path, ["-c", "import requests, httpx"]).status === 0;
  if (has("python3")) return "python3";
  const own = join(ROOT, "node_modules/.cache/guides-python");
  const path = join(own, "bin/python");
  if (existsSync(path) && has(path)) return path;
  mkdirSync(join(ROOT, "node_modules/.cache"), { recursive: true });
  if (spawnSync("python3", ["-m", "venv", own]).status !== 0) return undefined;
  spawnSync(path, [
    "-m",
    "pip",
    "install",
    "--quiet",
    "--disable-pip-version-check",
    "--retries=0",
    "requests",
    "httpx",
  ]);
  return has(path) ? path : undefined;
}

describe("the guide of", () => {
  it("curl prints what stands in it", async () => {
    const { source, output } = programOf("curl.md", "The run", "sh");
    expect(await printed("bash", [written("guide.sh", `set -e\n${source}`)])).toBe(output);
  });

  it("TypeScript is well typed and prints what stands in it", async () => {
    const { source, output } = programOf("typescript.md", "bosporus/client", "ts");
    const path = written("guide.mts", source);
    const options = [
      "--strict",
      "--module",
      "nodenext",
      "--target",
      "es2023",
      "--skipLibCheck",
      "--types",
      "node",
    ];
    const { status, stdout } = spawnSync(
      process.execPath,
      [join(ROOT, "node_modules/typescript/bin/tsc"), "--ignoreConfig", ...options, path],
      { encoding: "utf8" },
    );
    expect(stdout).toBe("");
    expect(status).toBe(0);
    expect(await printed(process.execPath, [path.replace(".mts", ".mjs")])).toBe(output);
  });

  it.each(["requests", "httpx"])(
    "Python with %s prints what stands in it",
    async (section) => {
      const interpreter = python();
      if (interpreter === undefined) return skipped("python3 with pip, or with requests and httpx");
      const { source, output } = programOf("python.md", section, "python");
      expect(await printed(interpreter, [written(`${section}_guide.py`, source)])).toBe(output);
    },
    180_000,
  );

  it("Go prints what stands in it", async () => {
    if (process.env["GUIDES"] !== "all") return skipped("GUIDES=all: Go compiles its library first");
    if (spawnSync("go", ["version"]).status !== 0) return skipped("go");
    const { source, output } = programOf("go.md", "net/http", "go");
    expect(await printed("go", ["run", written("guide.go", source)])).toBe(output);
  }, 180_000);
});

/** A language that is not there leaves out its guide, and says so. */
function skipped(missing: string): void {
  console.warn(`this guide was not run, for want of ${missing}`);
}
