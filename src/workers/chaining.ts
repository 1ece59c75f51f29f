import type { Job } from "../api/job.js";
import type { RunView } from "../api/run.js";
import { runFields } from "../api/run-fields.js";
import type { Config } from "../config.js";
import { derivedIdBeside } from "../domain/ids.js";
import { LIMITS } from "../domain/limits.js";
import type { EndedTexts, MappingLimits } from "../domain/payload-mapping.js";
import { untilUnchanged } from "../domain/until-unchanged.js";
import type { Logger } from "../log.js";
import type { Sandbox } from "../sandbox/sandbox.js";
import type { Jobs } from "../store/jobs.js";
import type { Runs } from "../store/runs.js";
import type { Ending } from "./ending.js";

const FAILURES: ReadonlySet<string> = new Set(["run.failed", "run.timed_out"]);

interface Next {
  /** Id or slug of the job. */
  readonly name: string;
  readonly mapping: Readonly<Record<string, string>> | undefined;
  readonly triggeredBy: "job_completion" | "job_failure";
}

/** What follows an end of the event: which job, with which mapping; undefined when nothing does. */
function nextOf(job: Job, event: string): Next | undefined {
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

/** The mapping of field to path; without one the circumstances of what failed, and nothing for what completed. */
function mappingOf({ mapping, triggeredBy }: Next): ReadonlyMap<string, string> | undefined {
  if (mapping !== undefined && Object.keys(mapping).length > 0) return new Map(Object.entries(mapping));
  return triggeredBy === "job_completion" ? undefined : new Map(FAILURE_CONTEXT.map((name) => [name, name]));
}

interface Parts {
  readonly jobs: Jobs;
  readonly runs: Runs;
  readonly sandbox: Sandbox;
  readonly config: Config;
  readonly log: Logger;
}

/** Triggers the job that a job names for its completion or failure (control-api 1.1), once an end. */
export class Chaining {
  readonly #jobs: Jobs;
  readonly #runs: Runs;
  readonly #sandbox: Sandbox;
  readonly #limits: MappingLimits;
  readonly #log: Logger;

  constructor({ jobs, runs, sandbox, config, log }: Parts) {
    const outcomeBytes = config.maxBodyBytes + LIMITS.payloadMapping.extraBytes;
    this.#limits = { outcomeBytes, steps: LIMITS.payloadMapping.steps * outcomeBytes };
    this.#jobs = jobs;
    this.#sandbox = sandbox;
    this.#runs = runs;
    this.#log = log;
  }

  async follow(ending: Ending, event: string, job: Job, run: RunView): Promise<void> {
    const next = nextOf(job, event);
    if (next === undefined) return;
    const { run: endedRun, number, project } = ending;
    const depth = Number(run.fields.get("chain_depth") ?? 0) + 1;
    const payload = await this.#payload(project, next, endedTexts(ending, run.fields));
    const chained = await untilUnchanged(async () => {
      const target = await this.#target(project, next.name);
      const fields =
        target === undefined
          ? []
          : runFields(target, {
              payload,
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
        // A payload that cannot be made does not become one by another try.
        payloadTooLarge: payload === undefined,
      });
      return outcome === "job_changed" ? "changed" : outcome;
    });
    if (chained === "changed") throw new Error("a job changed too often while it was triggered");
    if (chained !== "created" && chained !== "exists") {
      this.#log.warn({ run_id: endedRun, job: next.name, outcome: chained }, "chained job was not triggered");
    }
  }

  /** The payload of the next run; undefined when it would be larger than a payload may be, or cost too much. */
  async #payload(projectId: string, next: Next, ended: EndedTexts): Promise<string | undefined> {
    const mapping = mappingOf(next);
    if (mapping === undefined) return ended.get("result") ?? "{}";
    const characters = [...ended.values()].reduce((sum, text) => sum + text.length, 0);
    const mapped = await this.#sandbox.run(
      projectId,
      "map",
      { mapping, ended, limits: this.#limits },
      characters,
    );
    if (typeof mapped !== "object") return mapped;
    // There is no room for it now: BullMQ tries again.
    if (mapped.notComputed === "busy") throw new Error("too many payloads are being made");
    return undefined;
  }

  /** By id or by slug. */
  async #target(projectId: string, name: string): Promise<Job | undefined> {
    const byId = await this.#jobs.get(projectId, name);
    if (byId !== undefined) return byId;
    const id = await this.#jobs.idBySlug(projectId, name);
    return id === undefined ? undefined : this.#jobs.get(projectId, id);
  }
}
