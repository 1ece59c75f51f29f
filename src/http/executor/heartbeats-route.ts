import type { Static } from "typebox";
import {
  HEARTBEAT_OUTCOMES,
  HeartbeatOutcomes,
  heartbeatOutcomeJson,
  heartbeatOutcomesJson,
} from "../../api/acknowledgement.js";
import { HeartbeatsBody } from "../../api/executor-bodies.js";
import type { Cells } from "../../domain/cells.js";
import { type Failure, fail } from "../../domain/failures.js";
import { refusalFromCode } from "../../store/executor-commands.js";
import type { Gateway } from "../gateway.js";
import { bodyBounds } from "../wire/body.js";
import { readCoded } from "../wire/content-coding.js";
import { json, type Reply } from "../wire/reply.js";
import { acceptsJson, validBody } from "../wire/request.js";
import type { Handler } from "../wire/server.js";
import { bodyForm } from "../wire/validation.js";
import type { HotRoute } from "./hot-routes.js";

/** Tokens that are verified in one turn of the event loop: those of a fleet may all be new to this process. */
const VERIFIED_AT_ONCE = 100;
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
      const body = validBody(bytes, contentType, bodies);
      if ("failure" in body) {
        exchange.answer(body);
        return;
      }
      beatAll(cells, (body.value as Static<typeof HeartbeatsBody>).tokens).then(
        (answer) => exchange.answer(answer),
        (error: unknown) => exchange.crashed(error),
      );
    });
  };
}

async function beatAll(cells: Cells<Gateway>, tokens: readonly string[]): Promise<Reply | Failure> {
  const sent: (Promise<string> | string)[] = [];
  for (const [index, token] of tokens.entries()) {
    if (index > 0 && index % VERIFIED_AT_ONCE === 0) await new Promise((resolve) => setImmediate(resolve));
    sent.push(beat(cells, token));
  }
  const outcomes: string[] = [];
  for (const [index, code] of (await Promise.all(sent)).entries()) {
    if (code === "ok") continue;
    const outcome = outcomeOf(index, code);
    // Not about this run: nothing is known of any that was not answered.
    if (typeof outcome !== "string") return outcome;
    outcomes.push(outcome);
  }
  return json(200, heartbeatOutcomesJson(outcomes));
}

function beat(cells: Cells<Gateway>, text: string): Promise<string> | string {
  const token = cells.first.tokens.verify(`Bearer ${text}`);
  if ("rejected" in token) return "invalid_token";
  if (!token.plausible) return "not_found";
  return new Promise((resolve) => {
    const { heartbeats } = cells.ofId(token.runId).store;
    if (!heartbeats.send(token.liveMember, resolve)) resolve("unavailable");
  });
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
