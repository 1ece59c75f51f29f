import { cp, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Redis } from "ioredis";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cellTag } from "../../src/store/cell-tags.js";
import { hashSlot } from "../../src/store/hash-slot.js";
import { catalogKey, partitionKey } from "../../src/store/keys.js";
import { type ClusterNode, TestCluster } from "../support/cluster.js";
import { Endpoint } from "../support/endpoint.js";
import { eventually, Product, type TriggeredRun } from "../support/product.js";
import { startServer } from "./servers.js";

const SLOT = hashSlot(cellTag(0));
/** Sharded channels that a gateway or a worker hears. */
const CHANNELS = ["ready_channel", "changes_channel", "dispatch_channel", "calls_channel"] as const;

let cluster: TestCluster;
let product: Product;
let endpoint: Endpoint;
let job: { id: string };
/** Of the time before there was a cluster. */
let former: TriggeredRun;

beforeAll(async () => {
  cluster = await TestCluster.start({ masters: 3, replicas: 1, nodeTimeoutMs: 3_000 });
  endpoint = await Endpoint.start();
  const owner = await cluster.masterOf(SLOT);
  await bringData(owner);
  product = await Product.start({
    redis: cluster.asRedis(owner),
    workers: 1,
  });
  const url = endpoint.url((_, response) => response.end('"done"'));
  job = await product.createJob({ endpoint_url: url, execution_mode: "http" });
});
afterAll(async () => {
  await product?.stop();
  endpoint?.stop();
});

/** What docs/scaling.md says: the node starts on the log of the Redis that had the data. */
async function bringData(owner: ClusterNode): Promise<void> {
  const source = await startServer({ kind: "alone" });
  const before = await Product.start({ redis: source.redis });
  former = await before.trigger((await before.createJob()).id);
  await before.gateways[0]?.kill();
  const logOf = async ({ admin }: { admin: Redis }) => {
    const [, folder = ""] = (await admin.config("GET", "dir")) as string[];
    return join(folder, "appendonlydir");
  };
  const [from, to] = [await logOf(source), await logOf(owner)];
  await source.admin.shutdown().catch(() => undefined);
  await owner.redis.kill();
  await rm(to, { recursive: true });
  await cp(from, to, { recursive: true });
  await owner.redis.restart();
  source.admin.disconnect();
  await before.stop();
  await cluster.hasReplica(SLOT);
}

/** Triggers until that is answered 201: nothing but 503 comes before, and a worker calls the endpoint of the run. */
async function isServed(): Promise<void> {
  const refusals: string[] = [];
  const answer = await eventually(
    async () => {
      const one = await product.control("POST", `/v1/jobs/${job.id}/trigger`, {});
      if (one.status !== 201) refusals.push(`${one.status} ${one.headers.get("retry-after")}`);
      return one;
    },
    ({ status }) => status === 201,
  );
  expect(answer.status, answer.text).toBe(201);
  expect(refusals.filter((refusal) => !/^503 \d+$/.test(refusal))).toEqual([]);
  const ended = await eventually(
    () => product.control("GET", `/v1/runs/${answer.body.id}`),
    ({ body }) => body?.status === "completed",
  );
  expect(ended.body.status).toBe("completed");
}

/** All that listens listens at the node: pushes of the cluster come from there. */
async function isHeardAt({ admin }: ClusterNode): Promise<void> {
  const names = CHANNELS.map((name) => catalogKey(name));
  const heard = await eventually(
    async () => (await admin.call("PUBSUB", "SHARDNUMSUB", ...names)) as (string | number)[],
    (counts) => counts.filter((count) => count === 1).length === CHANNELS.length,
  );
  expect(heard).toEqual(names.flatMap((name) => [name, 1]));
}

async function readiness(): Promise<{ status: number; reason: string | undefined }> {
  const { status, body } = await product.call("GET", "/health/ready");
  return { status, reason: body?.reason };
}

test("has the data of the Redis before, on the master and on its replica", async () => {
  expect(await product.run(former.id)).toMatchObject({ id: former.id, status: "queued" });
  const owner = await cluster.masterOf(SLOT);
  const replica = await cluster.replicaOf(owner);
  const found = () =>
    Promise.all([owner, replica].map(({ admin }) => admin.exists(partitionKey("run", former.id))));
  await replica.admin.readonly();
  expect(await eventually(found, (each) => each.every((one) => one === 1))).toEqual([1, 1]);
});

test("serves from the node that has the slot, told of the others", async () => {
  await isServed();
  await isHeardAt(await cluster.masterOf(SLOT));
});

test("follows a `CLUSTER FAILOVER`", async () => {
  const before = await cluster.masterOf(SLOT);
  const replica = await cluster.replicaOf(before);
  await replica.admin.cluster("FAILOVER");
  await eventually(
    () => cluster.masterOf(SLOT),
    (now) => now === replica,
  );
  await isServed();
  await isHeardAt(replica);
});

test("says 503 while the slot is moved key by key, and goes on at a node that has joined and has no library", async () => {
  const node = await cluster.addNode();
  expect(await node.admin.call("FUNCTION", "LIST")).toEqual([]);
  const move = await cluster.beginMove(SLOT, node);
  const refused = await eventually(
    () => product.control("POST", `/v1/jobs/${job.id}/trigger`, {}),
    ({ status }) => status !== 201,
  );
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, expect.any(String)]);
  const moving = { status: 503, reason: "Redis moves the data to another node" };
  expect(await eventually(readiness, ({ status }) => status !== 200)).toEqual(moving);
  await move.finish();
  await isServed();
  await isHeardAt(node);
  expect(await eventually(readiness, ({ status }) => status === 200)).toMatchObject({ status: 200 });
});

test("goes on with what the replica has when the master is killed", async () => {
  // Back to a shard that has a replica.
  const shard = await cluster.masterOf(0);
  await (await cluster.beginMove(SLOT, shard)).finish();
  await isServed();
  await shard.redis.kill();
  const promoted = await eventually(
    () => cluster.masterOf(SLOT),
    (now) => now !== shard,
  );
  await isServed();
  await isHeardAt(promoted);
  for (const one of [...product.gateways, ...product.workers]) expect(one.child.exitCode).toBeNull();
});
