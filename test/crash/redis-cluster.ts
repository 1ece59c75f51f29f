import type { Redis } from "ioredis";
import { readRedisConfig } from "../../src/config.js";
import { cellTag } from "../../src/store/cell-tags.js";
import { hashSlot } from "../../src/store/hash-slot.js";
import { RedisConnections } from "../../src/store/redis-connections.js";
import { TestCluster } from "../support/cluster.js";
import { eventually } from "../support/product.js";
import type { DisposableRedis } from "../support/redis.js";
import type { CrashedRedis } from "./crashed-redis.js";

const SLOT = hashSlot(cellTag(0));
/** A vote takes as long as the nodes want; nobody waits for longer. */
const FAILOVER_MS = 60_000;
const HAND_OVER_MS = 6_000;
const MOST_DOWN_MS = 300;

/** Three masters, each with a replica. */
export class RedisCluster implements CrashedRedis {
  readonly redis: DisposableRedis;
  readonly environment = {};
  readonly blows = {
    "redis-server, the master with the data": () => this.#kill(Math.random() * MOST_DOWN_MS),
    "redis-server, until its replica was promoted": () => this.#failOver(),
    "none: `CLUSTER FAILOVER`": () => this.#handOver(),
    "none: the slot moved to another master": () => this.#move(),
  };
  readonly #cluster: TestCluster;

  private constructor(cluster: TestCluster, redis: DisposableRedis) {
    this.#cluster = cluster;
    this.redis = redis;
  }

  static async start(appendfsync: "always" | "everysec"): Promise<RedisCluster> {
    const cluster = await TestCluster.start({ masters: 3, replicas: 1, nodeTimeoutMs: 3_000, appendfsync });
    return new RedisCluster(cluster, cluster.asRedis(await cluster.masterOf(SLOT)));
  }

  async connect(): Promise<Redis> {
    const redis = new RedisConnections(
      readRedisConfig({ REDIS_CLUSTER: this.redis.cluster }),
    ).forBackground();
    redis.on("error", () => undefined);
    return redis;
  }

  async #kill(downMs: number): Promise<void> {
    const { redis } = await this.#cluster.masterOf(SLOT);
    await redis.kill();
    await new Promise((resolve) => setTimeout(resolve, downMs));
    await redis.restart();
    await this.#cluster.hasReplica(SLOT);
  }

  async #failOver(): Promise<void> {
    const owner = await this.#cluster.masterOf(SLOT);
    await owner.redis.kill();
    await this.#ownerIsNot(owner.id);
    await owner.redis.restart();
    await this.#cluster.hasReplica(SLOT);
  }

  async #handOver(): Promise<void> {
    const owner = await this.#cluster.masterOf(SLOT);
    const until = performance.now() + FAILOVER_MS;
    // One that is not done within 5 s is given up by the nodes.
    for (;;) {
      const replica = await this.#cluster.replicaOf(owner);
      await replica.admin.cluster("FAILOVER");
      if (await this.#hasLeft(owner.id, HAND_OVER_MS)) break;
      if (performance.now() > until) throw new Error("the replica does not take over");
    }
    await this.#cluster.hasReplica(SLOT);
  }

  async #move(): Promise<void> {
    const owner = await this.#cluster.masterOf(SLOT);
    const masters = await Promise.all([0, 8_000, 16_000].map((slot) => this.#cluster.masterOf(slot)));
    const others = masters.filter((one) => one !== owner);
    const to = others[Math.floor(Math.random() * others.length)];
    if (to === undefined) return;
    await (await this.#cluster.beginMove(SLOT, to)).finish();
    await this.#ownerIsNot(owner.id);
    await this.#cluster.hasReplica(SLOT);
  }

  async #ownerIsNot(id: string): Promise<void> {
    if (!(await this.#hasLeft(id, FAILOVER_MS))) throw new Error("the data has not gone to another node");
  }

  async #hasLeft(id: string, withinMs: number): Promise<boolean> {
    const owner = await eventually(
      () => this.#cluster.masterOf(SLOT).catch(() => undefined),
      (now) => now !== undefined && now.id !== id,
      withinMs,
    );
    return owner !== undefined && owner.id !== id;
  }
}
