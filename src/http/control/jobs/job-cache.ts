import { LRUCache } from "lru-cache";
import type { Job } from "../../../api/job.js";
import { schemaText } from "../../../sandbox/sandbox.js";
import type { SchemaText } from "../../../sandbox/tasks.js";
import type { Jobs } from "../../../store/jobs.js";

/** A job, with its payload schema as the sandbox takes it. */
export interface CachedJob {
  readonly job: Job;
  readonly payloadSchema?: SchemaText;
}

interface Entry {
  readonly cached: CachedJob;
  readonly readAtMs: number;
}

/** What is only shown (a slug in a claim) may be this old. What is acted on is checked by the script. */
const SHOWN_MS = 2_000;
const MOST_ENTRIES = 10_000;

/**
 * Jobs this process has seen. Never a source of truth: the trigger script compares the version and refuses a
 * stale one, upon which the caller reads the job anew.
 */
export class JobCache {
  readonly #jobs: Jobs;
  readonly #byId = new Map<string, Entry>();
  readonly #lastBySlug = new LRUCache<string, string>({ max: 2 * MOST_ENTRIES });
  readonly #idsBySlug = new Map<string, { id: string; readAtMs: number }>();

  constructor(jobs: Jobs) {
    this.#jobs = jobs;
  }

  /** The job in the version last seen here. */
  seen(jobId: string): CachedJob | undefined {
    return this.#byId.get(jobId)?.cached;
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
    if (job === undefined) return undefined;
    const cached =
      job.payload_schema === undefined
        ? { job }
        : { job, payloadSchema: schemaText(JSON.stringify(job.payload_schema)) };
    if (this.#byId.size >= MOST_ENTRIES) this.#byId.clear();
    this.#byId.set(jobId, { cached, readAtMs: Date.now() });
    for (const project of ["", job.project_id]) this.#lastBySlug.set(`${project}\n${job.slug}`, jobId);
    return cached;
  }

  /** The slug of a job, at most a moment old. */
  async slugOf(jobId: string): Promise<string> {
    const entry = this.#byId.get(jobId);
    const fresh = entry !== undefined && Date.now() - entry.readAtMs < SHOWN_MS;
    return (fresh ? entry.cached : await this.refresh(jobId))?.job.slug ?? "";
  }

  async idBySlug(projectId: string, slug: string): Promise<string | undefined> {
    const name = `${projectId}\n${slug}`;
    const known = this.#idsBySlug.get(name);
    if (known !== undefined && Date.now() - known.readAtMs < SHOWN_MS) return known.id;
    const id = await this.#jobs.idBySlug(projectId, slug);
    this.#idsBySlug.delete(name);
    if (id === undefined) return undefined;
    if (this.#idsBySlug.size >= MOST_ENTRIES) this.#idsBySlug.clear();
    this.#idsBySlug.set(name, { id, readAtMs: Date.now() });
    return id;
  }
}
