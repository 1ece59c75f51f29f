import type { Cells } from "../../domain/cells.js";
import { fail } from "../../domain/failures.js";
import type { Gateway, Gateways } from "../gateway.js";
import { bodyBounds } from "../wire/body.js";
import { readCoded } from "../wire/content-coding.js";
import { callOf, pathParams, pathShape, REFUSED_PATH } from "../wire/incoming.js";
import { parseBody } from "../wire/request.js";
import type { ExecutorRoute } from "../wire/route.js";
import type { Handler } from "../wire/server.js";
import { bodyForm } from "../wire/validation.js";
import { admit } from "./admission.js";

const NO_QUERY = {};
const NO_HEADERS = {};

/** Answers one executor operation: admission, body, schema, handler, reply. */
export function operationHandler({ own, crossing }: Gateways, route: ExecutorRoute): Handler {
  const cells: Cells<Gateway> = route.crosses === true ? crossing : own;
  const { config, tokens } = cells.first;
  const bounds = bodyBounds(config);
  const shape = pathShape(route.path);
  const form = route.body === undefined ? undefined : bodyForm(route.body);
  const optional = route.bodyOptional === true;
  const { importance = "call" } = route;
  return (exchange, req) => {
    const token = admit(tokens, exchange, req);
    if (token === undefined) return;
    const gateway = cells.ofId(token.runId);
    if (gateway.store.scripts.crowd.refuses(importance)) {
      exchange.refuse(fail("overloaded"));
      return;
    }
    const params = pathParams(req, shape);
    if (params === undefined) {
      exchange.refuse(REFUSED_PATH);
      return;
    }
    const incoming = { exchange, params, query: NO_QUERY, headers: NO_HEADERS, path: "" };
    if (route.method === "get") {
      exchange.answerWith(route.handle(gateway, callOf(incoming, undefined, token, undefined)));
      return;
    }
    const contentType = req.getHeader("content-type");
    readCoded(exchange, bounds, req.getHeader("content-encoding"), (bytes) => {
      if (form === undefined) {
        exchange.answerWith(route.handle(gateway, callOf(incoming, undefined, token, undefined)));
        return;
      }
      const body = parseBody(bytes, contentType, optional, form.shape);
      const refused = "failure" in body ? body : form.validate(body.value);
      if (refused !== undefined) exchange.refuse(refused);
      else if (!("failure" in body))
        exchange.answerWith(route.handle(gateway, callOf(incoming, body, token, undefined)));
    });
  };
}
