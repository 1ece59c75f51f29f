import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LIMITS } from "../../../src/domain/limits.js";
import { allPages, type Caller, createJob, newCaller, type Shown } from "../../support/callers.js";
import { Product, type TriggeredRun } from "../../support/product.js";

let product: Product;
let caller: Caller;
/** Every run of the caller's project, newest first. */
let runs: Shown[];
let jobs: Shown[];

async function trigger(job: Shown, body: unknown = {}): Promise<TriggeredRun> {
  const answer = await caller.call("POST", `/v1/jobs/${job.id}/trigger`, body);
  return { id: answer.body.id, token: answer.body.run_token, jobId: job.id };
}

/** Runs of every kind the filters know, in two jobs. */
async function populate(): Promise<void> {
  jobs = [
    await createJob(caller, { tags: { team: "red" } }),
    await createJob(caller, { default_run_metadata: { region: "eu" } }),
    // Nobody answers there and no worker runs: its runs stay queued.
    await createJob(caller, { endpoint_url: "http://127.0.0.1:1/" }),
  ];
  const [red, eu, http] = jobs;
  for (let n = 0; n < 24; n++) {
    const job = n % 8 === 7 ? http : n % 2 === 0 ? red : eu;
    const tags: Record<string, string> = n % 3 === 0 ? { step: String(n % 2) } : {};
    const ahead = n % 8 === 6 ? { scheduled_at: new Date(Date.now() + 3_600_000).toISOString() } : {};
    const run = await trigger(job, { tags, payload: { n, kinds: [n % 2, "all"] }, ...ahead });
    if (job === http || n % 8 === 6) continue;
    if (n % 4 === 0) await product.executor("POST", run, "annotate", { note: `n${n % 3}` });
    if (n % 8 === 1) await product.executor("POST", run, "complete", { result: n });
    if (n % 8 === 2) await product.executor("POST", run, "fail", { error: "no" });
    if (n % 8 === 3) await caller.call("DELETE", `/v1/runs/${run.id}`);
    if (n % 8 === 4) await product.executor("POST", run, "spawn", { job_slug: red.slug });
    if (n % 8 === 5) await product.executor("POST", run, "wait-for-event", { event_key: `key-${n}` });
  }
  await caller.call("POST", "/v1/workers/claim", { worker_id: "w", job_slugs: [red.slug], max: 1 });
  runs = (await caller.call("GET", "/v1/runs?limit=100")).body.data;
}

beforeAll(async () => {
  product = await Product.start({ gateways: 1 });
  caller = await newCaller(product);
  await populate();
});
afterAll(() => product.stop());

type Filter = readonly [query: string, holds: (run: Shown) => boolean];

const held = (map: Record<string, string> | undefined, key: string, value?: string): boolean =>
  map !== undefined && Object.hasOwn(map, key) && (value === undefined || map[key] === value);

const STATUSES = ["queued", "dequeued", "delayed", "executing", "waiting", "completed", "failed", "canceled"];

/** One filter a group may be in a query: those of one group exclude each other. */
function filterGroups(): Filter[][] {
  return [
    [
      ...STATUSES.map((status): Filter => [`status=${status}`, (run) => run.status === status]),
      ["statuses=failed&statuses=canceled", (run) => ["failed", "canceled"].includes(run.status)],
      ["statuses=queued,dequeued", (run) => ["queued", "dequeued"].includes(run.status)],
      ["status=crashed", () => false],
    ],
    jobs.map((job): Filter => [`job_id=${job.id}`, (run) => run.job_id === job.id]),
    [
      ["tag_key=step", (run) => held(run.tags, "step")],
      ["tag_key=step&tag_value=1", (run) => held(run.tags, "step", "1")],
      ["tag_key=team&tag_value=red", (run) => held(run.tags, "team", "red")],
      ["tag_key=constructor", () => false],
      ["metadata_key=note&metadata_value=n1", (run) => held(run.metadata, "note", "n1")],
      ["metadata_key=region", (run) => held(run.metadata, "region")],
    ],
    [
      ["triggered_by=spawn", (run) => run.triggered_by === "spawn"],
      ["triggered_by=manual", (run) => run.triggered_by === "manual"],
    ],
    [
      ["execution_mode=http", (run) => run.execution_mode === "http"],
      ["execution_mode=worker", (run) => run.execution_mode === "worker"],
    ],
    [["error_class=server", (run) => run.error_class === "server"]],
    [
      ['payload_contains={"kinds":[1]}', ({ payload }) => payload?.kinds[0] === 1],
      ['payload_contains={"kinds":["all",0],"n":4}', ({ payload }) => payload?.n === 4],
      ["payload_contains={}", () => true],
      ["payload_contains=[]", () => false],
    ],
  ];
}

