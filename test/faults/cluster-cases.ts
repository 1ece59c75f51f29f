import type { Fault } from "./cases.js";
import { type Setting, SLOT, type World } from "./world.js";

const [HALF, LAST] = [8_192, 16_383];
/** What mends a world's fault. */
const mends = new WeakMap<World, () => Promise<void>>();

/** What happens to a Redis Cluster under 200 executors; most with and without replicas that are waited for. */
export const CLUSTER_FAULTS: readonly Fault[] = [...[1, 0].flatMap((waited) => owned(waited)), added()];

function setting(waited: number): Setting {
  return { executors: 200, cluster: true, environment: { REDIS_WAIT_REPLICAS: String(waited) } };
}

function owned(waited: number): Fault[] {
  const shared = { setting: setting(waited), loses: waited === 0 };
  const named = `\`REDIS_WAIT_REPLICAS=${waited}\``;
  return [
    {
      ...shared,
      name: `the master with the data killed, ${named}`,
      lastsMs: 7_000,
      isLed: true,
      async harm(world) {
        const { redis } = await world.cluster.masterOf(SLOT);
        await redis.kill();
        mends.set(world, () => redis.restart());
      },
      heal: (world) => mends.get(world)?.(),
      by: `its replica is promoted (3 s of silence, a vote)${waited > 0 ? ", then the old master follows" : ""}`,
    },
    {
      ...shared,
      name: `\`CLUSTER FAILOVER\`, ${named}`,
      lastsMs: 0,
      async harm({ cluster }) {
        const replica = await cluster.replicaOf(await cluster.masterOf(SLOT));
        await replica.admin.cluster("FAILOVER");
      },
      by: "the old master says `MOVED`",
    },
    {
      ...shared,
      name: `the slot moved key by key to another master, held up for 4 s, ${named}`,
      lastsMs: 4_000,
      async harm(world) {
        const to = await world.cluster.masterOf(SLOT < HALF ? LAST : 0);
        const move = await world.cluster.beginMove(SLOT, to);
        mends.set(world, () => move.finish());
      },
      heal: (world) => mends.get(world)?.(),
      by: "nothing is served from half a slot (`TRYAGAIN`); then the old master says `MOVED`",
    },
  ];
}

/** It has no replica when it takes the slot, so that none is waited for. */
function added(): Fault {
  return {
    name: "a node added, and the slot moved to it",
    setting: setting(0),
    lastsMs: 0,
    before: ({ cluster }) => cluster.addNode(),
    async harm({ cluster }) {
      const node = cluster.nodes.at(-1);
      if (node === undefined) throw new Error("no node was added");
      await (await cluster.beginMove(SLOT, node)).finish();
    },
    by: "the old master says `MOVED`; the first call loads the library there",
  };
}
