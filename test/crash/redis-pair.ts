import { Redis } from "ioredis";
import { follow, type Server, startServer } from "../faults/servers.js";
import { eventually } from "../support/product.js";
import type { DisposableRedis } from "../support/redis.js";
import { MASTER, type Sentinel, sentinelEnvironment, startSentinel } from "../support/sentinel.js";
import type { CrashedRedis } from "./crashed-redis.js";

/** A failover takes as long as Sentinel wants; nobody waits for longer. */
const FAILOVER_MS = 60_000;
const MOST_DOWN_MS = 300;

/** A primary, its replica, and a Sentinel that makes the one the other when it is killed. */
export class RedisPair implements CrashedRedis {
  readonly redis: DisposableRedis;
  readonly environment: Readonly<Record<string, string>>;
  readonly blows = {
    "redis-server": () => this.#killPrimary(Math.random() * MOST_DOWN_MS),
    "redis-server, until Sentinel had promoted the other": () => this.#failOver(),
  };
  readonly #servers: readonly [Server, Server];
  readonly #sentinel: Sentinel;
  /** All of them are on both. */
  readonly #cells: number;

  private constructor(servers: readonly [Server, Server], sentinel: Sentinel, cells: number) {
    this.#servers = servers;
    this.#sentinel = sentinel;
    this.#cells = cells;
    this.environment = sentinelEnvironment(sentinel);
    const [{ redis }] = servers;
    this.redis = {
      url: redis.url,
      get pid() {
        return redis.pid;
      },
      kill: () => redis.kill(),
      restart: () => redis.restart(),
      release: () => this.#release(),
    };
  }

  static async start(appendfsync: "always" | "everysec", cells: number): Promise<RedisPair> {
    const servers = [await startServer({ appendfsync }), await startServer({ appendfsync })] as const;
    await follow(...servers);
    return new RedisPair(servers, await startSentinel(servers[0].port), cells);
  }

  async connect(): Promise<readonly Redis[]> {
    const [host = "", port] = this.#sentinel.address.split(":");
    const sentinels = [{ host, port: Number(port) }];
    const redis = new Redis({ sentinels, name: MASTER, maxRetriesPerRequest: null });
    redis.on("error", () => undefined);
    return Array<Redis>(this.#cells).fill(redis);
  }

  /** Kills the primary and starts it again after so many ms; Sentinel may have noticed or not. */
  async #killPrimary(downMs: number): Promise<void> {
    const { primary } = await this.#roles();
    await primary.redis.kill();
    await new Promise((resolve) => setTimeout(resolve, downMs));
    await primary.redis.restart();
    await this.#joined();
  }

  /** Kills the primary, and starts it again as a replica once the other one has been promoted. */
  async #failOver(): Promise<void> {
    const { primary, replica } = await this.#roles();
    await primary.redis.kill();
    const [role] = await eventually(
      () => replica.admin.role().catch(() => [""]),
      ([said]) => said === "master",
      FAILOVER_MS,
    );
    if (role !== "master") throw new Error("the replica was not promoted");
    await primary.redis.restart();
    await this.#joined();
  }

  async #release(): Promise<void> {
    await this.#sentinel.release();
    for (const server of this.#servers) await server.release();
  }

  /** Who is which, as Sentinel says. */
  async #roles(): Promise<{ primary: Server; replica: Server }> {
    const [, port] = (await this.#sentinel.admin.call(
      "SENTINEL",
      "GET-MASTER-ADDR-BY-NAME",
      MASTER,
    )) as string[];
    const [first, second] = this.#servers;
    return Number(port) === first.port
      ? { primary: first, replica: second }
      : { primary: second, replica: first };
  }

  /** Writes are acknowledged again: whoever is no primary follows the one that is. */
  async #joined(): Promise<void> {
    const state = await eventually(
      async () => {
        const { primary, replica } = await this.#roles();
        await primary.admin.role().catch(() => undefined);
        const [role] = (await replica.admin.role().catch(() => [""])) as string[];
        if (role === "master")
          await replica.admin.replicaof("127.0.0.1", primary.port).catch(() => undefined);
        return replica.admin.info("replication").catch(() => "");
      },
      (info) => info.includes("master_link_status:up"),
      FAILOVER_MS,
    );
    if (!state.includes("master_link_status:up")) throw new Error(`no replication: ${state}`);
  }
}
