import { LIMITS } from "../../../domain/limits.js";
import { timestamp } from "../../../domain/time.js";
import type { KeptReply } from "../../../store/kept-replies.js";
import type { Gateway } from "../../gateway.js";
import type { ControlCall } from "../../wire/route.js";

const BEARER = "Bearer ";

/** A run in the answer of a trigger. */
interface Triggered {
  readonly id: string;
  readonly run_token: string;
  readonly run_token_expires_at: string;
}

/** The key that a trigger has in its job. */
export function idempotencyKeyOf({ header }: Pick<ControlCall, "header">): string {
  return header("x-idempotency-key") || header("idempotency-key");
}

/**
 * The kept reply of a trigger, as long as its run holds the idempotency key: a key that was freed, and that of a run
 * that has expired, make a new run.
 */
export async function renewTrigger(
  gateway: Gateway,
  call: ControlCall,
  kept: KeptReply,
): Promise<KeptReply | undefined> {
  const holder = await gateway.store.triggers.holderOf(call.params[0] ?? "", idempotencyKeyOf(call));
  const { id } = JSON.parse(kept.body) as { id?: string };
  if (holder === undefined || (id !== undefined && id !== holder)) return undefined;
  return withGoodTokens(gateway, kept);
}

/**
 * The reply with tokens that its runs can be executed with now: of their current attempts, and good for longer than one
 * may take.
 */
export async function withGoodTokens(gateway: Gateway, kept: KeptReply): Promise<KeptReply> {
  const answer = JSON.parse(kept.body) as Partial<Triggered> & { readonly results?: readonly Triggered[] };
  if (answer.results !== undefined) {
    const results = await Promise.all(answer.results.map((one) => withGoodToken(gateway, one)));
    return { ...kept, body: JSON.stringify({ ...answer, results }) };
  }
  if (answer.id === undefined || answer.run_token === undefined) return kept;
  return { ...kept, body: JSON.stringify(await withGoodToken(gateway, answer as Triggered)) };
}

async function withGoodToken<Answer extends Triggered>(
  { store, tokens }: Gateway,
  answer: Answer,
): Promise<Answer> {
  const run = await store.triggers.tokenOf(answer.id);
  if (run === undefined) return answer;
  const { attempt, timeoutMs, startByMs } = run;
  const known = tokens.verify(BEARER + answer.run_token);
  const nowMs = tokens.nowMs();
  if (!("rejected" in known) && known.attempt === attempt && known.expiresAtSecs * 1000 > nowMs + timeoutMs) {
    return answer;
  }
  const expiresAtMs = Math.max(nowMs, startByMs) + timeoutMs + LIMITS.tokenGraceMs;
  return {
    ...answer,
    run_token: tokens.sign({ runId: answer.id, attempt }, expiresAtMs),
    run_token_expires_at: timestamp(expiresAtMs),
  };
}
