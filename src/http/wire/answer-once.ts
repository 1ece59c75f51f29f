import { type Failure, fail, isFailure } from "../../domain/failures.js";
import { LIMITS } from "../../domain/limits.js";
import { KeptReplies, type KeptReply } from "../../store/kept-replies.js";
import type { Caller } from "../access/authentication.js";
import type { Reply } from "./reply.js";

/** What is done under an idempotency key. */
interface Doing {
  /** `once` names the call for commands whose answer may be lost: what was done is done, and answered, once. */
  handle(once: string): Promise<Reply | Failure>;
  /** The kept reply as it is now; undefined when it is none any more. */
  renew(kept: KeptReply): Promise<KeptReply | undefined>;
}

interface Named {
  readonly path: string;
  readonly key: string;
  readonly caller: Caller;
}

/** What the reply of a call is kept under. */
export function onceDigest({ path, key, caller }: Named): string {
  return KeptReplies.digest([caller.projectId ?? "", caller.actor, path, key]);
}

/** The HTTP idempotency layer: the first 2xx is kept and answered again (control-api 2.2). */
export async function answerOnce(
  keptReplies: KeptReplies,
  named: Named,
  doing: Doing,
): Promise<Reply | Failure> {
  if (named.key.length > LIMITS.idempotencyKeyLength) return fail("idempotency_key_too_long");
  const digest = onceDigest(named);
  const kept = await keptReplies.reserve(digest);
  if (kept === "in_flight") return fail("idempotency_in_flight");
  if ("status" in kept) {
    const renewed = await doing.renew(kept);
    if (renewed !== undefined) return { ...renewed, headers: { "Idempotency-Replayed": "true" } };
    await keptReplies.release(digest, kept);
    return answerOnce(keptReplies, named, doing);
  }
  try {
    const result = await doing.handle(digest);
    if (isFailure(result) || result.status > 299) await keptReplies.release(digest, kept);
    else await keptReplies.keep(digest, { status: result.status, body: String(result.body ?? "") });
    return result;
  } catch (error) {
    await keptReplies.release(digest, kept).catch(() => undefined);
    throw error;
  }
}
