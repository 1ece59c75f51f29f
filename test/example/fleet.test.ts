import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ApiClient } from "../../example/api-client.js";
import { Control } from "../../example/control.js";
import { selectFiles } from "../../example/files.js";
import { runFleet } from "../../example/fleet.js";
import { verify } from "../../example/verify.js";
import { API_KEY, PROJECT, Product } from "../support/product.js";

const TEXTS = {
  "a.md": "# First\n\nSome [words](https://example.org) here.\n",
  "empty.md": "",
  // More than a chunk may have, and characters of one to four bytes that fall on every boundary.
  "long.md": `# Long\n\n${"aé€😀 ".repeat(40_000)}`,
  "mark.md": "\ufeffTitle\n=====\n\nLine with \u0000, \u2028 and \\ud800 in it.\r\n",
};

let product: Product;
let folder: string;

beforeAll(async () => {
  product = await Product.start({ gateways: 2, workers: 1 });
  folder = await mkdtemp(join(tmpdir(), "bosporus-test-"));
  for (const [name, text] of Object.entries(TEXTS)) await writeFile(join(folder, name), text);
  await writeFile(join(folder, "latin1.md"), Buffer.from([0x23, 0x20, 0xe9]));
});
afterAll(async () => {
  await product.stop();
  await rm(folder, { recursive: true, force: true });
});

function fleet(paths: readonly string[], reports: string[] = []) {
  return runFleet({
    url: product.url(),
    apiKey: API_KEY,
    projectId: PROJECT,
    paths,
    executors: 4,
    bar: { update: () => undefined, stop: () => undefined },
    report: (line) => reports.push(line),
    signal: AbortSignal.timeout(60_000),
  });
}

describe("the example", () => {
  it("streams, records and adds up every file, and notices when a file is not what was streamed", async () => {
    const { paths, leftOut } = await selectFiles(folder, 200, false);
    expect(paths).toHaveLength(Object.keys(TEXTS).length);
    expect([...leftOut]).toEqual([["not UTF-8", 1]]);

    const summary = await fleet(paths);
    expect(summary.problems).toEqual([]);
    expect([...summary.childrenByStatus]).toEqual([["completed", paths.length]]);
    expect(summary.textsEqual).toBe(paths.length);
    expect(summary.bytes).toBe(Object.values(TEXTS).reduce((sum, text) => sum + Buffer.byteLength(text), 0));

    const api = new ApiClient(product.url(1), API_KEY, AbortSignal.timeout(60_000));
    const control = new Control(api, PROJECT);
    const changed = paths[0] ?? "";
    await writeFile(changed, `${TEXTS["a.md"]} `);
    expect((await verify(control, summary.parentId, paths)).problems).toContainEqual(
      expect.stringMatching(/a\.md: the chunks make \d+ bytes that are not the file's/),
    );
    await writeFile(changed, TEXTS["a.md"]);
    const more = [...paths, join(folder, "never-seen.md")];
    expect((await verify(control, summary.parentId, more)).problems).toEqual([
      `${more.at(-1)}: no child works on it`,
    ]);
    await api.close();
  });

  it("fails the child of a file that cannot be read, and goes on with the others", async () => {
    const gone = join(folder, "gone.md");
    const reports: string[] = [];
    const summary = await fleet([join(folder, "a.md"), gone], reports);
    expect(Object.fromEntries(summary.childrenByStatus)).toEqual({ completed: 1, failed: 1 });
    expect(summary.problems).toEqual([`${gone}: the file is gone`]);
    expect(reports).toEqual([expect.stringContaining("ENOENT")]);
  });
});
