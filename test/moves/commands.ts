import { spawn } from "node:child_process";
import { setTimeout as passed } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { HttpAnswer } from "../support/product.js";

const MAIN = fileURLToPath(new URL("../../dist/main.js", import.meta.url));

/** `bosporus …`, as an operator gives it. */
export function bosporus(environment: Readonly<Record<string, string>>, ...args: readonly string[]) {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { PATH: process.env["PATH"], ...environment },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const ended = new Promise<string>((resolve) => child.once("close", () => resolve(output)));
  return { child, ended };
}

/** Until the call is answered with something else than "not now", by whichever gateway is there. */
export async function insist(
  act: (gateway: number) => Promise<HttpAnswer>,
  heard: (refused: HttpAnswer) => void = () => undefined,
): Promise<HttpAnswer> {
  for (let tries = 0; ; tries++) {
    const answer = await act(tries % 2).catch(() => undefined);
    if (answer !== undefined && answer.status !== 503 && answer.body?.error?.code !== "conflict")
      return answer;
    if (answer !== undefined) heard(answer);
    await passed(100);
  }
}
