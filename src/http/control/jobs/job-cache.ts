import { LRUCache } from "lru-cache";
import type { Job } from "../../../api/job.js";
import { BY_TURNS } from "../../../domain/turn-clock.js";
import { schemaText } from "../../../sandbox/sandbox.js";
import type { SchemaText } from "../../../sandbox/tasks.js";
import type { Jobs } from "../../../store/jobs.js";

/** A job, with its payload schema as the sandbox takes it. */
export interface CachedJob {
  readonly job: Job;
  readonly payloadSchema?: SchemaText;
  /** By this process's clock, not before it was read. */
  readonly readAtMs: number;
}

/** What is only shown (a slug in a claim) may be this old. What is acted on is checked by the script. */
const SHOWN_MS = 2_000;
const MOST_ENTRIES = 10_000;
/** Characters of the records of jobs together: a payload schema may be as large as a request. */
const MOST_CHARACTERS = 33_554_432;

/**
 * Jobs this process has seen. Never a source of truth: the trigger script compares the version and refuses a
 * stale one, upon which the caller reads the job anew.
 */
export class JobCache {
  readonly #jobs: Pick<Jobs, "getAny" | "idBySlug">;
  readonly #byId = new LRUCache<string, CachedJob>({ max: MOST_ENTRIES, maxSize: MOST_CHARACTERS });
  readonly #slugs = new LRUCache<string, string>({ max: MOST_ENTRIES, ttl: SHOWN_MS, ...BY_TURNS });
  readonly #lastBySlug = new LRUCache<string, string>({ max: 2 * MOST_ENTRIES });
  readonly #idsBySlug = new LRUCache<string, string>({ max: MOST_ENTRIES, ttl: SHOWN_MS, ...BY_TURNS });

  constructor(jobs: Pick<Jobs, "getAny" | "idBySlug">) {
    this.#jobs = jobs;
  }

  /** The job in the version last seen here. */
  seen(jobId: string): CachedJob | undefined {
    return this.#byId.get(jobId);
  }

  /** The job last seen here under the slug; in whatever project when none is named. */
  seenAs(projectId: string | undefined, slug: string): CachedJob | undefined {
    const id = this.#lastBySlug.get(`${projectId ?? ""}\n${slug}`);
    return id === undefined ? undefined : this.seen(id);
  }

  /** The job as it is now. */
  async refresh(jobId: string): Promise<CachedJob | undefined> {
    const job = await this.#jobs.getAny(jobId);
    this.#byId.delete(jobId);
    this.#slugs.delete(jobId);
    if (job === undefined) return undefined;
    const readAtMs = performance.now();
    const cached =
      job.payload_schema === undefined
        ? { job, readAtMs }
        : { job, readAtMs, payloadSchema: schemaText(JSON.stringify(job.payload_schema)) };
    this.#byId.set(jobId, cached, { size: JSON.stringify(job).length });
    this.#slugs.set(jobId, job.slug);
    for (const project of ["", job.project_id]) this.#lastBySlug.set(`${project}\n${job.slug}`, jobId);
    return cached;
  }

  /** The slug of a job, at most a moment old. */
  async slugOf(jobId: string): Promise<string> {
    return this.#slugs.get(jobId) ?? (await this.refresh(jobId))?.job.slug ?? "";
  }

  async idBySlug(projectId: string, slug: string): Promise<string | undefined> {
    const name = `${projectId}\n${slug}`;
    const known = this.#idsBySlug.get(name);
    if (known !== undefined) return known;
    const id = await this.#jobs.idBySlug(projectId, slug);
    if (id !== undefined) this.#idsBySlug.set(name, id);
    return id;
  }
}
