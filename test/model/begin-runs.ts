import type { Model, ModelJob, ModelProject } from "./model.js";
import { expectStatus, required } from "./step.js";
import type { World } from "./world.js";

export async function trigger(
  model: Model,
  world: World,
  job: ModelJob,
  options: { delaySecs: number; priority: number; key: string; ttlSecs: number; idempotencyKey: string },
): Promise<void> {
  const { delaySecs, priority, key, ttlSecs, idempotencyKey } = options;
  const scheduledAtMs = delaySecs > 0 ? world.nowMs + delaySecs * 1000 : undefined;
  const answer = await world.trigger(
    job.id,
    idempotencyKey,
    {
      priority,
      ttl_secs: ttlSecs,
      concurrency_key: key,
      ...(scheduledAtMs === undefined ? {} : { scheduled_at: new Date(scheduledAtMs).toISOString() }),
    },
    job.project,
  );
  if (job.paused) return expectStatus(answer, 409);
  const name = `${job.id} ${idempotencyKey}`;
  const holder = model.runs.get(model.idempotency.get(name) ?? "");
  const { id, status, run_token: text } = answer.body;
  if (idempotencyKey !== "" && holder !== undefined) {
    expectStatus(answer, 200);
    if (id !== holder.id || status !== holder.status)
      throw new Error(`answered ${status} ${id} for ${holder.id}`);
    model.tokens.push({ runId: id, attempt: holder.attempt, assignment: "", text });
    return;
  }
  expectStatus(answer, 201);
  if (idempotencyKey !== "") model.idempotency.set(name, id);
  const ttlMs = ttlSecs > 0 ? ttlSecs * 1000 : job.timeoutMs + 60_000;
  model.create({
    id,
    job,
    priority,
    key,
    idempotencyKey,
    scheduledAtMs,
    expiresAtMs: (scheduledAtMs ?? model.nowMs) + ttlMs,
  });
  model.tokens.push({ runId: id, attempt: 1, assignment: "", text });
}

/** Of one job, or of all of a project. */
export async function claim(
  model: Model,
  world: World,
  of: ModelJob | ModelProject,
  max: number,
): Promise<void> {
  const project = "project" in of ? of.project : of;
  const jobs = model.jobs.filter((job) => !job.http && (job === of || job.project === of));
  const body = { worker_id: "w", max, ...("slug" in of ? { job_slugs: [of.slug] } : {}) };
  const answer = await world.call("POST", "/v1/workers/claim", project.apiKey, body);
  expectStatus(answer, 200);
  const { runs } = answer.body;
  const assignments = new Map<string, string>(
    runs.map((one: { run_id: string; assignment_id: string }) => [one.run_id, one.assignment_id]),
  );
  model.handOut.take({
    ids: [...assignments.keys()],
    most: max,
    nowUs: world.nowUs,
    of: (job) => jobs.includes(job),
    begin: (run) => model.claimed(run, assignments.get(run.id) ?? ""),
  });
  for (const { run_id, attempt, assignment_id, run_token } of runs) {
    const run = required(model.runs.get(run_id));
    if (attempt !== run.attempt) throw new Error(`claimed attempt ${attempt}, must be ${run.attempt}`);
    model.tokens.push({ runId: run_id, attempt, assignment: assignment_id, text: run_token });
  }
}
