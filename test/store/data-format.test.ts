import { Redis } from "ioredis";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { ConfigurationError } from "../../src/configuration-error.js";
import { connectionOptions } from "../../src/store/connection.js";
import { DATA_FORMAT, type Migration, migrate, storedFormat } from "../../src/store/data-format.js";
import { catalogKey } from "../../src/store/keys.js";
import { acquireRedis, type TestRedis } from "../support/redis.js";

let server: TestRedis;
let redis: Redis;

beforeAll(async () => {
  server = await acquireRedis();
  redis = new Redis(connectionOptions(server.url));
});
afterAll(async () => {
  redis.disconnect();
  await server.release();
});
beforeEach(async () => {
  await redis.flushall();
});

const silent = () => undefined;

/** Steps that append their number to a list. */
const steps: Migration[] = [2, 3].map((to) => ({
  name: `to ${to}`,
  run: async (own) => {
    await own.rpush("steps", to);
  },
}));

/** Data that was written before formats were numbered has its partition count, and no format. */
const beforeNumbers = () => redis.set(catalogKey("partitions"), 1);

it("marks an empty data set with the newest format, and takes no step", async () => {
  await migrate(redis, 1, silent, steps);
  expect(await storedFormat(redis)).toBe(3);
  expect(await redis.lrange("steps", 0, -1)).toEqual([]);
});

it("takes data of before numbers as format 1, and brings it up step by step, once", async () => {
  await beforeNumbers();
  await migrate(redis, 1, silent);
  expect(await storedFormat(redis)).toBe(DATA_FORMAT);
  await redis.set(catalogKey("format"), 1);
  const heard: string[] = [];
  for (let start = 0; start < 2; start++) await migrate(redis, 1, (step) => heard.push(step), steps);
  expect(heard).toEqual(["data format 2: to 2", "data format 3: to 3"]);
  expect(await redis.lrange("steps", 0, -1)).toEqual(["2", "3"]);
  expect(await storedFormat(redis)).toBe(3);
});

it("goes on behind the last step that was finished", async () => {
  await beforeNumbers();
  const [first, second] = steps as [Migration, Migration];
  const broken: Migration = { name: "broken", run: () => Promise.reject(new Error("broken")) };
  await expect(migrate(redis, 1, silent, [first, broken])).rejects.toThrow("broken");
  expect(await storedFormat(redis)).toBe(2);
  await migrate(redis, 1, silent, [first, second]);
  expect(await redis.lrange("steps", 0, -1)).toEqual(["2", "3"]);
});

it("does not take the number back when a slower process ends the same step later", async () => {
  await beforeNumbers();
  const slow: Migration = {
    name: "slow",
    run: async (own) => {
      await own.set(catalogKey("format"), 9);
    },
  };
  await migrate(redis, 1, silent, [slow]);
  expect(await storedFormat(redis)).toBe(9);
});

it("refuses data of a newer version with what to do, and changes nothing", async () => {
  await beforeNumbers();
  await redis.set(catalogKey("format"), DATA_FORMAT + 1);
  const refused = migrate(redis, 1, silent);
  await expect(refused).rejects.toThrow(ConfigurationError);
  await expect(refused).rejects.toThrow(
    /^the data in Redis has format \d+, .+: run the version that wrote it/,
  );
  expect(await storedFormat(redis)).toBe(DATA_FORMAT + 1);
});
