import type { Socket } from "node:net";
import { Redis, type RedisOptions } from "ioredis";
import type { RedisSettings } from "../config.js";
import { cellTag } from "./cell-tags.js";
import { ClusterNodes } from "./cluster-nodes.js";
import { connectionOptions } from "./connection.js";
import { connectorOf, type Line, type Slot } from "./connector.js";
import { hashSlot } from "./hash-slot.js";

const RECONNECT_MS = { step: 50, max: 500 };
const KEEP_ALIVE_MS = 10_000;
/** A connection attempt is given up sooner than a command, so that the name is looked up anew. */
const MOST_CONNECT_MS = 1_500;
/** How long a connection that is left may take to close. */
const MOST_DISCONNECT_MS = 250;
const LOADING_LOOK_MS = 250;
/** Beyond the time a command may take, or a read may block. */
const SILENCE_GRACE_MS = 500;
/** The longest BullMQ blocks in one read. */
const QUEUE_BLOCK_MS = 10_000;
/** How often a subscriber, which else sends nothing, asks for a sign of life. */
const SUBSCRIBER_PING_MS = 2_000;

/**
 * A server that has become a replica, has given the slot away, or loads its data, says so with each command that it has
 * not carried out: the connection is left for the one the name leads to now.
 */
const ELSEWHERE = /^(READONLY|MASTERDOWN|LOADING|UNBLOCKED|MOVED)\b/;
/** A node of a cluster that has lost the others, or of one that has lost a slot: there may be a better one, or not. */
const CUT_OFF = /^CLUSTERDOWN\b/;
const CUT_OFF_LOOK_MS = 1_000;

/**
 * All connections of one process to Redis. Each notices by itself when its peer is silent, closed, or no primary any
 * more, and comes back by name. The leader is asked all the time (`RedisHealth`): when it is lost, so are the others,
 * which may wait for an answer for longer.
 *
 * In a Redis Cluster they are those of one cell: all its keys are in one slot, so each is a connection to the master that
 * has the slot, and looks for that anew at each connect. What is true of one Redis is true of it then: a command is sent
 * once and in time, and no command leads to a node that knows nothing of the cell.
 */
export class RedisConnections {
  readonly #settings: RedisSettings;
  readonly #lines: OwnLine[] = [];
  readonly #at: Slot | undefined;
  /** Those to the Redis of each range of cells, by its URL: itself among them. */
  readonly #ranges: Map<string, RedisConnections>;
  #refusal: string | undefined;
  #leftCutOffAtMs = Number.NEGATIVE_INFINITY;

  /** `nodes` are those of the cluster that other cells of the process know. */
  constructor(
    settings: RedisSettings,
    cell = 0,
    nodes = clusterNodes(settings),
    ranges = new Map<string, RedisConnections>(),
  ) {
    this.#settings = settings;
    this.#ranges = ranges.set(settings.url, this);
    this.#at = nodes === undefined ? undefined : { nodes, slot: hashSlot(cellTag(cell)) };
  }

