import type { Redis } from "ioredis";
import { allCells } from "../../src/store/cell.js";
import { hashSlot } from "../../src/store/hash-slot.js";
import { TestCluster } from "../support/cluster.js";
import { eventually } from "../support/product.js";
import type { DisposableRedis } from "../support/redis.js";
import type { CrashedRedis } from "./crashed-redis.js";

/** A vote takes as long as the nodes want; nobody waits for longer. */
const FAILOVER_MS = 60_000;
const HAND_OVER_MS = 6_000;
const MOST_DOWN_MS = 300;

/** Three masters, each with a replica. A blow is about one of the cells, and hits those that are on the same master. */
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
  /** By the numbers of the cells. */
  readonly #slots: readonly number[];

  private constructor(cluster: TestCluster, redis: DisposableRedis, slots: readonly number[]) {
    this.#cluster = cluster;
    this.redis = redis;
    this.#slots = slots;
  }

  static async start(appendfsync: "always" | "everysec", cells: number): Promise<RedisCluster> {
    const cluster = await TestCluster.start({ masters: 3, replicas: 1, nodeTimeoutMs: 3_000, appendfsync });
    const slots = allCells(cells).all.map(({ keys }) => hashSlot(keys.tag));
    const first = await cluster.masterOf(slots[0] ?? 0);
    return new RedisCluster(cluster, cluster.asRedis(first), slots);
  }

  connect(): Promise<readonly Redis[]> {
    return Promise.all(
      this.#slots.map(async (slot) => {
        const { admin } = await this.#cluster.masterOf(slot);
        const redis = admin.duplicate({ maxRetriesPerRequest: null });
        redis.on("error", () => undefined);
        return redis;
      }),
    );
  }

  #anySlot(): number {
    return this.#slots[Math.floor(Math.random() * this.#slots.length)] ?? 0;
  }

  async #kill(downMs: number): Promise<void> {
    const slot = this.#anySlot();
    const { redis } = await this.#cluster.masterOf(slot);
    await redis.kill();
    await new Promise((resolve) => setTimeout(resolve, downMs));
    await redis.restart();
    await this.#cluster.hasReplica(slot);
  }

  async #failOver(): Promise<void> {
    const slot = this.#anySlot();
    const owner = await this.#cluster.masterOf(slot);
    await owner.redis.kill();
    await this.#ownerIsNot(slot, owner.id);
    await owner.redis.restart();
    await this.#cluster.hasReplica(slot);
  }

  async #handOver(): Promise<void> {
    const slot = this.#anySlot();
    const owner = await this.#cluster.masterOf(slot);
    const until = performance.now() + FAILOVER_MS;
    // One that is not done within 5 s is given up by the nodes.
    for (;;) {
      const replica = await this.#cluster.replicaOf(owner);
      await replica.admin.cluster("FAILOVER");
      if (await this.#hasLeft(slot, owner.id, HAND_OVER_MS)) break;
      if (performance.now() > until) throw new Error("the replica does not take over");
    }
    await this.#cluster.hasReplica(slot);
  }

  async #move(): Promise<void> {
    const slot = this.#anySlot();
    const owner = await this.#cluster.masterOf(slot);
    const masters = await Promise.all([0, 8_000, 16_000].map((slot) => this.#cluster.masterOf(slot)));
    const others = masters.filter((one) => one !== owner);
    const to = others[Math.floor(Math.random() * others.length)];
    if (to === undefined) return;
    await (await this.#cluster.beginMove(slot, to)).finish();
    await this.#ownerIsNot(slot, owner.id);
    await this.#cluster.hasReplica(slot);
  }

  async #ownerIsNot(slot: number, id: string): Promise<void> {
    if (!(await this.#hasLeft(slot, id, FAILOVER_MS)))
      throw new Error("the data has not gone to another node");
  }

  async #hasLeft(slot: number, id: string, withinMs: number): Promise<boolean> {
    const owner = await eventually(
      () => this.#cluster.masterOf(slot).catch(() => undefined),
      (now) => now !== undefined && now.id !== id,
      withinMs,
    );
    return owner !== undefined && owner.id !== id;
  }
}
