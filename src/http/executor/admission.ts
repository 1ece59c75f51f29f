import type { RunTokens, VerifiedRunToken } from "../../auth/run-token.js";
import { type Failure, fail } from "../../domain/failures.js";
import type { RequestHead } from "../wire/engine.js";
import type { Exchange } from "../wire/exchange.js";
import { decodedPart } from "../wire/incoming.js";
import { acceptsJson } from "../wire/request.js";

/**
 * What every executor operation asks before it looks at the body, in the contract's order (executor-api sections 1
 * and 2): the token, that it is the run's of the path, that this can be a run's id, and that JSON is accepted. All
 * of it without I/O. Undefined when it was refused.
 */
export function admit(tokens: RunTokens, exchange: Exchange, req: RequestHead): VerifiedRunToken | undefined {
  const token = tokens.verify(req.getHeader("authorization"));
  if ("rejected" in token) {
    exchange.refuse(fail(token.rejected));
    return undefined;
  }
  const refused = refusalOf(token, req);
  if (refused !== undefined) {
    exchange.refuse(refused);
    return undefined;
  }
  exchange.trace(req, token.traceparent);
  return token;
}

function refusalOf(token: VerifiedRunToken, req: RequestHead): Failure | undefined {
  const runId = req.getParameter(0) ?? "";
  if (token.runId !== runId && token.runId !== decodedPart(runId)) return fail("token_mismatch");
  if (!token.plausible) return fail("not_found");
  return acceptsJson(req.getHeader("accept")) ? undefined : fail("not_acceptable");
}
