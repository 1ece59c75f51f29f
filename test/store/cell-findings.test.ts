import { Redis } from "ioredis";
import { expect, it, onTestFinished } from "vitest";
import { allCells } from "../../src/store/cell.js";
import { cellFindings } from "../../src/store/cell-findings.js";
import { connectionOptions } from "../../src/store/connection.js";
import { findingsOfAll, infoFields } from "../../src/store/redis-findings.js";
import { acquireRedis } from "../support/redis.js";

it("a server is asked what it is once, however many cells and connections to it there are", async () => {
  const server = await acquireRedis({ kind: "slots" });
  const looking = new Redis(connectionOptions(server.url));
  const asked = async () =>
    Number(
      /^calls=(\d+)/.exec(infoFields(await looking.info("commandstats")).get("cmdstat_info") ?? "")?.[1],
    );
  const connections: Redis[] = [];
  onTestFinished(async () => {
    for (const redis of [looking, ...connections]) redis.disconnect();
    await server.release();
  });
  const countedWith = async (cells: number): Promise<number> => {
    const all = allCells(cells).all.map((cell) => {
      const redis = new Redis(connectionOptions(server.url));
      connections.push(redis);
      return { redis, cell };
    });
    await Promise.all(all.map(({ redis }) => redis.ping()));
    const before = await asked();
    const { findings } = await findingsOfAll(all, { probes: 1, listed: 0 });
    const ofCells = await cellFindings(all);
    expect(findings.filter(({ name }) => name.startsWith("latency"))).toHaveLength(1);
    expect(ofCells.map(({ name }) => name)).toEqual(all.map(({ cell }) => `cell ${cell.number}`));
    return (await asked()) - before;
  };
  expect(await countedWith(5)).toBe(await countedWith(1));
});
