import { execFile } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { API_KEY, Product } from "../support/product.js";

const README = readFileSync(fileURLToPath(new URL("../../README.md", import.meta.url)), "utf8");
const TOUR = README.slice(README.indexOf("## Five-minute tour"), README.indexOf("## Concepts"));

/** Shell blocks of the tour, each with the output that is printed under it. */
function blocks(): { commands: string; output: string }[] {
  return [...TOUR.matchAll(/```sh\n(.*?)```\n\n(?:```text\n(.*?)```)?/gs)].map(
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

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  return typeof address === "object" && address !== null ? address.port : 0;
}

let product: Product;
beforeAll(async () => {
  product = await Product.start({ workers: 1 });
});
afterAll(() => product.stop());

describe("the tour of the README", () => {
  it("answers what is printed there", async () => {
    const port = await freePort();
    const script = blocks()
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
    expect(printed.map(settled)).toEqual(blocks().map(({ output }) => settled(output)));
  });
});
