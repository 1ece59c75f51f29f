import { type Static, Type } from "typebox";
import { IN_PATHS } from "../domain/ids.js";
import { LIMITS } from "../domain/limits.js";
import { component, described, Id, Int, Json, optional, Text, TextMap, Time, Token } from "./schema.js";
import { jsonList, valueWriter } from "./writer.js";

const NAME = { minLength: 1, maxLength: 128 } as const;
const Name = Type.String(NAME);

const WANTED = {
  queues: Type.Optional(Type.Array(Name, { maxItems: LIMITS.claim.slugs })),
  job_slugs: Type.Optional(Type.Array(Name, { maxItems: LIMITS.claim.slugs })),
  worker_id: Type.String({ ...NAME, pattern: IN_PATHS }),
  max: Type.Optional(Type.Integer({ minimum: 1, maximum: LIMITS.claim.max, default: 1 })),
};

export const ClaimBody = component(
  "ClaimBody",
  "Which runs a worker takes, and how long it waits for some.",
  Type.Object({
    ...WANTED,
    wait_ms: Type.Optional(Type.Integer({ minimum: 0, maximum: LIMITS.claim.waitMs, default: 0 })),
  }),
);
export type ClaimBody = Static<typeof ClaimBody>;

/** A run token is good for its run only, so who claims shows the key that a claim needs. */
export const NextClaim = component(
  "NextClaim",
  "Which runs the executor takes next, in the call that ends its run.",
  Type.Object({
    api_key: described(
      Type.String({ minLength: 1, maxLength: 256 }),
      "An API key with the scope `workers:connect`.",
    ),
    ...WANTED,
  }),
);
export type NextClaim = Static<typeof NextClaim>;

const LastCheckpoint = component(
  "LastCheckpoint",
  "What an attempt goes on from.",
  Type.Object({ sequence: Int, state: Json }),
);
/** `state` is JSON text. */
export const lastCheckpointJson = valueWriter(LastCheckpoint);

export const ClaimedRun = component(
  "ClaimedRun",
  "A run that is the worker's until it ends or its token expires.",
  Type.Object({
    run_id: Id,
    job_id: Id,
    job_slug: Text,
    attempt: Int,
    assignment_id: Id,
    run_token: described(Token, "For the executor's calls about this run."),
    run_token_expires_at: Time,
    timeout_secs: Int,
    metadata: TextMap,
    payload: Json,
    last_checkpoint: optional(LastCheckpoint),
  }),
);
export type ClaimedRun = Static<typeof ClaimedRun>;
export const claimedRunJson = valueWriter(ClaimedRun);

export const ClaimedRuns = component(
  "ClaimedRuns",
  "The runs that were claimed; none when none was ready in time.",
  Type.Object({ runs: Type.Array(ClaimedRun) }),
);

export function claimedRunsJson(runs: readonly string[]): string {
  return `{"runs":${jsonList(runs)}}`;
}
