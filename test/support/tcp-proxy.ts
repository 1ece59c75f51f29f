import { type AddressInfo, createServer, type Server, Socket } from "node:net";

/** Where a proxy leads. */
export interface Target {
  readonly port: number;
}

interface Link {
  readonly client: Socket;
  readonly server: Socket;
  /** What passes between them. */
  upstream: Flow;
  downstream: Flow;
}

/** Hands on a chunk of one direction, now, later, in pieces or never. */
type Flow = (chunk: Buffer, to: Socket) => void;

const pass: Flow = (chunk, to) => {
  to.write(chunk);
};
const swallow: Flow = () => undefined;

/** Bytes that a direction may hold back: more is a fault of the test. */
const MOST_HELD_BYTES = 16_777_216;

/**
 * A network between a client and a server on this machine, with the faults of a real one. To its clients it is what a
 * host name is: it stays, whatever server it leads to. A fault is of the links that are open, or of those that come too.
 */
export class TcpProxy {
  readonly #server: Server;
  readonly #links = new Set<Link>();
  #target: Target;
  #flow: () => { upstream: Flow; downstream: Flow } = () => ({ upstream: pass, downstream: pass });
  /** Links that were ever opened. */
  opened = 0;

  private constructor(server: Server, target: Target) {
    this.#server = server;
    this.#target = target;
    server.on("connection", (client) => this.#open(client));
  }

  static async start(target: Target): Promise<TcpProxy> {
    // Half-closed sockets stay half-closed, as they do on a wire.
    const server = createServer({ allowHalfOpen: true });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new TcpProxy(server, target);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Leads new links somewhere else; open ones stay where they are. */
  lead(target: Target): void {
    this.#target = target;
  }

  /** Open links carry nothing any more, in either direction, and nobody is told. */
  blackHole(): void {
    for (const link of this.#links) {
      link.upstream = swallow;
      link.downstream = swallow;
    }
  }

  /**
   * Loses the answer to the next message that contains the text, and all after it on its link: what was sent is carried
   * out. Resolves once that has happened.
   */
  loseAnswerTo(text: string): Promise<void> {
    return new Promise((resolve) => {
      for (const link of this.#links) {
        link.upstream = (chunk, to) => {
          if (chunk.includes(text)) {
            link.downstream = swallow;
            resolve();
          }
          to.write(chunk);
        };
      }
    });
  }

  /** Ends open links by RST. */
  reset(): void {
    for (const { client, server } of this.#links) {
      client.resetAndDestroy();
      server.resetAndDestroy();
    }
  }

  /** New links carry nothing either. */
  swallowAll(): void {
    this.blackHole();
    this.#flow = () => ({ upstream: swallow, downstream: swallow });
  }

  /** Each direction of all links takes `ms` longer. */
  delay(ms: number): void {
    this.#all(() => {
      const later: Flow = (chunk, to) => void setTimeout(() => to.write(chunk), ms);
      return { upstream: later, downstream: later };
    });
  }

  /** Answers come in pieces of `bytes`, one each `ms`. */
  trickle(bytes: number, ms: number): void {
    this.#all(() => ({ upstream: pass, downstream: tricklingFlow(bytes, ms) }));
  }

  /** No faults any more for links that come. */
  heal(): void {
    this.#all(() => ({ upstream: pass, downstream: pass }));
  }

  async close(): Promise<void> {
    for (const { client, server } of this.#links) {
      client.destroy();
      server.destroy();
    }
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #all(flow: () => { upstream: Flow; downstream: Flow }): void {
    this.#flow = flow;
    for (const link of this.#links) Object.assign(link, flow());
  }

  #open(client: Socket): void {
    this.opened++;
    const server = new Socket({ allowHalfOpen: true });
    const link: Link = { client, server, ...this.#flow() };
    this.#links.add(link);
    const end = (): void => {
      this.#links.delete(link);
      client.destroy();
      server.destroy();
    };
    for (const socket of [client, server]) socket.on("error", end).on("close", end);
    client.on("data", (chunk) => link.upstream(chunk, server));
    server.on("data", (chunk) => link.downstream(chunk, client));
    client.on("end", () => {
      if (link.upstream !== swallow) server.end();
    });
    server.on("end", () => {
      if (link.downstream !== swallow) client.end();
    });
    server.connect(this.#target.port, "127.0.0.1");
  }
}

function tricklingFlow(bytes: number, ms: number): Flow {
  let held = Buffer.alloc(0);
  let timer: NodeJS.Timeout | undefined;
  return (chunk, to) => {
    held = Buffer.concat([held, chunk]);
    if (held.length > MOST_HELD_BYTES) to.destroy();
    timer ??= setInterval(() => {
      if (to.destroyed || held.length === 0) {
        clearInterval(timer);
        timer = undefined;
        return;
      }
      to.write(held.subarray(0, bytes));
      held = held.subarray(bytes);
    }, ms);
  };
}
