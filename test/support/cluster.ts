import { setTimeout as delay } from "node:timers/promises";
import { Redis } from "ioredis";
import { connectionOptions } from "../../src/store/connection.js";
import { freePort } from "./ports.js";
import { type DisposableOptions, type DisposableRedis, startRedisProcess } from "./redis-process.js";

const SLOTS = 16_384;
/** In ms, and never told from a test that looks at failovers: a busy machine is not a dead node. */
const PATIENT_MS = 15_000;

/** One server of a cluster. */
export interface ClusterNode {
  readonly redis: DisposableRedis;
  readonly port: number;
  readonly busPort: number;
  readonly admin: Redis;
  readonly id: string;
}

export interface ClusterOptions extends DisposableOptions {
  readonly masters?: number;
  /** Of each master. */
  readonly replicas?: number;
  /** After so long without an answer a master is taken for dead. */
  readonly nodeTimeoutMs?: number;
}

/** A Redis Cluster of real servers on this machine; masters share the slots evenly. */
export class TestCluster {
  readonly nodes: ClusterNode[] = [];
  readonly #options: ClusterOptions;

  private constructor(options: ClusterOptions) {
    this.#options = options;
  }

  static async start(options: ClusterOptions = {}): Promise<TestCluster> {
    const { masters = 3, replicas = 0 } = options;
    const cluster = new TestCluster(options);
    const count = masters * (1 + replicas);
    const nodes = await Promise.all(Array.from({ length: count }, () => cluster.#startNode()));
    cluster.nodes.push(...nodes);
    for (const [index, { admin }] of nodes.slice(0, masters).entries()) {
      const [first, next] = [index, index + 1].map((at) => Math.floor((at * SLOTS) / masters));
      await admin.call("CLUSTER", "ADDSLOTSRANGE", String(first), String((next ?? 0) - 1));
      await admin.call("CLUSTER", "SET-CONFIG-EPOCH", String(index + 1));
    }
    for (const node of nodes.slice(1)) await cluster.#meet(node);
    await cluster.#settled();
    for (const [index, { admin }] of nodes.slice(masters).entries()) {
      await admin.call("CLUSTER", "REPLICATE", nodes[index % masters]?.id ?? "");
    }
    if (replicas > 0) await cluster.#replicated();
    return cluster;
  }

  /** The cluster as the Redis of a product, which is told of the nodes that the data is not on. */
  asRedis(owner: ClusterNode): DisposableRedis {
    const { redis } = owner;
    const others = this.nodes.filter((node) => node !== owner);
    return {
      url: redis.url,
      cluster: others.map(({ port }) => `127.0.0.1:${port}`).join(","),
      get pid() {
        return redis.pid;
      },
      kill: () => redis.kill(),
      restart: () => redis.restart(),
      release: () => this.release(),
    };
  }

  /** The master of a slot, as most nodes say. */
  async masterOf(slot: number): Promise<ClusterNode> {
    const votes = await Promise.all(
      this.nodes.map(async ({ admin }) => {
        const ranges = await admin.cluster("SLOTS").catch(() => []);
        const range = ranges.find(([first, last]) => Number(first) <= slot && slot <= Number(last));
        return Number(range?.[2]?.[1]);
      }),
    );
    const times = (port: number): number => votes.filter((vote) => vote === port).length;
    const [most] = this.nodes.toSorted((left, right) => times(right.port) - times(left.port));
    if (most === undefined || times(most.port) === 0) throw new Error(`no node has slot ${slot}`);
    return most;
  }

  /** One more master, which has no slots. */
  async addNode(): Promise<ClusterNode> {
    const node = await this.#startNode();
    this.nodes.push(node);
    await this.#meet(node);
    await this.#settled();
    return node;
  }

  /** A replica of the node, which follows it. */
  async replicaOf({ id }: ClusterNode): Promise<ClusterNode> {
    for (const node of this.nodes) {
      const said = String(await node.admin.cluster("NODES").catch(() => ""));
      if (said.split("\n").some((line) => line.includes("myself,slave") && line.includes(id))) return node;
    }
    throw new Error("the node has no replica");
  }

  /** Begins to move a slot key by key; `finish` moves its keys and gives the other the slot. */
  async beginMove(slot: number, to: ClusterNode): Promise<{ finish(): Promise<void> }> {
    const from = await this.masterOf(slot);
    const isFollowed = (await this.#replicasOf(to)) > 0;
    await to.admin.call("CLUSTER", "SETSLOT", slot, "IMPORTING", from.id);
    await from.admin.call("CLUSTER", "SETSLOT", slot, "MIGRATING", to.id);
    return {
      async finish() {
        for (;;) {
          const keys = (await from.admin.call("CLUSTER", "GETKEYSINSLOT", slot, "500")) as string[];
          if (keys.length === 0) break;
          await from.admin.call("MIGRATE", "127.0.0.1", to.port, "", "0", "10000", "KEYS", ...keys);
        }
        // What has come has reached a replica before the other copy is gone for good.
        if (isFollowed) await to.admin.wait(1, 10_000);
        await to.admin.call("CLUSTER", "SETSLOT", slot, "NODE", to.id);
        // One that has lost its last slot by then follows the other as a replica, and may not be told.
        await from.admin.call("CLUSTER", "SETSLOT", slot, "NODE", to.id).catch(() => undefined);
      },
    };
  }

  /** Waits until the master of the slot has a replica that follows. */
  async hasReplica(slot: number): Promise<void> {
    for (;;) {
      const owner = await this.masterOf(slot).catch(() => undefined);
      if (owner !== undefined && (await this.#replicasOf(owner).catch(() => 0)) > 0) return;
      await delay(20);
    }
  }

  async release(): Promise<void> {
    for (const { admin } of this.nodes) admin.disconnect();
    await Promise.all(this.nodes.map(({ redis }) => redis.release()));
  }

  async #replicasOf({ admin }: ClusterNode): Promise<number> {
    return [...(await admin.info("replication")).matchAll(/^slave\d+:.*state=online/gm)].length;
  }

  async #startNode(): Promise<ClusterNode> {
    const { nodeTimeoutMs = PATIENT_MS, extraArguments = [], ...options } = this.#options;
    const [port, busPort] = [await freePort(), await freePort()];
    const redis = await startRedisProcess({
      ...options,
      socket: true,
      kind: "node",
      extraArguments: [
        ...["--port", String(port), "--bind", "127.0.0.1", "--cluster-port", String(busPort)],
        ...["--cluster-node-timeout", String(nodeTimeoutMs), ...extraArguments],
      ],
    });
    // One that is dead has no say, and is not waited for.
    const admin = new Redis({ ...connectionOptions(redis.url), maxRetriesPerRequest: 1 });
    admin.on("error", () => undefined);
    return { redis, port, busPort, admin, id: String(await admin.call("CLUSTER", "MYID")) };
  }

  async #meet({ admin }: ClusterNode): Promise<void> {
    const [first] = this.nodes;
    if (first !== undefined) await admin.call("CLUSTER", "MEET", "127.0.0.1", first.port, first.busPort);
  }

  /** Waits until each node knows all and serves. */
  async #settled(): Promise<void> {
    await this.#until(async ({ admin }) => {
      const info = String(await admin.cluster("INFO"));
      return info.includes("cluster_state:ok") && info.includes(`cluster_known_nodes:${this.nodes.length}`);
    });
  }

  async #replicated(): Promise<void> {
    await this.#until(async ({ admin }) => {
      const info = await admin.info("replication");
      return /^role:master/m.test(info)
        ? /^connected_slaves:[1-9]/m.test(info)
        : info.includes("link_status:up");
    });
    // Who may be promoted is known to all.
    await this.#until(async ({ admin }) => {
      const said = String(await admin.cluster("NODES"));
      return said.split("slave ").length - 1 === this.nodes.length / 2;
    });
  }

  async #until(holds: (node: ClusterNode) => Promise<boolean>): Promise<void> {
    for (const node of this.nodes) while (!(await holds(node))) await delay(20);
  }
}
