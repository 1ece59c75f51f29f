import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { chance, type Pace } from "./pace.js";

/** What the gateways call: the endpoint of a job, and the address that webhooks go to. */
export interface Endpoint {
  readonly url: string;
  stop(): Promise<void>;
}

/** A server that works as others do: mostly. */
export async function startEndpoint(pace: Pace): Promise<Endpoint> {
  const server = createServer((req, res) => {
    req.resume();
    // The demo ends while a call is open.
    answer(req, res, pace).catch(() => res.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

async function answer(req: IncomingMessage, res: ServerResponse, pace: Pace): Promise<void> {
  if (req.url === "/webhook") {
    res.writeHead(chance(0.1) ? 500 : 204).end();
    return;
  }
  await pace.between(100, chance(0.1) ? 6000 : 900);
  if (chance(0.12)) {
    res.writeHead(503, { "Content-Type": "application/json" }).end('{"error":"the site is down"}');
    return;
  }
  res.writeHead(200, { "Content-Type": "application/json" });
  res.end(JSON.stringify({ status: 200, bytes: Math.floor(Math.random() * 90_000) }));
}
