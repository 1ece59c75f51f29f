import { ClaimBody, ClaimedRuns } from "../../../api/claim.js";
import type { ClaimedRun } from "../../../store/claims.js";
import { claimedJson, claimRequestOf } from "../../claimed-runs.js";
import type { Gateway } from "../../gateway.js";
import { json } from "../../wire/reply.js";
import { type ControlRoute, controlRoute } from "../../wire/route.js";
import { isRefused, projectOf } from "../page.js";
import type { Claimer } from "./claim-waiters.js";

/** `POST /v1/workers/claim`, ours: the pull side of control-api 6.5 as a long poll. */
export const CLAIM_ROUTE: ControlRoute = controlRoute({
  method: "post",
  path: "/v1/workers/claim",
  operationId: "claimRuns",
  summary: "Claim ready runs of pull jobs; waits for some when there is none",
  tag: "workers",
  scope: "workers:connect",
  waits: true,
  body: ClaimBody,
  responses: { 200: ClaimedRuns },
  async handle(gateway, { caller, body, gone, whenGone }) {
    const projectId = projectOf(caller);
    if (isRefused(projectId)) return projectId;
    const claimed = await claimWaiting(gateway, projectId, body, { gone, whenGone });
    return json(200, await claimedJson(gateway, claimed));
  },
});

/** A job that does not exist yet is looked for again after so long. */
const LOOK_AGAIN_MS = 1_000;

async function claimWaiting(
  gateway: Gateway,
  projectId: string,
  body: ClaimBody,
  claimer: Claimer,
): Promise<readonly ClaimedRun[]> {
  const untilMs = performance.now() + (body.wait_ms ?? 0);
  for (;;) {
    const request = await claimRequestOf(gateway, projectId, body);
    const areKnown = request.by !== "jobs" || request.filter.length === body.job_slugs?.length;
    const leftMs = Math.max(0, untilMs - performance.now());
    const waitMs = areKnown ? leftMs : Math.min(leftMs, LOOK_AGAIN_MS);
    const claimed = await gateway.waiters.claim(request, waitMs, claimer);
    const isOver = performance.now() >= untilMs || claimer.gone() || gateway.traffic.draining;
    if (claimed.length > 0 || areKnown || isOver) return claimed;
  }
}
