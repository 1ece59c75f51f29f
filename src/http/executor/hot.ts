import type { HttpRequest } from "uWebSockets.js";
import type { VerifiedRunToken } from "../../auth/run-token.js";
import { type Failure, fail } from "../../domain/failures.js";
import { partitionOf } from "../../domain/ids.js";
import { refusalFromCode } from "../../store/executor-commands.js";
import type { Gateway } from "../gateway.js";
import type { Exchange } from "../wire/exchange.js";
import { json, type Reply } from "../wire/reply.js";
import { acceptsJson, announcesBody, parseBody } from "../wire/request.js";
import type { Handler, HttpServer } from "../wire/server.js";
import { validator } from "../wire/validation.js";
import { heartbeatAnswer, OPERATIONS, type OperationForm } from "./operations.js";

const HEARTBEAT_OK: Reply = json(200, '{"status":"ok"}');

/**
 * The calls an executor makes most: heartbeat, log, progress, stream. They go to a batched command by a
 * callback, without a promise a request (docs: the hot path).
 */
export class HotCalls {
  readonly #gateway: Gateway;

  constructor(gateway: Gateway) {
    this.#gateway = gateway;
  }

  bind(server: HttpServer): void {
    server.bind("post", "/sdk/v1/runs/:runID/heartbeat", (exchange, req) => this.#heartbeat(exchange, req));
    for (const name of ["log", "progress", "stream"] as const) {
      server.bind("post", `/sdk/v1/runs/:runID/${name}`, this.#append(name, OPERATIONS[name]));
    }
  }

  /** Checks 1 to 5 and what needs no look at the body; the token, or undefined when it was answered. */
  #admit(exchange: Exchange, req: HttpRequest): VerifiedRunToken | undefined {
    const token = this.#gateway.tokens.verify(req.getHeader("authorization"));
    const failure =
      "rejected" in token
        ? fail(token.rejected)
        : token.runId !== req.getParameter(0)
          ? fail("token_mismatch")
          : !token.plausible
            ? fail("not_found")
            : acceptsJson(req.getHeader("accept"))
              ? undefined
              : fail("not_acceptable");
    if (failure === undefined) {
      const verified = token as VerifiedRunToken;
      exchange.trace(req, verified.traceparent);
      return verified;
    }
    exchange.refuse(failure);
    return undefined;
  }

  #heartbeat(exchange: Exchange, req: HttpRequest): void {
    const token = this.#admit(exchange, req);
    if (token === undefined) return;
    const beat = (): void => {
      const taken = this.#gateway.store.heartbeats.send(this.#partition(token), token.liveMember, (code) => {
        try {
          exchange.answer(heartbeatResult(code));
        } catch (error) {
          exchange.crashed(error);
        }
      });
      if (!taken) exchange.answer(fail("unavailable"));
    };
    // A body is ignored, but not without limit.
    if (announcesBody(req)) this.#read(exchange, beat);
    else beat();
  }

  #append(name: string, form: OperationForm): Handler {
    const validate = validator(form.schema);
    return (exchange, req) => {
      const token = this.#admit(exchange, req);
      if (token === undefined) return;
      const contentType = req.getHeader("content-type");
      this.#read(exchange, (bytes) => {
        const body = parseBody(bytes, contentType, false);
        if ("failure" in body) {
          exchange.answer(body);
          return;
        }
        const invalid = validate(body.value);
        if (invalid !== undefined) {
          exchange.answer(invalid);
          return;
        }
        const raw = (field: string): string | undefined => body.rawField(field);
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
        const taken = this.#gateway.store.appends.send(this.#partition(token), {
          member,
          operation,
          deliver,
        });
        if (!taken) exchange.answer(fail("unavailable"));
      });
    };
  }

  #partition(token: VerifiedRunToken): number {
    return partitionOf(token.runId, this.#gateway.config.partitions);
  }

  #read(exchange: Exchange, complete: (bytes: Buffer) => void): void {
    const { maxBodyBytes, requestTimeoutMs } = this.#gateway.config;
    exchange.readBody(
      { limit: maxBodyBytes, timeoutMs: requestTimeoutMs },
      { complete, refuse: (failure, close) => exchange.refuse(failure, close) },
    );
  }
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