const ids = (records: readonly Shown[]): string[] => records.map(({ id }) => id);

describe("listing runs", () => {
  it("has runs of every status it filters by", () => {
    expect(runs.length).toBeGreaterThan(24);
    const seen = new Set(runs.map(({ status }) => status));
    for (const status of STATUSES) expect(seen, status).toContain(status);
    expect(runs.map(({ id }) => id)).toEqual(
      runs
        .map(({ id }) => id)
        .sort()
        .reverse(),
    );
  });

  it("shows each run once and newest first, whatever the limit", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 100 }), async (limit) => {
        const { records, pages } = await allPages(caller, "/v1/runs", limit);
        expect(records).toEqual(runs);
        expect(pages).toBe(Math.ceil(runs.length / limit));
      }),
      { numRuns: 15 },
    );
  });

  it("answers exactly the runs for which all filters hold, page by page", async () => {
    const chosen = fc
      .shuffledSubarray(filterGroups(), { minLength: 1, maxLength: 2 })
      .chain((groups) => fc.tuple(...groups.map((group) => fc.constantFrom(...group))));
    await fc.assert(
      fc.asyncProperty(chosen, fc.integer({ min: 1, max: 30 }), async (filters, limit) => {
        const query = filters.map(([text]) => text).join("&");
        const { records } = await allPages(caller, `/v1/runs?${query}`, limit);
        expect(ids(records)).toEqual(ids(runs.filter((run) => filters.every(([, holds]) => holds(run)))));
      }),
      { numRuns: 60 },
    );
  });

  it("serves every filter alone", async () => {
    for (const [query, holds] of filterGroups().flat()) {
      const { records } = await allPages(caller, `/v1/runs?${query}`, 4);
      expect(ids(records), query).toEqual(ids(runs.filter(holds)));
    }
  });

  it("says how many runs it has looked at where no index serves a filter", async () => {
    const lookedAt = async (query: string): Promise<(number | undefined)[]> => {
      const looked: (number | undefined)[] = [];
      for (let cursor = ""; ; ) {
        const { body } = await caller.call("GET", `/v1/runs?limit=4&${query}${cursor}`);
        looked.push(body.looked_at);
        if (!body.has_more) return looked;
        cursor = `&cursor=${body.next_cursor}`;
      }
    };
    const sum = (looked: readonly (number | undefined)[]): number =>
      looked.reduce<number>((all, one) => all + (one ?? Number.NaN), 0);
    for (const query of ["triggered_by=manual", "execution_mode=http", "error_class=server"])
      expect(sum(await lookedAt(query)), query).toBe(runs.length);
    expect(sum(await lookedAt("payload_contains=[]"))).toBe(runs.length);
    const [job] = jobs;
    const ofJob = runs.filter(({ job_id }) => job_id === job?.id).length;
    expect(sum(await lookedAt(`triggered_by=cron&job_id=${job?.id}`))).toBe(ofJob);
    for (const query of ["status=completed", `job_id=${job?.id}`, "tag_key=step"])
      expect(new Set(await lookedAt(query)), query).toEqual(new Set([undefined]));
  });

  it("looks at 2,000 runs for a page at most, and goes on behind them", async () => {
    const own = await newCaller(product);
    const job = await createJob(own);
    for (let left = 2_100; left > 0; left -= LIMITS.bulkItems) {
      const items = Array.from({ length: Math.min(left, LIMITS.bulkItems) }, () => ({}));
      expect((await own.call("POST", `/v1/jobs/${job.id}/trigger/bulk`, { items })).status).toBe(201);
    }
    const first = (await own.call("GET", "/v1/runs?triggered_by=cron")).body;
    expect(first).toMatchObject({ data: [], looked_at: 2_000, has_more: true });
    const second = await own.call("GET", `/v1/runs?triggered_by=cron&cursor=${first.next_cursor}`);
    expect(second.body).toEqual({ data: [], looked_at: 100, has_more: false });
  });

  it("loses no run that stays, while others are triggered and end between two pages", async () => {
    const own = await newCaller(product);
    const job = await createJob(own);
    const start = () => own.call("POST", `/v1/jobs/${job.id}/trigger`);
    const staying: string[] = [];
    for (let n = 0; n < 12; n++) staying.unshift((await start()).body.id);
    const seen: string[] = [];
    for (let cursor = ""; ; ) {
      const { body } = await own.call("GET", `/v1/runs?limit=3${cursor}`);
      seen.push(...body.data.map(({ id }: { id: string }) => id));
      await start();
      await own.call("DELETE", `/v1/runs/${seen[0]}`);
      if (!body.has_more) break;
      cursor = `&cursor=${body.next_cursor}`;
    }
    expect(seen.sort()).toEqual(staying.sort());
  });

  it.each([
    "status=bad",
    "statuses=queued,bad",
    "triggered_by=bad",
    "execution_mode=bad",
    "error_class=bad",
    "tag_value=1",
    "metadata_value=1",
    "tag_key=a&metadata_key=b",
    "payload_contains={",
    `payload_contains=${"[".repeat(65)}${"]".repeat(65)}`,
    "limit=0",
    "limit=-1",
    "limit=1.5",
    "limit=ten",
  ])("refuses %s", async (query) => {
    const { status, body } = await caller.call("GET", `/v1/runs?${query}`);
    expect([status, body.error.code]).toEqual([400, "bad_request"]);
  });

  it("takes a limit beyond 100 as 100, and none as 50", async () => {
    const own = await newCaller(product);
    const job = await createJob(own);
    await Promise.all(Array.from({ length: 104 }, () => own.call("POST", `/v1/jobs/${job.id}/trigger`)));
    for (const [query, count] of [
      ["", 50],
      ["?limit=100", 100],
      ["?limit=101", 100],
      ["?limit=100000", 100],
    ] as const) {
      const { body } = await own.call("GET", `/v1/runs${query}`);
      expect(Object.keys(body).sort()).toEqual(["data", "has_more", "next_cursor"]);
      expect([body.data.length, body.has_more]).toEqual([count, true]);
    }
    expect((await allPages(own, "/v1/runs", 100)).records).toHaveLength(104);
  });
});

