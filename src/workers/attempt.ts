import type { Job } from "../domain/job.js";
import { timestamp } from "../domain/time.js";
import { asFields, asList, asText, asTexts } from "../store/replies.js";
import type { Reply } from "../store/scripts.js";

/** An attempt that a dispatcher holds: what `begin-dispatch.lua` handed out. */
export interface Attempt {
  readonly runId: string;
  readonly number: string;
  readonly attempt: number;
  readonly timeoutMs: number;
  readonly payload: string;
  readonly metadata: ReadonlyMap<string, string>;
  readonly job: Job;
  readonly signingSecret: string;
  readonly checkpoint: { readonly state: string; readonly createdAt: string } | undefined;
  readonly previousError: string;
  readonly createdAtMs: number;
  readonly pickedAtMs: number;
  readonly startedAtMs: number;
  /** Name of the endpoint's circuit breaker. */
  readonly circuit: string;
  /** Set when the attempt was begun anew: part of its token. */
  readonly assignmentId: string | undefined;
}

/** The attempt from the reply of `begin-dispatch.lua`. */
export function attemptOf(runId: string, number: string, reply: Reply, pickedAtMs: number): Attempt {
  const [, attempt, timeoutSecs, payload, metadata, json, secret, checkpoint, previousError, ...rest] =
    asList(reply);
  const [createdAt, circuit, assignment] = rest.map(asText);
  const [, entry] = asList(checkpoint);
  const fields = entry === undefined ? undefined : asFields(entry);
  return {
    runId,
    number,
    attempt: Number(asText(attempt)),
    timeoutMs: Number(asText(timeoutSecs)) * 1000,
    payload: asText(payload),
    metadata: asFields(asTexts(metadata)),
    job: JSON.parse(asText(json)) as Job,
    signingSecret: asText(secret),
    checkpoint:
      fields === undefined
        ? undefined
        : { state: fields.get("state") ?? "null", createdAt: timestamp(Number(fields.get("at") ?? 0)) },
    previousError: asText(previousError),
    createdAtMs: Number(createdAt),
    pickedAtMs,
    startedAtMs: Date.now(),
    circuit: circuit ?? "",
    assignmentId: assignment === "" ? undefined : assignment,
  };
}
