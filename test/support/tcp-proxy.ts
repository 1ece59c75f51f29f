import { type AddressInfo, createServer, type Server, Socket } from "node:net";

/** Where a proxy leads. */
export interface Target {
  readonly port: number;
}

/** What happens to bytes on their way: `swallow` for ever, since what it has taken is gone. */
type Fate =
  | "pass"
  | "swallow"
  | { readonly laterMs: number }
  | { readonly bytes: number; readonly eachMs: number };

/** Bytes that a direction may hold back: more is a fault of the test. */
const MOST_HELD_BYTES = 16_777_216;

/** One direction of a link: it may keep bytes back, and never changes their order. */
class Way {
  readonly #to: Socket;
  #fate: Fate = "pass";
  #held: Buffer[] = [];
  #timers = new Set<NodeJS.Timeout>();
  /** Sees each chunk before its fate. */
  watch: (chunk: Buffer) => void = () => undefined;

  constructor(to: Socket) {
    this.#to = to;
  }

  get isDead(): boolean {
    return this.#fate === "swallow";
  }

  meet(fate: Fate): void {
    if (this.isDead) return;
    this.#fate = fate;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    if (fate === "pass") this.#send(this.#heldBytes());
    if (typeof fate === "object" && "bytes" in fate) this.#trickle(fate);
  }

  take(chunk: Buffer): void {
    this.watch(chunk);
    if (this.#fate === "swallow") return;
    if (this.#fate === "pass") {
      this.#to.write(chunk);
      return;
    }
    this.#held.push(chunk);
    if (this.#heldBytes() > MOST_HELD_BYTES) this.#to.destroy();
    if ("laterMs" in this.#fate) this.#after(this.#fate.laterMs, () => this.#send(this.#held.shift()));
  }

  end(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }

  #heldBytes(): number {
    return this.#held.reduce((sum, { length }) => sum + length, 0);
  }

  #send(what: Buffer | number | undefined): void {
    if (typeof what === "number") {
      const all = Buffer.concat(this.#held);
      this.#held = what < all.length ? [all.subarray(what)] : [];
      this.#send(all.subarray(0, what));
    } else if (what !== undefined && what.length > 0) this.#to.write(what);
  }

  #trickle(fate: { readonly bytes: number; readonly eachMs: number }): void {
    this.#after(fate.eachMs, () => {
      this.#send(fate.bytes);
      this.#trickle(fate);
    });
  }

  #after(ms: number, act: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      act();
    }, ms);
    this.#timers.add(timer);
  }
}

interface Link {
  readonly client: Socket;
  readonly server: Socket;
  readonly upstream: Way;
  readonly downstream: Way;
}

/**
 * A network between a client and a server on this machine, with the faults of a real one. To its clients it is what a
 * host name is: it stays, whatever server it leads to. A fault is of the links that are open, or of those that come too.
 */
export class TcpProxy {
  readonly #server: Server;
  readonly #links = new Set<Link>();
  #target: Target;
  /** What links that come meet, on their way up and down. */
  #fates: readonly [Fate, Fate] = ["pass", "pass"];
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
    for (const link of this.#links) meet(link, ["swallow", "swallow"]);
  }

  /** The server's ends of open links are gone, which their clients are not told. */
  halfOpen(): void {
    this.blackHole();
    for (const { server } of this.#links) server.resetAndDestroy();
  }

  /**
   * Loses the answer to the next message that contains the text, and all after it on its link: what was sent is carried
   * out. Resolves once that has happened.
   */
  loseAnswerTo(text: string): Promise<void> {
    return new Promise((resolve) => {
      for (const { upstream, downstream } of this.#links) {
        upstream.watch = (chunk) => {
          if (!chunk.includes(text)) return;
          downstream.meet("swallow");
          resolve();
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
    this.#all(["swallow", "swallow"]);
  }

  /** Each direction of all links takes `ms` longer. */
  delay(ms: number): void {
    this.#all([{ laterMs: ms }, { laterMs: ms }]);
  }

  /** Answers come in pieces of `bytes`, one each `ms`. */
  trickle(bytes: number, ms: number): void {
    this.#all(["pass", { bytes, eachMs: ms }]);
  }

  /** No faults any more, but for links that have lost bytes: those stay silent. */
  heal(): void {
    this.#all(["pass", "pass"]);
  }

  async close(): Promise<void> {
    for (const { client, server } of this.#links) {
      client.destroy();
      server.destroy();
    }
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #all(fates: readonly [Fate, Fate]): void {
    this.#fates = fates;
    for (const link of this.#links) meet(link, fates);
  }

  #open(client: Socket): void {
    this.opened++;
    const server = new Socket({ allowHalfOpen: true });
    const link: Link = { client, server, upstream: new Way(server), downstream: new Way(client) };
    meet(link, this.#fates);
    this.#links.add(link);
    const end = (): void => {
      this.#links.delete(link);
      for (const way of [link.upstream, link.downstream]) way.end();
      client.destroy();
      server.destroy();
    };
    client.on("error", end).on("close", end);
    for (const event of ["error", "close"]) {
      server.on(event, () => {
        if (!link.downstream.isDead) end();
      });
    }
    client.on("data", (chunk) => link.upstream.take(chunk));
    server.on("data", (chunk) => link.downstream.take(chunk));
    client.on("end", () => {
      if (!link.upstream.isDead) server.end();
    });
    server.on("end", () => {
      if (!link.downstream.isDead) client.end();
    });
    server.connect(this.#target.port, "127.0.0.1");
  }
}

function meet({ upstream, downstream }: Link, [up, down]: readonly [Fate, Fate]): void {
  upstream.meet(up);
  downstream.meet(down);
}
