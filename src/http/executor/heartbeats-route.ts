import type { Static } from "typebox";
import {
  HEARTBEAT_OUTCOMES,
  HeartbeatOutcomes,
  heartbeatOutcomeJson,
  heartbeatOutcomesJson,
} from "../../api/acknowledgement.js";
import { HeartbeatsBody } from "../../api/executor-bodies.js";
import type { RunTokenRejection, RunTokens, VerifiedRunToken } from "../../auth/run-token.js";
import type { Cells } from "../../domain/cells.js";
import { type Failure, fail } from "../../domain/failures.js";
import { LIMITS } from "../../domain/limits.js";
import { refusalFromCode } from "../../store/executor-commands.js";
import type { Heartbeats } from "../../store/heartbeats.js";
import type { Gateway } from "../gateway.js";
import { bodyBounds } from "../wire/body.js";
import { readCoded } from "../wire/content-coding.js";
import { json, type Reply } from "../wire/reply.js";
import { acceptsJson, validBody } from "../wire/request.js";
import type { Handler } from "../wire/server.js";
import { type BodyForm, bodyForm } from "../wire/validation.js";
import { plainTokens } from "./fleet-tokens.js";
import type { HotRoute } from "./hot-routes.js";

/** Tokens that are verified in one turn of the event loop: those of a fleet may all be new to this process. */
const VERIFIED_AT_ONCE = 100;
const MOST = { tokens: LIMITS.fleetHeartbeats, length: LIMITS.runTokenLength };
const OUTCOMES: ReadonlySet<string> = new Set(HEARTBEAT_OUTCOMES);

type Outcome = (typeof HEARTBEAT_OUTCOMES)[number];

/** One call for the runs of a whole fleet (executor-api row 26). The tokens in the body are its credentials. */
export const HEARTBEATS_ROUTE: HotRoute = {
  method: "post",
  path: "/sdk/v1/heartbeats",
  operationId: "heartbeatRuns",
  summary: "Show that the executors of many runs live; answers only what is not well",
  tag: "executor",
  admitsBody: true,
  crosses: true,
  body: HeartbeatsBody,
  responses: { 200: HeartbeatOutcomes },
  handler: heartbeatsHandler,
};

function heartbeatsHandler(cells: Cells<Gateway>): Handler {
  const bodies = bodyForm(HeartbeatsBody);
  const bounds = bodyBounds(cells.first.config);
  return (exchange, req) => {
    if (!acceptsJson(req.getHeader("accept"))) {
      exchange.refuse(fail("not_acceptable"));
      return;
    }
    const contentType = req.getHeader("content-type");
    readCoded(exchange, bounds, req.getHeader("content-encoding"), (bytes) => {
      const tokens = tokensOf(cells.first.tokens, bytes, contentType, bodies);
      if ("failure" in tokens) {
        exchange.answer(tokens);
        return;
      }
      beatAll(cells, tokens).then(
        (answer) => exchange.answer(answer),
        (error: unknown) => exchange.crashed(error),
      );
    });
  };
}

/** Of each token what it says, where that is known, or its text. */
function tokensOf(
  tokens: RunTokens,
  bytes: Buffer,
  contentType: string,
  form: BodyForm,
): (VerifiedRunToken | string)[] | Failure {
  if (contentType === "" || contentType === "application/json") {
    const plain = plainTokens(bytes, MOST, (text) => tokens.known(text));
    if (plain !== undefined) return plain;
  }
  const body = validBody(bytes, contentType, form);
  return "failure" in body ? body : (body.value as Static<typeof HeartbeatsBody>).tokens;
}

/** What is answered of each, by its index; only those that are not well. */
async function beatAll(
  cells: Cells<Gateway>,
  tokens: readonly (VerifiedRunToken | string)[],
): Promise<Reply | Failure> {
  const codes = new Map<number, string>();
  const members = new Map<Heartbeats, { readonly of: string[]; readonly indexes: number[] }>();
  let verified = 0;
  for (const [index, one] of tokens.entries()) {
    let token: VerifiedRunToken | RunTokenRejection;
    if (typeof one === "string") {
      if (++verified % VERIFIED_AT_ONCE === 0) await new Promise((resolve) => setImmediate(resolve));
      token = cells.first.tokens.verify(`Bearer ${one}`);
    } else token = one;
    if ("rejected" in token) codes.set(index, "invalid_token");
    else if (!token.plausible) codes.set(index, "not_found");
    else {
      const { heartbeats } = cells.ofId(token.runId).store;
      const those = members.get(heartbeats);
      if (those === undefined) members.set(heartbeats, { of: [token.liveMember], indexes: [index] });
      else {
        those.of.push(token.liveMember);
        those.indexes.push(index);
      }
    }
  }
  await Promise.all(
    [...members].map(async ([heartbeats, { of, indexes }]) => {
      const answer = await heartbeats.sendAll(of);
      if (answer === undefined) return;
      for (const [at, index] of indexes.entries()) {
        codes.set(index, typeof answer === "string" ? answer : (answer[at] ?? "internal_error"));
      }
    }),
  );
  const outcomes: string[] = [];
  for (const [index, code] of [...codes].sort(([one], [other]) => one - other)) {
    if (code === "ok") continue;
    const outcome = outcomeOf(index, code);
    // Not about this run: nothing is known of any that was not answered.
    if (typeof outcome !== "string") return outcome;
    outcomes.push(outcome);
  }
  return json(200, heartbeatOutcomesJson(outcomes));
}

function outcomeOf(index: number, code: string): string | Failure {
  const colon = code.indexOf(":");
  const status = colon < 0 ? code : code.slice(0, colon);
  if (!OUTCOMES.has(status)) return refusalFromCode(code);
  const detail = colon < 0 ? undefined : code.slice(colon + 1);
  return heartbeatOutcomeJson({
    index,
    status: status as Outcome,
    reason: status === "cancel_requested" ? detail : undefined,
    run_status: status === "gone" ? detail : undefined,
  });
}
