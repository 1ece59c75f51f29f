import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../support/ports.js";
import { API_KEY, Product } from "../support/product.js";

/** Shell blocks of a page, each with the output that is printed under it. */
function blocksOf(page: string): { commands: string; output: string }[] {
  const text = readFileSync(fileURLToPath(new URL(`../../${page}`, import.meta.url)), "utf8");
  return [...text.matchAll(/```sh\n(.*?)```\n\n(?:```text\n(.*?)```)?/gs)].map(
    ([, commands = "", output = ""]) => ({ commands, output }),
  );
}

/** Replaces everything that differs from run to run by what it is. */
function settled(output: string): string {
  return output
    .replace(/eyJ[\w.-]+(?:…)?/g, "<token>")
    .replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "<id>")
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "<time>")
    .replace(/^id: \d+-\d+/gm, "id: <entry>")
    .replace(/"id":"\d{13}-\d+"/g, '"id":"<entry>"')
    .replace(/"request_id":"[^"]+"/g, '"request_id":"<request>"')
    .replace(/_ms":\d+/g, '_ms":<ms>')
    .replace(/"summary-\d+"/g, '"<slug>"');
}

let product: Product;
beforeAll(async () => {
  product = await Product.start({ workers: 1 });
});
afterAll(() => product.stop());

describe("the tour of", () => {
  it.each(["README.md", "docs/tour.md"])("%s answers what is printed there", async (page) => {
    const port = await freePort();
    const blocks = blocksOf(page);
    expect(blocks.length).toBeGreaterThan(2);
    const script = blocks
      .map(({ commands }, index) => `${commands}echo "== ${index}"\n`)
      .join("")
      .replace(/^BASE=.*$/m, `BASE=${product.url()}`)
      .replace(/^KEY=.*$/m, `KEY=${API_KEY}`)
      .replaceAll("9099", String(port))
      // Not a time, but until it has happened.
      .replace("sleep 2;", "until control GET /v1/runs/$RUN | grep -q finished_at; do sleep 0.1; done;");
    const { stdout, stderr } = await promisify(execFile)("bash", ["-c", script]);
    expect(stderr).toBe("");
    const printed = stdout.split(/^== \d+\n/m).slice(0, -1);
    expect(printed.map(settled)).toEqual(blocks.map(({ output }) => settled(output)));
  });
});
