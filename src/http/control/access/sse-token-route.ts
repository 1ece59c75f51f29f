import { SseToken, sseTokenJson } from "../../../api/sse-token.js";
import { LIMITS } from "../../../domain/limits.js";
import { json } from "../../wire/reply.js";
import { type ControlRoute, controlRoute } from "../../wire/route.js";
import { isRefused, projectOf } from "../page.js";

/** `POST /v1/sse-token`: a token for `?token=`, for browsers that cannot send a header (control-api section 4). */
export const SSE_TOKEN_ROUTE: ControlRoute = controlRoute({
  method: "post",
  path: "/v1/sse-token",
  operationId: "createSseToken",
  summary: "A token that lets a browser follow streams of the project for five minutes",
  tag: "streams",
  scope: "runs:read",
  responses: { 201: SseToken },
  async handle(gateway, { caller }) {
    const projectId = projectOf(caller);
    if (isRefused(projectId)) return projectId;
    const nowMs = Date.now();
    const expiresAtMs = Math.floor(nowMs / 1000 + LIMITS.sseTokenSecs) * 1000;
    const token = gateway.sseTokens.sign(
      { projectId, scopes: caller.scopes, keyId: caller.key?.key.id },
      nowMs,
      expiresAtMs,
    );
    return json(201, sseTokenJson({ token, expires_at: expiresAtMs }));
  },
});
