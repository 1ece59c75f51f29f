import { derivedIdBeside } from "../domain/ids.js";
import type { Job } from "../domain/job.js";
import { type EndedTexts, mappedPayload } from "../domain/payload-mapping.js";
import { runFields } from "../domain/run-fields.js";
import type { RunView } from "../domain/run-json.js";
import type { Logger } from "../log.js";
import type { Jobs } from "../store/jobs.js";
import type { Runs } from "../store/runs.js";
import type { Ending } from "./ending.js";

const MOST_TRIES = 5;
const FAILURES: ReadonlySet<string> = new Set(["run.failed", "run.timed_out"]);

/** What follows an end of the event: which job, with which mapping; undefined when nothing does. */
function nextOf(job: Job, event: string) {
  if (event === "run.completed" && job.on_complete_trigger_job) {
    const { on_complete_trigger_job: name, on_complete_payload_mapping: mapping } = job;
    return { name, mapping, triggeredBy: "job_completion" };
  }
  if (FAILURES.has(event) && job.on_failure_trigger_job) {
    const { on_failure_trigger_job: name, on_failure_payload_mapping: mapping } = job;
    return { name, mapping, triggeredBy: "job_failure" };
  }
  return undefined;
}

/** What mappings can take from, `source_*` and `original_input` being the reference's names. */
function endedTexts(ending: Ending, fields: RunView["fields"]): EndedTexts {
  const texts = new Map<string, string>();
  const put = (name: string, value: string | undefined, isText = true): void => {
    if (value !== undefined && value !== "") texts.set(name, isText ? JSON.stringify(value) : value);
  };
  for (const name of ["run_id", "source_run_id"]) put(name, ending.run);
  for (const name of ["job_id", "source_job_id"]) put(name, ending.job);
  put("project_id", ending.project);
  put("status", ending.status);
  put("attempt", ending.attempt, false);
  put("error", fields.get("error"));
  put("error_class", fields.get("error_class"));
  put("result", fields.get("result"), false);
  for (const name of ["payload", "original_input"]) put(name, fields.get("payload"), false);
  return texts;
}

const FAILURE_CONTEXT = [
  ...["source_job_id", "source_run_id", "error", "error_class", "status", "attempt", "original_input"],
];

/** Without a mapping: the result of what completed, the circumstances of what failed. */
function payloadOf(
  mapping: Readonly<Record<string, string>> | undefined,
  triggeredBy: string,
  texts: EndedTexts,
): string {
  if (mapping !== undefined && Object.keys(mapping).length > 0) return mappedPayload(mapping, texts);
  if (triggeredBy === "job_completion") return texts.get("result") ?? "{}";
  return mappedPayload(Object.fromEntries(FAILURE_CONTEXT.map((name) => [name, name])), texts);
}

/** Triggers the job that a job names for its completion or failure (control-api 1.1), once an end. */
export class Chaining {
  readonly #jobs: Jobs;
  readonly #runs: Runs;
  readonly #log: Logger;

  constructor({ jobs, runs, log }: { jobs: Jobs; runs: Runs; log: Logger }) {
    this.#jobs = jobs;
    this.#runs = runs;
    this.#log = log;
  }

  async follow(ending: Ending, event: string, job: Job, run: RunView): Promise<void> {
    const next = nextOf(job, event);
    if (next === undefined) return;
    const { run: endedRun, number, project } = ending;
    const depth = Number(run.fields.get("chain_depth") ?? 0) + 1;
    const texts = endedTexts(ending, run.fields);
    for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
      const target = await this.#target(project, next.name);
      const fields =
        target === undefined
          ? []
          : runFields(target, {
              payload: payloadOf(next.mapping, next.triggeredBy, texts),
              actor: `run:${endedRun}`,
              triggeredBy: depth > 1 ? "job_chain" : next.triggeredBy,
              tags: { source_job_id: ending.job, source_run_id: endedRun },
            });
      const outcome = await this.#runs.chain({
        endedRunId: endedRun,
        endedAt: number,
        runId: derivedIdBeside(endedRun, Number(number), "chain", event),
        job: target,
        projectId: project,
        depth,
        fields,
      });
      if (outcome === "job_changed") continue;
      if (outcome !== "created" && outcome !== "exists") {
        this.#log.warn({ run_id: endedRun, job: next.name, outcome }, "chained job was not triggered");
      }
      return;
    }
    throw new Error("a job changed too often while it was triggered");
  }

  /** By id or by slug. */
  async #target(projectId: string, name: string): Promise<Job | undefined> {
    const byId = await this.#jobs.get(projectId, name);
    if (byId !== undefined) return byId;
    const id = await this.#jobs.idBySlug(projectId, name);
    return id === undefined ? undefined : this.#jobs.get(projectId, id);
  }
}