describe("reading a run", () => {
  it("answers what the list shows, to its own project alone", async () => {
    const foreign = await newCaller(product);
    for (const run of runs.slice(0, 8)) {
      expect((await caller.call("GET", `/v1/runs/${run.id}`)).body).toEqual(run);
      for (const at of ["", "/events", "/checkpoints", "/outputs", "/state", "/resources", "/children"]) {
        expect((await foreign.call("GET", `/v1/runs/${run.id}${at}`)).status, at).toBe(404);
      }
    }
    expect((await foreign.call("GET", "/v1/runs")).body).toEqual({ data: [], has_more: false });
    expect((await foreign.call("GET", `/v1/runs?job_id=${jobs[0].id}`)).body.data).toEqual([]);
  });

  it("leaves empty optionals out and always shows the rest", () => {
    for (const run of runs) {
      expect(Object.values(run)).not.toContain(null);
      expect(run).toMatchObject({
        project_id: caller.projectId,
        attempt: 1,
        debug_mode: false,
        lineage_depth: 0,
        job_version: 1,
        priority: expect.any(Number),
        created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      });
    }
  });

  it.each(["x", "00000000-0000-7000-8000-000000000000", "%2e%2e", "..%2f..%2fjobs"])(
    "answers 404 for %s",
    async (id) => {
      expect((await caller.call("GET", `/v1/runs/${id}`)).status).toBe(404);
    },
  );
});
