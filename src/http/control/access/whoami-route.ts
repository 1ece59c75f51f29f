import { Type } from "typebox";
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
  responses: {
    200: Type.Object({
      project_id: Type.Optional(Type.String()),
      internal: Type.Boolean(),
      scopes: Type.Array(Type.String()),
      name: Type.Optional(Type.String()),
    }),
  },
  async handle(_, { caller: { projectId, internal, scopes, key } }) {
    const project = projectId === undefined ? {} : { project_id: projectId };
    const name = key === undefined ? {} : { name: key.key.name };
    return json(200, JSON.stringify({ ...project, internal, scopes, ...name }));
  },
});
