import type { Redis } from "ioredis";
import { cellTag } from "../../src/store/cell-tags.js";
import { hashSlot } from "../../src/store/hash-slot.js";
import { createProjects } from "../crash/fleet-projects.js";
import { Client } from "../crash/processes.js";
import { TestCluster } from "../support/cluster.js";
import { freePort } from "../support/ports.js";
import { eventually, INTERNAL_SECRET, Product } from "../support/product.js";
import { type Sentinel, sentinelEnvironment, startSentinel } from "../support/sentinel.js";
import { TcpProxy } from "../support/tcp-proxy.js";
import { Prober } from "./prober.js";
import { follow, type Server, startServer } from "./servers.js";

/** What a fault needs to stand. */
export interface Setting {
  readonly executors: number;
  /** A second server that follows the first. */
  readonly replica?: boolean;
  /** Who leads the product to the primary; else a proxy, as a name does. */
  readonly sentinel?: boolean;
  /** A Redis Cluster of three masters, each with a replica, two gateways and two workers. */
  readonly cluster?: boolean;
  readonly environment?: Readonly<Record<string, string>>;
  /** Of Redis. */
  readonly arguments?: readonly string[];
  /** Where Redis keeps its data. */
  readonly under?: string;
}

const PRODUCERS = 10;
/** Where the data of a product is. */
export const SLOT = hashSlot(cellTag(0));
/** A dead master is replaced after about as long as a busy machine lets a test wait. */
const CLUSTER = { masters: 3, replicas: 1, nodeTimeoutMs: 3_000 };

/** A gateway, a worker and a fleet of executors on a Redis that something is about to happen to. */
export class World {
  readonly servers: readonly Server[];
  readonly network: TcpProxy;
  readonly sentinel: Sentinel | undefined;
  readonly #cluster: TestCluster | undefined;
  readonly product: Product;
  readonly prober: Prober;
  readonly fleet: Client;
  readonly endpoint: Client;
  readonly #workerPort: number;

  private constructor(parts: {
    servers: readonly Server[];
    network: TcpProxy;
    sentinel: Sentinel | undefined;
    cluster: TestCluster | undefined;
    product: Product;
    prober: Prober;
    fleet: Client;
    endpoint: Client;
    workerPort: number;
  }) {
    this.servers = parts.servers;
    this.network = parts.network;
    this.sentinel = parts.sentinel;
    this.#cluster = parts.cluster;
    this.product = parts.product;
    this.prober = parts.prober;
    this.fleet = parts.fleet;
    this.endpoint = parts.endpoint;
    this.#workerPort = parts.workerPort;
  }

  static async start(setting: Setting): Promise<World> {
    const { replica = false, under, arguments: extraArguments = [] } = setting;
    const options = { extraArguments, appendfsync: "everysec" as const, ...(under && { under }) };
    const cluster = setting.cluster ? await TestCluster.start({ ...CLUSTER, ...options }) : undefined;
    const servers = cluster === undefined ? [await startServer(options)] : [];
    const owner = await cluster?.masterOf(SLOT);
    const first = owner ?? servers[0];
    if (first === undefined) throw new Error("there is no server");
    if (replica && servers[0] !== undefined) {
      const second = await startServer(options);
      servers.push(second);
      await follow(servers[0], second);
    }
    const network = await TcpProxy.start(first);
    const sentinel = setting.sentinel ? await startSentinel(first.port) : undefined;
    const product = await Product.start({
      redis: (owner && cluster?.asRedis(owner)) ?? first.redis,
      gateways: cluster === undefined ? 1 : 2,
      workers: cluster === undefined ? 0 : 1,
      environment: {
        SWEEP_INTERVAL: "500ms",
        HEARTBEAT_INTERVAL: "3s",
        STALE_THRESHOLD: "10s",
        CIRCUIT_OPEN: "1s",
        LOG_LEVEL: "warn",
        ...(sentinel !== undefined ? sentinelEnvironment(sentinel) : {}),
        ...(sentinel === undefined && cluster === undefined ? { REDIS_URL: network.url } : {}),
        ...setting.environment,
      },
    });
    const workerPort = await freePort();
    product.startWorker({ METRICS_PORT: String(workerPort) });
    const answers = () =>
      fetch(`http://127.0.0.1:${workerPort}/health/ready`).then(
        ({ ok }) => ok,
        () => false,
      );
    if (!(await eventually(answers, (ready) => ready))) throw new Error("the worker did not become ready");
    const clients = await startClients(product, setting.executors);
    const prober = await Prober.start(product);
    return new World({ servers, network, sentinel, cluster, product, prober, ...clients, workerPort });
  }

  /** The server that was the primary at first. */
  get primary(): Server {
    return this.#server(0);
  }

  get replica(): Server {
    return this.#server(1);
  }

  get cluster(): TestCluster {
    if (this.#cluster === undefined) throw new Error("there is no cluster");
    return this.#cluster;
  }

  /** A connection to whatever server has the data now. */
  async data(): Promise<Redis> {
    if (this.#cluster !== undefined) {
      const { admin } = await this.#cluster.masterOf(SLOT);
      return admin.duplicate({ maxRetriesPerRequest: null });
    }
    // A primary that was only cut off still takes itself for one.
    for (const { admin } of [...this.servers].reverse()) {
      const [role] = (await admin.role().catch(() => [])) as unknown[];
      if (role === "master") return admin.duplicate({ maxRetriesPerRequest: null });
    }
    throw new Error("no server is a primary");
  }

  /** Resident bytes of gateway and worker, as each says itself. */
  async residentBytes(): Promise<{ gateway: number; worker: number }> {
    const of = async (url: string): Promise<number> => {
      const answer = await fetch(`${url}/metrics`, { headers: { "X-Internal-Secret": INTERNAL_SECRET } });
      return Number(/^process_resident_memory_bytes (\S+)/m.exec(await answer.text())?.[1]);
    };
    const gateway = await of(this.product.url());
    return { gateway, worker: await of(`http://127.0.0.1:${this.#workerPort}`) };
  }

  async stop(): Promise<void> {
    this.fleet.stop();
    this.endpoint.stop();
    this.prober.release();
    await this.product.stop();
    await this.sentinel?.release();
    await this.network.close();
    for (const server of this.servers) await server.release();
  }

  #server(index: number): Server {
    const server = this.servers[index];
    if (server === undefined) throw new Error("there is no such server");
    return server;
  }
}

/** The clients of the crash test: an endpoint, executors and producers, each note what was acknowledged to them. */
async function startClients(
  product: Product,
  executors: number,
): Promise<{ fleet: Client; endpoint: Client }> {
  const urls = product.ports.map((_, index) => product.url(index));
  const endpoint = Client.start("endpoint.mjs", { urls });
  const projects = await createProjects(product, await endpoint.next());
  const fleet = Client.start("fleet.mjs", { urls, projects, executors, producers: PRODUCERS });
  return { fleet, endpoint };
}
