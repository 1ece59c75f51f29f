import { Acknowledgement } from "../../api/acknowledgement.js";
import { RunEvent } from "../../api/event.js";
import type { Cells } from "../../domain/cells.js";
import { type Failure, fail } from "../../domain/failures.js";
import { refusalFromCode } from "../../store/executor-commands.js";
import type { Gateway } from "../gateway.js";
import { bodyBounds } from "../wire/body.js";
import { readCoded } from "../wire/content-coding.js";
import { presentText } from "../wire/incoming.js";
import { json, type Reply } from "../wire/reply.js";
import { announcesBody, validBody } from "../wire/request.js";
import type { RouteDescription } from "../wire/route.js";
import type { Handler } from "../wire/server.js";
import { bodyForm } from "../wire/validation.js";
import { admit } from "./admission.js";
import { heartbeatAnswer, type OperationForm, RECORD_OPERATIONS, RUN_PATH } from "./operations.js";

/**
 * An operation that executors call most: it goes to a batched command by a callback, without a promise a request
 * (docs: the hot path).
 */
export interface HotRoute extends RouteDescription {
  handler(cells: Cells<Gateway>): Handler;
}

const HEARTBEAT_OK: Reply = { status: 200, body: Buffer.from('{"status":"ok"}') };

/** A body is ignored, but not without limit. */
function heartbeatHandler(cells: Cells<Gateway>): Handler {
  const { config, tokens } = cells.first;
  const bounds = bodyBounds(config);
  return (exchange, req) => {
    const token = admit(tokens, exchange, req);
    if (token === undefined) return;
    const beat = (): void => {
      const { heartbeats } = cells.ofId(token.runId).store;
      const taken = heartbeats.send(token.liveMember, (code) => {
        try {
          exchange.answer(heartbeatResult(code));
        } catch (error) {
          exchange.crashed(error);
        }
      });
      if (!taken) exchange.answer(fail("overloaded"));
    };
    if (announcesBody(req)) exchange.readBody(bounds, beat);
    else beat();
  };
}

/** Appends one record: a log line, progress, a chunk. */
function appendHandler(name: "log" | "progress" | "stream", cells: Cells<Gateway>): Handler {
  const form: OperationForm = RECORD_OPERATIONS[name];
  const bodies = bodyForm(form.schema);
  const { config, tokens } = cells.first;
  const bounds = bodyBounds(config);
  return (exchange, req) => {
    const token = admit(tokens, exchange, req);
    if (token === undefined) return;
    const { appends } = cells.ofId(token.runId).store;
    if (appends.refuses()) {
      exchange.answer(fail("overloaded"));
      return;
    }
    const contentType = req.getHeader("content-type");
    readCoded(exchange, bounds, req.getHeader("content-encoding"), (bytes) => {
      const body = validBody(bytes, contentType, bodies);
      if ("failure" in body) {
        exchange.answer(body);
        return;
      }
      const raw = presentText(body.value, (field) => body.rawField(field));
      const prepared = form.prepare(body.value, raw);
      if ("failure" in prepared) {
        exchange.answer(prepared);
        return;
      }
      const operation = prepared[0] ?? { name, args: [] };
      const { liveMember: member, runId } = token;
      const deliver = (code: string): void => {
        try {
          const written = name === "stream" ? code.startsWith("ok") : isEntryId(code);
          const result = { runId, nowMs: 0, result: code, operation };
          exchange.answer(written ? json(form.status, form.answer(result)) : refusalFromCode(code));
        } catch (error) {
          exchange.crashed(error);
        }
      };
      const taken = appends.send({ member, operation, deliver });
      if (!taken) exchange.answer(fail("overloaded"));
    });
  };
}

function heartbeatResult(code: string): Reply | Failure {
  if (code === "ok") return HEARTBEAT_OK;
  return code.startsWith("cancel_requested") ? json(200, heartbeatAnswer(code)) : refusalFromCode(code);
}

/** Redis Stream entry ids begin with a digit; refusals are words. */
function isEntryId(code: string): boolean {
  const first = code.charCodeAt(0);
  return first >= 48 && first <= 57;
}

export const HOT_ROUTES: readonly HotRoute[] = [
  {
    method: "post",
    path: `${RUN_PATH}/log`,
    operationId: "appendLog",
    summary: "Append to the run’s event log",
    tag: "executor",
    body: RECORD_OPERATIONS.log.schema,
    responses: { 201: RunEvent },
    handler: (cells) => appendHandler("log", cells),
  },
  {
    method: "post",
    path: `${RUN_PATH}/progress`,
    operationId: "reportProgress",
    summary: "Report progress",
    tag: "executor",
    body: RECORD_OPERATIONS.progress.schema,
    responses: { 201: RunEvent },
    handler: (cells) => appendHandler("progress", cells),
  },
  {
    method: "post",
    path: `${RUN_PATH}/heartbeat`,
    operationId: "heartbeat",
    summary: "Show that the executor lives; learn of a requested cancel",
    tag: "executor",
    responses: { 200: Acknowledgement },
    handler: heartbeatHandler,
  },
  {
    method: "post",
    path: `${RUN_PATH}/stream`,
    operationId: "appendChunk",
    summary: "Append a chunk to a stream of the run",
    tag: "executor",
    body: RECORD_OPERATIONS.stream.schema,
    responses: { 200: Acknowledgement },
    handler: (cells) => appendHandler("stream", cells),
  },
];
