import { ClaimBody, ClaimedRuns } from "../../../api/claim.js";
import { claimedJson, claimRequestOf } from "../../claimed-runs.js";
import { json } from "../../wire/reply.js";
import { type ControlRoute, controlRoute } from "../../wire/route.js";
import { isRefused, projectOf } from "../page.js";

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
    const request = await claimRequestOf(gateway, projectId, body);
    const claimed = await gateway.waiters.claim(request, body.wait_ms ?? 0, { gone, whenGone });
    return json(200, await claimedJson(gateway, claimed));
  },
});
