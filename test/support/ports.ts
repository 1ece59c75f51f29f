import { createServer } from "node:net";

/**
 * Ports of this worker of the test runner: gateways share a port that is given twice without a word, and the system
 * hands out ports above these to whoever connects.
 */
const PORTS = { first: 10_000, each: 2_000, workers: 10 };
const given = new Set<number>();

/** A port that nobody listens on, and that no test beside this one is given. */
export async function freePort(): Promise<number> {
  const worker = Number(process.env["VITEST_POOL_ID"] ?? 0) % PORTS.workers;
  for (;;) {
    const port = PORTS.first + worker * PORTS.each + Math.floor(Math.random() * PORTS.each);
    if (given.has(port) || !(await isFree(port))) continue;
    given.add(port);
    return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
