import { CallerInfo, callerInfoJson } from "../../../api/api-key.js";
import { json } from "../../wire/reply.js";
import { type ControlRoute, controlRoute } from "../../wire/route.js";

/** `GET /v1/whoami`: what a credential opens, so that a client can show no more than that. Ours. */
export const WHOAMI_ROUTE: ControlRoute = controlRoute({
  method: "get",
  path: "/v1/whoami",
  operationId: "getCaller",
  summary: "Ours: whose the credential is, and what it may do",
  tag: "api-keys",
  scope: undefined,
  responses: { 200: CallerInfo },
  async handle(_, { caller: { projectId, internal, scopes, key } }) {
    const name = key?.key.name;
    return json(200, callerInfoJson({ project_id: projectId, internal, scopes: [...scopes], name }));
  },
});
