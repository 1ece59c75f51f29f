import fc from "fast-check";
import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, it } from "vitest";
import { LIMITS } from "../../../src/domain/limits.js";
import { connectionOptions } from "../../../src/store/connection.js";
import { catalogKey } from "../../../src/store/keys.js";
import { problemsOf, readDataSet } from "../../support/consistency.js";
import { PROJECT, Product, type TriggeredRun } from "../../support/product.js";

let product: Product;
let redis: Redis;

beforeAll(async () => {
  product = await Product.start();
  redis = new Redis(connectionOptions(product.redis.url));
});
afterAll(async () => {
  redis.disconnect();
  await product.stop();
});

/** Few, so that runs share them, and such as are easily taken for one another. */
const name = fc.constantFrom("a", "a=b", "1:a", "ü", "_error_hash", "\u0000", "t1:a", "😀");
const value = fc.constantFrom("", "b", "b=b", "=", "ü", "😀", "\u0000x", '"');
const pairs = fc.dictionary(name, value, { maxKeys: 3, noNullPrototype: true });

interface Labeled {
  readonly id: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly metadata: Readonly<Record<string, string>>;
}

async function listed(query: Record<string, string>): Promise<string[]> {
  const found: string[] = [];
  for (let cursor = ""; ; ) {
    const asked = new URLSearchParams({ ...query, limit: "2", ...(cursor === "" ? {} : { cursor }) });
    const { body, status, text } = await product.control("GET", `/v1/runs?${asked}`);
    expect(status, text).toBe(200);
    found.push(...body.data.map(({ id }: { id: string }) => id));
    if (body.next_cursor === undefined) return found;
    cursor = body.next_cursor;
  }
}

it("lists find by tags and metadata what looking at every run would", async () => {
  const job = await product.createJob();
  const all: Labeled[] = [];
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(pairs, fc.array(pairs, { maxLength: 2 })), { minLength: 1, maxLength: 4 }),
      fc.array(fc.tuple(fc.constantFrom("tag" as const, "metadata" as const), name, fc.option(value)), {
        minLength: 6,
        maxLength: 6,
      }),
      async (runs, questions) => {
        for (const [tags, annotations] of runs) {
          const run: TriggeredRun = await product.trigger(job.id, { tags });
          await product.executor("POST", run, "heartbeat", {});
          let metadata = {};
          for (const written of annotations.filter((one) => Object.keys(one).length > 0)) {
            const answer = await product.executor("POST", run, "annotate", { annotations: written });
            expect(answer.status, answer.text).toBe(200);
            metadata = { ...metadata, ...written };
          }
          all.unshift({ id: run.id, tags, metadata });
        }
        for (const [kind, wanted, its] of questions) {
          const asked = { [`${kind}_key`]: wanted, ...(its === null ? {} : { [`${kind}_value`]: its }) };
          const expected = all.filter((run) => {
            const of = kind === "tag" ? run.tags : run.metadata;
            return Object.hasOwn(of, wanted) && (its === null || of[wanted] === its);
          });
          expect(await listed(asked)).toEqual(expected.map(({ id }) => id));
        }
        expect(problemsOf(await readDataSet(redis))).toEqual([]);
      },
    ),
    { numRuns: 12 },
  );
});

it("a list by a label looks at no other run", async () => {
  const job = await product.createJob();
  const wanted = await product.trigger(job.id, { tags: { needle: "here" } });
  const items = Array.from({ length: 500 }, () => ({ payload: {}, tags: { hay: "stack" } }));
  for (let bulk = 0; bulk < 5; bulk++)
    await product.control("POST", `/v1/jobs/${job.id}/trigger/bulk`, { items });
  // More runs than a page would look at are newer.
  const { body } = await product.control("GET", "/v1/runs?tag_key=needle&tag_value=here");
  expect(body.data.map(({ id }: { id: string }) => id)).toEqual([wanted.id]);
  expect(body.has_more).toBe(false);
  // Nor does one that asks for a status or a job beside it: none, or few, of those with the label.
  const other = await product.createJob();
  const canceled = await product.trigger(job.id, { tags: { hay: "stack" } });
  await product.control("DELETE", `/v1/runs/${canceled.id}`);
  for (let bulk = 0; bulk < 5; bulk++)
    await product.control("POST", `/v1/jobs/${job.id}/trigger/bulk`, { items });
  const narrowed = [
    [`status=canceled`, [canceled.id]],
    [`job_id=${job.id}&status=canceled`, [canceled.id]],
    [`status=failed`, []],
    [`job_id=${other.id}`, []],
  ] as const;
  for (const [query, ids] of narrowed) {
    const page = (await product.control("GET", `/v1/runs?tag_key=hay&tag_value=stack&${query}`)).body;
    expect(
      page.data.map(({ id }: { id: string }) => id),
      query,
    ).toEqual(ids);
    expect(page.has_more, query).toBe(false);
  }
});

it("runs beyond the bound of the index are found by being looked at, and their entries are taken back", async () => {
  const job = await product.createJob();
  const before = Number(await redis.hget(catalogKey("label_counts"), PROJECT));
  await redis.hset(catalogKey("label_counts"), PROJECT, LIMITS.labelEntries - 3);
  const run = await product.trigger(job.id, { tags: { over: "1", bound: "2" } });
  for (const query of [{ tag_key: "over" }, { tag_key: "bound", tag_value: "2" }])
    expect(await listed(query)).toEqual([run.id]);
  expect(await redis.zscore(catalogKey("unlabeled", PROJECT), run.id)).toBe("0");
  const written = Number(await redis.hget(catalogKey("label_counts"), PROJECT)) - (LIMITS.labelEntries - 3);
  expect(written).toBe(2);
  await redis.hset(catalogKey("label_counts"), PROJECT, before + written);
  expect(problemsOf(await readDataSet(redis))).toEqual([]);
});
