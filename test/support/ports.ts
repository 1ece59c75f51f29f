import { createServer, type Server } from "node:net";

/**
 * Ports of this worker of the test runner: gateways share a port that is given twice without a word, and the system
 * hands out ports above these to whoever connects.
 */
const PORTS = { first: 10_000, each: 2_000, workers: 10 };
const given = new Set<number>();

/** So far above a port is the one whose listener keeps it from other test runners, as long as this process lives. */
const RESERVATION = 20_000;

/** A port that nobody listens on, and that no test beside this one is given. */
export async function freePort(): Promise<number> {
  const worker = Number(process.env["VITEST_POOL_ID"] ?? 0) % PORTS.workers;
  for (;;) {
    const port = PORTS.first + worker * PORTS.each + Math.floor(Math.random() * PORTS.each);
    if (given.has(port)) continue;
    const reservation = await listenOn(port + RESERVATION);
    if (reservation === undefined) continue;
    const probe = await listenOn(port);
    if (probe === undefined) {
      reservation.close();
      continue;
    }
    await new Promise((resolve) => probe.close(resolve));
    reservation.unref();
    given.add(port);
    return port;
  }
}

function listenOn(port: number): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(undefined));
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => resolve(server));
  });
}
