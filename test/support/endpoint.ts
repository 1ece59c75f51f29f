import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** One call that came. */
export interface Call {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** ms since the epoch when its last byte had come. */
  readonly atMs: number;
}

export type Answer = (call: Call, response: ServerResponse, nth: number) => void;

/** A job's endpoint on a port of its own: every path answers as it was told and remembers its calls. */
export class Endpoint {
  readonly #server: Server;
  readonly #answers = new Map<string, Answer>();
  readonly #calls = new Map<string, Call[]>();

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<Endpoint> {
    const server = createServer();
    const endpoint = new Endpoint(server);
    server.on("request", (request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const path = request.url ?? "";
        const body = Buffer.concat(chunks).toString("utf8");
        const call = { method: request.method ?? "", path, headers: request.headers, body, atMs: Date.now() };
        const calls = endpoint.calls(path);
        calls.push(call);
        endpoint.#answers.get(path)?.(call, response, calls.length);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return endpoint;
  }

  /** The URL of a new path that answers so; without an answer it never does. */
  url(answer?: Answer): string {
    const path = `/${crypto.randomUUID()}`;
    if (answer !== undefined) this.#answers.set(path, answer);
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}${path}`;
  }

  /** Calls of a path, or of a URL of `url`, in the order they came. */
  calls(of: string): Call[] {
    const path = of.startsWith("/") ? of : new URL(of).pathname;
    const calls = this.#calls.get(path) ?? [];
    this.#calls.set(path, calls);
    return calls;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