  /**
   * Those of another cell: in a cluster, others, which share what is known of its nodes; where it lies in another Redis, those
   * of all cells that lie there; else the same.
   */
  ofCell(cell: number): RedisConnections {
    const range = this.#settings.ranges?.find(({ first, last }) => first <= cell && cell <= last);
    if (range !== undefined) {
      const { url, sentinel, tls } = range;
      const own = { ...this.#settings, url, sentinel, tls };
      return this.#ranges.get(url) ?? new RedisConnections(own, cell, undefined, this.#ranges);
    }
    return this.#at === undefined ? this : new RedisConnections(this.#settings, cell, this.#at.nodes);
  }

  /** Why the server that was last reached is not used; undefined when it is, or none was reached. */
  get refusal(): string | undefined {
    return this.#refusal;
  }

  /**
   * A connection requests are answered from. Nothing is queued while Redis is away and nothing is sent twice:
   * a command fails at once or within the timeout, and the caller answers 503.
   */
  forRequests(): Redis {
    const { timeoutMs } = this.#settings;
    return this.#connect(timeoutMs, {
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      autoResendUnfulfilledCommands: false,
      commandTimeout: timeoutMs,
    });
  }

  /** A connection whose commands wait for Redis to come back and are sent again then: only for what may happen twice. */
  forBackground(): Redis {
    return this.#connect(this.#settings.timeoutMs, { maxRetriesPerRequest: null });
  }

  /**
   * A connection for one blocking read after the other, of at most `blockMs`. The read that is cut rejects at once, and
   * is not sent again: what is to be read has changed by then.
   */
  forWaiting(blockMs: number): Redis {
    return this.#connect(blockMs + this.#settings.timeoutMs, {
      maxRetriesPerRequest: 0,
      autoResendUnfulfilledCommands: false,
    });
  }

  /** A connection for a BullMQ worker, which makes another of the same kind and blocks in it. */
  forQueueWorker(): Redis {
    return this.#connect(QUEUE_BLOCK_MS + this.#settings.timeoutMs, { maxRetriesPerRequest: null });
  }

  /** A connection that hears these sharded channels, from each time on when it is ready. */
  forSubscriptions(channels: readonly string[]): Redis {
    const redis = this.#connect(this.#settings.timeoutMs, {
      maxRetriesPerRequest: null,
      autoResubscribe: false,
    });
    // The client's own memory of channels loses those that a node ends because it has given the slot away.
    redis.on("ready", () => {
      // One by one: those of several cells are in several slots.
      for (const channel of channels) redis.ssubscribe(channel).catch(() => undefined);
    });
    redis.on("moved", () => redis.disconnect(true));
    const timer = setInterval(() => {
      if (redis.status === "ready") redis.ping().catch(() => undefined);
    }, SUBSCRIBER_PING_MS);
    timer.unref();
    redis.once("end", () => clearInterval(timer));
    return redis;
  }

  /** From now on, when this connection is lost, all the others are cut: they come back where it does. */
  lead(leader: Redis): void {
    const own = this.#lines.find((line) => leader.options.Connector === line.connector);
    let ready = leader.status === "ready";
    leader.on("ready", () => {
      ready = true;
      this.#refusal = undefined;
    });
    leader.on("close", () => {
      if (!ready) return;
      ready = false;
      for (const line of this.#lines) {
        if (line !== own) for (const socket of line.sockets) socket.destroy();
      }
    });
  }

  #connect(answerMs: number, options: RedisOptions): Redis {
    const { url, sentinel, tls } = this.#settings;
    const line = new OwnLine(answerMs + SILENCE_GRACE_MS, this.#at, sentinel !== undefined, (reason) => {
      this.#refusal = reason;
    });
    this.#lines.push(line);
    return new Redis({
      ...connectionOptions(url),
      ...(tls === undefined ? {} : { tls }),
      ...this.#sentinelOptions(),
      Connector: line.connector,
      connectTimeout: Math.min(this.#settings.timeoutMs, MOST_CONNECT_MS),
      disconnectTimeout: MOST_DISCONNECT_MS,
      keepAlive: KEEP_ALIVE_MS,
      maxLoadingRetryTime: LOADING_LOOK_MS,
      enableReadyCheck: true,
      retryStrategy: (times) => Math.min(times * RECONNECT_MS.step, RECONNECT_MS.max),
      reconnectOnError: (error) => this.#isElsewhere(error),
      ...options,
    });
  }

  #isElsewhere(error: Error): boolean {
    this.#at?.nodes.heed(error);
    if (!CUT_OFF.test(error.message)) return ELSEWHERE.test(error.message);
    const now = performance.now();
    if (now - this.#leftCutOffAtMs < CUT_OFF_LOOK_MS) return false;
    this.#leftCutOffAtMs = now;
    return true;
  }

  #sentinelOptions(): RedisOptions {
    const { sentinel, tls } = this.#settings;
    if (sentinel === undefined) return {};
    const { addresses, master, username, password } = sentinel;
    return {
      sentinels: [...addresses],
      name: master,
      ...(username === "" ? {} : { sentinelUsername: username }),
      ...(password === "" ? {} : { sentinelPassword: password }),
      sentinelCommandTimeout: MOST_CONNECT_MS,
      ...(tls === undefined ? {} : { sentinelTLS: tls, enableTLSForSentinelMode: true }),
    };
  }
}

class OwnLine implements Line {
  readonly silenceMs: number;
  readonly sockets = new Set<Socket>();
  readonly refused: (reason: string) => void;
  readonly connector: NonNullable<RedisOptions["Connector"]>;

  constructor(
    silenceMs: number,
    at: Slot | undefined,
    bySentinel: boolean,
    refused: (reason: string) => void,
  ) {
    this.silenceMs = silenceMs;
    this.refused = refused;
    this.connector = connectorOf(this, at, bySentinel);
  }
}

/** The nodes that the settings name; undefined without a cluster. */
function clusterNodes({ cluster, url, tls, timeoutMs }: RedisSettings): ClusterNodes | undefined {
  if (cluster === undefined) return undefined;
  const { username = "", password = "" } = connectionOptions(url);
  const options: RedisOptions = {
    ...(username === "" ? {} : { username }),
    ...(password === "" ? {} : { password }),
    ...(tls === undefined ? {} : { tls }),
  };
  return new ClusterNodes(cluster, options, Math.min(timeoutMs, MOST_CONNECT_MS));
}

/**
 * Looks each time when a connection for subscriptions hears again: what was said in between went unheard. It is asked
 * behind the subscriptions, so that who looks then misses nothing.
 */
export function whenHearing(subscriber: Redis, look: () => void): void {
  subscriber.on("ready", () => {
    // When it is gone again, the next one asks anew.
    subscriber.ping().then(look, () => undefined);
  });
}

/** Waits until the connection can be used, at most `timeoutMs`; false when Redis is not there. */
export async function waitUntilReady(redis: Redis, timeoutMs: number): Promise<boolean> {
  const until = performance.now() + timeoutMs;
  while (redis.status !== "ready") {
    if (performance.now() > until) return false;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return true;
}
