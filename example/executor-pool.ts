import { type ApiClient, ApiError } from "./api-client.js";
import { type ClaimedRun, ExecutorRun } from "./executor-run.js";

/** What an executor does with a run of a job, by the job's slug. */
export type Work = (run: ExecutorRun) => Promise<void>;

const WAIT_MS = 5_000;
const HEARTBEAT_MS = 10_000;
const PAUSE_AFTER_ERROR_MS = 500;

/** Pull executors: each claims one run, works on it while it heartbeats, and claims the next. */
export class ExecutorPool {
  readonly #api: ApiClient;
  readonly #work: ReadonlyMap<string, Work>;
  readonly #stopping = new AbortController();
  readonly #report: (line: string) => void;
  #executors: readonly Promise<void>[] = [];

  constructor(api: ApiClient, work: ReadonlyMap<string, Work>, report: (line: string) => void) {
    this.#api = api;
    this.#work = work;
    this.#report = report;
  }

  start(size: number): void {
    this.#executors = Array.from({ length: size }, (_, index) => this.#execute(`example-${index + 1}`));
  }

  /**
   * Lets each executor end what it works on and stops those that wait for work. A run that is handed out in this
   * very moment is lost to nobody: it returns to the queue, as no executor begins it.
   */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#executors);
  }

  async #execute(workerId: string): Promise<void> {
    const { signal } = this.#stopping;
    const claims = this.#api.until(signal);
    while (!signal.aborted) {
      try {
        for (const claimed of await this.#claim(claims, workerId)) await this.#handle(claimed);
      } catch (error) {
        if (signal.aborted || this.#api.aborted) return;
        this.#report(`${workerId}: ${String(error)}`);
        await new Promise((resolve) => setTimeout(resolve, PAUSE_AFTER_ERROR_MS));
      }
    }
  }

  async #claim(api: ApiClient, workerId: string): Promise<readonly ClaimedRun[]> {
    const wanted = { worker_id: workerId, job_slugs: [...this.#work.keys()], max: 1, wait_ms: WAIT_MS };
    const { runs } = await api.call<{ runs: readonly ClaimedRun[] }>("POST", "/v1/workers/claim", wanted);
    return runs;
  }

  async #handle(claimed: ClaimedRun): Promise<void> {
    const run = new ExecutorRun(this.#api, claimed);
    const work = this.#work.get(claimed.job_slug);
    if (work === undefined) return;
    const beat = setInterval(() => {
      // One lost heartbeat is no harm; a run that has ended is told to its next write.
      run.heartbeat().catch(() => undefined);
    }, HEARTBEAT_MS);
    try {
      await run.heartbeat();
      await work(run);
    } catch (error) {
      // 410: the run ended meanwhile, for instance because it was canceled or a lost answer had completed it.
      if (error instanceof ApiError && error.status === 410) return;
      if (this.#api.aborted) return;
      this.#report(`run ${run.id}: ${String(error)}`);
      await run.fail(String(error)).catch(() => undefined);
    } finally {
      clearInterval(beat);
    }
  }
}
