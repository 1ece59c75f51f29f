import { spawnSync } from "node:child_process";
import {
  appendFileSync,
  cpSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const NOT_COPIED = new Set([".bosporus", ".git", "coverage", "dist", "node_modules", "results"]);

let copy: string;
beforeEach(() => {
  copy = mkdtempSync(join(tmpdir(), "bosporus-lint-"));
  cpSync(ROOT, copy, { recursive: true, filter: (path) => !NOT_COPIED.has(basename(path)) });
  symlinkSync(join(ROOT, "node_modules"), join(copy, "node_modules"));
});
afterEach(() => rmSync(copy, { recursive: true, force: true }));

/** Puts a line at the end of a file of the copy. */
function plant(file: string, line: string): void {
  appendFileSync(join(copy, file), `${line}\n`);
}

/** What `npm run lint` says of the copy. */
function lint(): { status: number | null; said: string } {
  const { status, stdout, stderr } = spawnSync("npm", ["run", "--silent", "lint"], {
    cwd: copy,
    encoding: "utf8",
    env: { PATH: process.env["PATH"], NO_COLOR: "1" },
  });
  return { status, said: stripVTControlCharacters(stdout + stderr) };
}

describe("npm run lint fails on a planted", { timeout: 180_000 }, () => {
  it("cycle of imports, and import that a room may not have", () => {
    plant("src/domain/planted.ts", 'import { isId } from "./ids.js";\n\nexport const planted = isId;');
    plant("src/domain/ids.ts", '\nexport { planted } from "./planted.js";');
    writeFileSync(
      join(copy, "src/domain/strange.ts"),
      'export { partitionKey as strange } from "../store/keys.js";\n',
    );
    const { status, said } = lint();
    expect(said).toContain("noImportCycles");
    expect(said).toContain("src/domain/ may import none of ours");
    // Each would do alone.
    expect(said).toMatch(/Found \d+ errors?\./);
    expect(said).not.toMatch(/Found \d+ (warning|info)/);
    expect(status).not.toBe(0);
  });

  it("export and package that nothing uses", () => {
    plant("src/domain/time.ts", "\nexport const planted = 1;");
    const manifest = join(copy, "package.json");
    const { devDependencies, ...rest } = JSON.parse(readFileSync(manifest, "utf8"));
    const planted = { ...rest, devDependencies: { "planted-package": "1.0.0", ...devDependencies } };
    writeFileSync(manifest, `${JSON.stringify(planted, null, 2)}\n`);
    const { status, said } = lint();
    expect(said).toMatch(/planted +src\/domain\/time\.ts/);
    expect(said).toMatch(/planted-package +package\.json/);
    expect(status).not.toBe(0);
  });
});
