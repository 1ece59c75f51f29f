import { type Failure, fail, isFailure } from "../../domain/failures.js";
import { LIMITS } from "../../domain/limits.js";
import { KeptReplies } from "../../store/kept-replies.js";
import type { Caller } from "../access/authentication.js";
import type { Reply } from "./reply.js";

/** The HTTP idempotency layer: the first 2xx is kept and answered again (control-api 2.2). */
export async function answerOnce(
  keptReplies: KeptReplies,
  { path, key, caller }: { path: string; key: string; caller: Caller },
  handle: () => Promise<Reply | Failure>,
): Promise<Reply | Failure> {
  if (key.length > LIMITS.idempotencyKeyLength) return fail("idempotency_key_too_long");
  const digest = KeptReplies.digest([caller.projectId ?? "", caller.actor, path, key]);
  const kept = await keptReplies.reserve(digest);
  if (kept === "in_flight") return fail("idempotency_in_flight");
  if (kept !== "reserved") return { ...kept, headers: { "Idempotency-Replayed": "true" } };
  try {
    const result = await handle();
    if (isFailure(result) || result.status > 299) await keptReplies.release(digest);
    else await keptReplies.keep(digest, { status: result.status, body: String(result.body ?? "") });
    return result;
  } catch (error) {
    await keptReplies.release(digest).catch(() => undefined);
    throw error;
  }
}
