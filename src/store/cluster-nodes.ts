import { Redis, type RedisOptions } from "ioredis";
import type { Address } from "../config.js";

/** Nodes of a large cluster that are asked at once, of all that are known. */
const MOST_ASKED = 12;
/** Connections that are lost together ask together. */
const SHARED_MS = 100;
/** A node that refuses a command and says who serves it knows best, for a moment. */
const HINT_MS = 1_000;
const MOVED = /^MOVED (\d+) (\S*):(\d+)/;

/** Who serves which slots, as one node says. */
interface View {
  readonly ranges: readonly { readonly first: number; readonly last: number; readonly master: Address }[];
  readonly nodes: readonly Address[];
}

interface Asking {
  readonly atMs: number;
  readonly views: readonly Promise<View | undefined>[];
}

/**
 * The nodes of a Redis Cluster, of all cells of a process. Who has a slot is asked of all nodes that are known, and what
 * most of them say is taken: one that was cut off from the others goes on to call itself the master.
 */
export class ClusterNodes {
  readonly #first: readonly Address[];
  readonly #options: RedisOptions;
  readonly #limitMs: number;
  readonly #hints = new Map<number, { readonly address: Address; readonly untilMs: number }>();
  /** Those that were in the answer before. */
  #known: readonly Address[] = [];
  #asking: Asking | undefined;

  /** `options` are how a node is spoken to, its address left out; none is waited for longer than `limitMs`. */
  constructor(first: readonly Address[], options: RedisOptions, limitMs: number) {
    this.#first = first;
    this.#options = options;
    this.#limitMs = limitMs;
  }

  /** Takes who serves a slot from a refused command, when that says it. */
  heed({ message }: Error): void {
    const [, slot, host = "", port] = MOVED.exec(message) ?? [];
    // Without a host it is the one that was asked, which the others know by its name.
    if (slot === undefined || host === "") return;
    const address = { host: host.replace(/^\[|\]$/g, ""), port: Number(port) };
    this.#hints.set(Number(slot), { address, untilMs: performance.now() + HINT_MS });
  }

  /** The master of a slot; undefined when no node answers, or none has it. Never rejects. */
  async masterOf(slot: number): Promise<Address | undefined> {
    const hint = this.#hints.get(slot);
    this.#hints.delete(slot);
    if (hint !== undefined && performance.now() < hint.untilMs) return hint.address;
    const { views } = this.#ask();
    return new Promise((resolve) => {
      const votes = new Votes(views.length, slot);
      for (const view of views) {
        void view.then((said) => {
          votes.count(said);
          if (votes.isDecided) resolve(votes.most);
        });
      }
    });
  }

  #ask(): Asking {
    const now = performance.now();
    if (this.#asking !== undefined && now - this.#asking.atMs < SHARED_MS) return this.#asking;
    // Names are tried again when no node of before is left.
    const all = this.#known.length > 0 ? this.#known : this.#first;
    const asked = all.length <= MOST_ASKED ? all : shuffled(all).slice(0, MOST_ASKED);
    const asking = { atMs: now, views: asked.map((address) => this.#viewOf(address)) };
    this.#asking = asking;
    void Promise.all(asking.views).then((views) => {
      const answered = views.filter((view) => view !== undefined);
      const largest = answered.sort((left, right) => right.nodes.length - left.nodes.length)[0];
      this.#known = largest?.nodes ?? [];
    });
    return asking;
  }

  async #viewOf(address: Address): Promise<View | undefined> {
    const redis = new Redis({
      ...this.#options,
      ...address,
      lazyConnect: true,
      connectTimeout: this.#limitMs,
      commandTimeout: this.#limitMs,
      enableReadyCheck: false,
      disableClientInfo: true,
      retryStrategy: () => null,
    });
    redis.on("error", () => undefined);
    try {
      await redis.connect();
      return viewOf(await redis.cluster("SLOTS"), address);
    } catch {
      return undefined;
    } finally {
      redis.disconnect();
    }
  }
}

/** What nodes say about one slot. */
class Votes {
  readonly #slot: number;
  readonly #asked: number;
  readonly #counts = new Map<string, { readonly address: Address; count: number }>();
  #left: number;

  constructor(asked: number, slot: number) {
    this.#asked = asked;
    this.#left = asked;
    this.#slot = slot;
  }

  count(view: View | undefined): void {
    this.#left--;
    const range = view?.ranges.find(({ first, last }) => first <= this.#slot && this.#slot <= last);
    if (range === undefined) return;
    const name = `${range.master.host} ${range.master.port}`;
    const votes = this.#counts.get(name) ?? { address: range.master, count: 0 };
    votes.count++;
    this.#counts.set(name, votes);
  }

  get isDecided(): boolean {
    return this.#left === 0 || [...this.#counts.values()].some(({ count }) => count > this.#asked / 2);
  }

  get most(): Address | undefined {
    return [...this.#counts.values()].sort((left, right) => right.count - left.count)[0]?.address;
  }
}

/** The reply of CLUSTER SLOTS, as `asked` has given it. */
function viewOf(reply: unknown, asked: Address): View {
  const ranges: View["ranges"][number][] = [];
  const nodes = new Map<string, Address>();
  for (const [first, last, ...servers] of reply as [number, number, ...[string | null, number][]][]) {
    // A node that does not know its own name leaves it out.
    const addresses = servers.map(([host, port]) => ({ host: host || asked.host, port }));
    for (const address of addresses) nodes.set(`${address.host} ${address.port}`, address);
    const [master] = addresses;
    if (master !== undefined) ranges.push({ first, last, master });
  }
  return { ranges, nodes: [...nodes.values()] };
}

function shuffled<Value>(values: readonly Value[]): Value[] {
  return values
    .map((value) => ({ value, at: Math.random() }))
    .sort((left, right) => left.at - right.at)
    .map(({ value }) => value);
}
