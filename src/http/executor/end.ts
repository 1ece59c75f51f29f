import type { NextClaim } from "../../api/claim.js";
import { endedRunJson, type RunView } from "../../api/run.js";
import { type Failure, fail, isFailure } from "../../domain/failures.js";
import type { ClaimedRun, ClaimRequest, Claims } from "../../store/claims.js";
import { claimedJson, claimRequestOf } from "../claimed-runs.js";
import type { CrossingGateway, Gateway } from "../gateway.js";
import { json, type Reply } from "../wire/reply.js";

/** What ends a run: the run as it is then, or why it does not end. */
type End = () => Promise<{ readonly run: RunView } | Failure>;

/**
 * Ends a run, and hands out the next ones in the same call where the executor asks for them (executor-api rows 10, 11).
 * Who may not claim ends nothing, so that what was asked for is done or refused as a whole.
 */
export async function endRun(
  gateway: CrossingGateway,
  claim: NextClaim | undefined,
  end: End,
): Promise<Reply | Failure> {
  const wanted = claim === undefined ? undefined : await requestOf(gateway, claim);
  if (wanted !== undefined && isFailure(wanted)) return wanted;
  const ended = await end();
  if (isFailure(ended)) return ended;
  if (wanted === undefined) return json(200, endedRunJson(ended.run, undefined));
  const claimed = await claimOrNone(wanted.from.store.claims, wanted.request);
  return json(200, endedRunJson(ended.run, await claimedJson(wanted.from, claimed)));
}

/** What is claimed, and from where: the key may be another project's than the run. */
async function requestOf(
  gateway: CrossingGateway,
  claim: NextClaim,
): Promise<{ readonly from: Gateway; readonly request: ClaimRequest } | Failure> {
  const caller = await gateway.authentication.check(
    {
      authorization: `Bearer ${claim.api_key}`,
      internalSecret: "",
      projectId: "",
      actorId: "",
      // Who guesses has a good run token, and is not told more than that the key is none.
      address: () => "",
    },
    "workers:connect",
  );
  if (isFailure(caller) || caller.projectId === undefined) {
    return fail("forbidden", { message: "claim.api_key: must be an API key with the scope workers:connect" });
  }
  const limited = await gateway.limiter.checkCaller(caller);
  if (limited !== undefined && isFailure(limited)) return limited;
  const from = gateway.cells.ofProject(caller.projectId);
  return { from, request: await claimRequestOf(from, caller.projectId, claim) };
}

/** The run has ended and that is answered, whatever becomes of the claim. */
async function claimOrNone(claims: Claims, request: ClaimRequest): Promise<readonly ClaimedRun[]> {
  try {
    return (await claims.claim(request)).runs;
  } catch {
    return [];
  }
}
