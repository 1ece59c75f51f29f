import { expect } from "vitest";
import type { HomeCell } from "../../src/store/homes.js";
import { drainProject, drainsOf } from "../../src/store/project-drain.js";
import { clearLeft, moveProject } from "../../src/store/project-move.js";
import type { Scripts } from "../../src/store/scripts.js";
import type { Answered } from "../model/world.js";
import { allPages, type Shown } from "../support/callers.js";
import { INTERNAL_SECRET } from "../support/product.js";
import type { StillGateway } from "./still-gateway.js";

/** A `bosporus cells move` that stops before one of its steps, and goes on when it is told to, or never. */
export class Moving {
  #goOn: () => void = () => undefined;
  readonly ended: Promise<string>;
  readonly stopped: Promise<unknown>;

  constructor(cells: readonly HomeCell[], project: string, to: number, steps: number) {
    const told = new Promise<void>((resolve) => {
      this.#goOn = resolve;
    });
    let stop: () => void = () => undefined;
    const stopped = new Promise<void>((resolve) => {
      stop = resolve;
    });
    let step = 0;
    const stepwise = cells.map(({ cell, redis, scripts }): HomeCell => {
      const run = async (...given: Parameters<Scripts["run"]>) => {
        if (step++ === steps) {
          stop();
          await told;
        }
        return scripts.run(...given);
      };
      return { cell, redis, scripts: Object.assign(Object.create(scripts), { run }) };
    });
    this.ended = moveProject(stepwise, project, to).then(async ({ outcome }) => {
      if (outcome === "moved") await clearLeft(stepwise, project);
      return outcome;
    });
    this.stopped = Promise.race([this.ended, stopped]);
  }

  goOn(): Promise<string> {
    this.#goOn();
    return this.ended;
  }
}

/** What clients of one project were told, and what has to be so because of that. */
export class Told {
  readonly project = `project-${crypto.randomUUID()}`;
  readonly keys: string[] = [];
  /** Job id to the name that it was given last; undefined where that is not known. */
  readonly jobs = new Map<string, string>();
  readonly runs = new Set<string>();
  readonly worked = new Map<string, number>();
  /** Idempotency key of a job to its run. */
  readonly byKey = new Map<string, string>();
  /** The runs of bulk triggers, by the job, the caller and the key of the call. */
  readonly #bulks = new Map<string, string>();
  /** Calls that were told that it drains. */
  refused = 0;
  #memory = 0;
  readonly #gateways: readonly StillGateway[];
  readonly #cells: readonly HomeCell[];

  constructor(gateways: readonly StillGateway[], cells: readonly HomeCell[]) {
    this.#gateways = gateways;
    this.#cells = cells;
  }

  async begin(): Promise<void> {
    const [first] = this.#gateways;
    if (first === undefined) throw new Error("a gateway is needed");
    await first.homes.refresh();
    expect((await first.call("POST", "/v1/projects", { id: this.project })).status).toBe(201);
    await this.newKey(first);
    await this.newJob(first);
  }

  /** As the holder of one of its keys. */
  as(gateway: StillGateway, method: string, path: string, body?: unknown, more: Record<string, string> = {}) {
    const key = this.keys.at(-1) ?? "";
    return gateway.call(method, path, body, { Authorization: `Bearer ${key}`, ...more });
  }

  async newKey(gateway: StillGateway): Promise<void> {
    const made = await gateway.call("POST", "/v1/api-keys", { project_id: this.project, name: "n" });
    if (told(made)) this.keys.push(made.body.key);
  }

  async newJob(gateway: StillGateway): Promise<void> {
    const slug = `job-${this.jobs.size}`;
    const made = await this.as(gateway, "POST", "/v1/jobs", { slug, name: slug, project_id: this.project });
    if (told(made)) this.jobs.set(made.body.id, slug);
  }

  jobAt(index: number): string {
    return [...this.jobs.keys()][index % this.jobs.size] ?? "";
  }

  async rename(gateway: StillGateway, index: number): Promise<void> {
    const id = this.jobAt(index);
    const name = crypto.randomUUID();
    // By whoever names no project, whose cell only the job tells.
    if (told(await gateway.call("PATCH", `/v1/jobs/${id}`, { name }))) this.jobs.set(id, name);
  }

  /** `key` 0: none, 1 and 2 as one caller, whose first answer is kept, others as another caller each time. */
  async trigger(gateway: StillGateway, index: number, key: number): Promise<void> {
    const id = this.jobAt(index);
    const path = `/v1/jobs/${id}/trigger`;
    const named = key === 0 ? {} : { "X-Idempotency-Key": `k${key}` };
    const drains = await this.drains();
    const caller = { "X-Project-Id": this.project, "X-Actor-Id": crypto.randomUUID() };
    const answer =
      key < 3
        ? await this.as(gateway, "POST", path, {}, named)
        : await gateway.call("POST", path, {}, { "X-Internal-Secret": INTERNAL_SECRET, ...caller, ...named });
    if (told(answer)) this.#isRun(`${id} ${key}`, key !== 0, answer.body.id);
    this.#isAsDrained(answer, drains, this.byKey.has(`${id} ${key}`));
  }

  /** Whether it comes to rest now. */
  async drains(): Promise<boolean> {
    return (await Promise.all(this.#cells.map(drainsOf)))
      .flat()
      .some(({ project }) => project === this.project);
  }

  /** While it drains nothing is begun, and what is known is answered; else nobody hears of it. */
  #isAsDrained({ status, body }: Answered, drains: boolean, isKnown: boolean): void {
    const isRefused = status === 503 && body.error.code === "project_moving";
    if (isRefused) this.refused++;
    if (!drains || isKnown) expect([isRefused, drains, isKnown]).toEqual([false, drains, isKnown]);
    else expect(status).toBe(503);
  }

  async bulk(gateway: StillGateway, index: number, keys: readonly number[], named: boolean): Promise<void> {
    const id = this.jobAt(index);
    const items = keys.map((key) => (key === 0 ? {} : { idempotency_key: `k${key}` }));
    const drains = await this.drains();
    const isKnown = keys.every((key) => key !== 0 && this.byKey.has(`${id} ${key}`));
    const answer = await this.as(
      gateway,
      "POST",
      `/v1/jobs/${id}/trigger/bulk`,
      { items },
      {
        ...(named ? { "Idempotency-Key": `bulk ${keys}` } : {}),
      },
    );
    this.#isAsDrained(
      answer,
      drains,
      isKnown || (named && this.#bulks.has(`${id} ${this.keys.at(-1)} ${keys}`)),
    );
    if (!told(answer)) return;
    if (named) {
      const ids = answer.body.results.map(({ id: run }: Shown) => run).join(" ");
      const name = `${id} ${this.keys.at(-1)} ${keys}`;
      expect([name, this.#bulks.get(name) ?? ids]).toEqual([name, ids]);
      this.#bulks.set(name, ids);
    }
    expect(answer.body.results).toHaveLength(keys.length);
    for (const [at, run] of answer.body.results.entries())
      this.#isRun(`${id} ${keys[at]}`, keys[at] !== 0, run.id);
  }

  #isRun(name: string, isKeyed: boolean, run: string): void {
    this.runs.add(run);
    if (!isKeyed) return;
    expect([name, this.byKey.get(name) ?? run]).toEqual([name, run]);
    this.byKey.set(name, run);
  }

  /** Takes all runs there are, and ends them, one of them as a failure. */
  async work(gateway: StillGateway): Promise<void> {
    for (;;) {
      const claimed = await this.as(gateway, "POST", "/v1/workers/claim", {
        ...{ worker_id: "w", all: true, max_runs: 10, wait_ms: 0 },
      });
      if (!told(claimed)) return;
      const runs: readonly Shown[] = claimed.body.runs;
      if (runs.length === 0) return;
      for (const run of runs) {
        this.worked.set(run.run_id, (this.worked.get(run.run_id) ?? 0) + 1);
        const authorization = { Authorization: `Bearer ${run.run_token}` };
        const sdk = (what: string, body: unknown) =>
          gateway.call("POST", `/sdk/v1/runs/${run.run_id}/${what}`, body, authorization);
        const value = ++this.#memory;
        expect((await sdk("memory/last", { value })).status).toBeLessThan(300);
        expect((await sdk("complete", { result: {} })).status).toBe(200);
      }
    }
  }

  /** By a gateway that knows all: everything that anybody was told is so, and nothing else. */
  async check(gateway: StillGateway): Promise<void> {
    await drainProject(this.#cells, this.project, 0);
    for (let looks = 0; looks < 3; looks++) {
      await gateway.homes.refresh();
      // Others may have taken it up.
      await Promise.all([gateway, ...this.#gateways].map(({ homes }) => homes.finished()));
    }
    await this.work(gateway);
    for (const [name, run] of this.byKey) {
      const [id = "", key = ""] = name.split(" ");
      await this.trigger(gateway, [...this.jobs.keys()].indexOf(id), Number(key));
      expect(this.byKey.get(name)).toBe(run);
    }
    expect(Object.fromEntries(this.worked)).toEqual(Object.fromEntries([...this.runs].map((id) => [id, 1])));
    const caller = { call: (method: string, path: string) => this.as(gateway, method, path) };
    const { records } = await allPages(caller as never, "/v1/runs", 2);
    expect(records.map(({ id }) => id)).toEqual([...this.runs].sort().reverse());
    for (const id of this.runs) {
      expect((await this.as(gateway, "GET", `/v1/runs/${id}`)).body.status).toBe("completed");
    }
    const stats = await this.as(gateway, "GET", "/v1/stats");
    expect(stats.body.by_status.completed ?? 0).toBe(this.runs.size);
    const jobs = await this.as(gateway, "GET", "/v1/jobs?limit=100");
    expect(new Map(jobs.body.data.map(({ id, name }: Shown) => [id, name]))).toEqual(this.jobs);
    for (const key of this.keys) {
      const found = await gateway.call("GET", "/v1/whoami", undefined, { Authorization: `Bearer ${key}` });
      expect(found.body.project_id ?? found.body.project?.id).toBe(this.project);
    }
    const memories = await Promise.all(
      [...this.jobs.keys()].map((id) => this.as(gateway, "GET", `/v1/jobs/${id}/memory`)),
    );
    const values = memories.flatMap(({ body }) => body.map(({ value }: Shown) => value));
    if (this.worked.size > 0) expect(Math.max(...values)).toBe(this.#memory);
    const projects = await allPages(gateway as never, "/v1/projects", 100);
    expect(projects.records.filter(({ id }) => id === this.project)).toHaveLength(1);
  }
}

/** Whether the answer says that it is done; 503 is the only other one, and nothing was done then. */
function told({ status, body }: Answered): boolean {
  if (status !== 503)
    expect([status, body], JSON.stringify(body)).toEqual([expect.toSatisfy((n) => n < 300), body]);
  return status !== 503;
}
