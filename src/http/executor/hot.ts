import type { HttpRequest, HttpResponse } from "uWebSockets.js";
import type { VerifiedRunToken } from "../../auth/run-token.js";
import { type Failure, fail } from "../../domain/failures.js";
import { partitionOf } from "../../domain/ids.js";
import { refusalFromCode } from "../../store/executor-commands.js";
import { Exchange } from "../exchange.js";
import type { Gateway } from "../gateway.js";
import { failureReply, json, type Reply, send } from "../reply.js";
import { acceptsJson, announcesBody, parseBody, readBody } from "../request.js";
import type { HttpServer } from "../server.js";
import type { RouteTraffic } from "../traffic.js";
import { validator } from "../validation.js";
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
    const heartbeats = "/sdk/v1/runs/:runID/heartbeat";
    const traffic = server.traffic("post", heartbeats);
    server.bind("post", heartbeats, (res, req) => {
      this.#heartbeat(res, req, traffic);
    });
    for (const name of ["log", "progress", "stream"] as const) {
      const path = `/sdk/v1/runs/:runID/${name}`;
      server.bind("post", path, this.#append(name, OPERATIONS[name], server.traffic("post", path)));
    }
  }

  /** Checks 1 to 5 and what needs no look at the body; the token, or undefined when it was answered. */
  #admit(res: HttpResponse, req: HttpRequest, exchange: Exchange): VerifiedRunToken | undefined {
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
    send(res, exchange, failureReply(failure, exchange.requestId));
    return undefined;
  }

  #heartbeat(res: HttpResponse, req: HttpRequest, traffic: RouteTraffic): void {
    const exchange = new Exchange(req, true, traffic);
    const token = this.#admit(res, req, exchange);
    if (token === undefined) return;
    const beat = (): void => {
      const taken = this.#gateway.store.heartbeats.send(this.#partition(token), token.liveMember, (code) => {
        if (code === "ok") send(res, exchange, HEARTBEAT_OK);
        else if (code.startsWith("cancel_requested")) send(res, exchange, json(200, heartbeatAnswer(code)));
        else this.#refuse(res, exchange, refusalFromCode(code));
      });
      if (!taken) this.#refuse(res, exchange, fail("unavailable"));
    };
    if (!announcesBody(req)) {
      res.onAborted(() => {
        exchange.abandon();
      });
      beat();
      return;
    }
    // A body is ignored, but not without limit.
    this.#read(res, exchange, beat);
  }

  #append(
    name: string,
    form: OperationForm,
    traffic: RouteTraffic,
  ): (res: HttpResponse, req: HttpRequest) => void {
    const validate = validator(form.schema);
    return (res, req) => {
      const exchange = new Exchange(req, true, traffic);
      const token = this.#admit(res, req, exchange);
      if (token === undefined) return;
      const contentType = req.getHeader("content-type");
      this.#read(res, exchange, (bytes) => {
        const body = parseBody(bytes, contentType, false);
        if ("failure" in body) {
          this.#refuse(res, exchange, body);
          return;
        }
        const invalid = validate(body.value);
        if (invalid !== undefined) {
          this.#refuse(res, exchange, invalid);
          return;
        }
        const raw = (field: string): string | undefined => body.rawField(field);
        const prepared = form.prepare(body.value, raw);
        if ("failure" in prepared) {
          this.#refuse(res, exchange, prepared);
          return;
        }
        const operation = prepared[0] ?? { name, args: [] };
        const { liveMember: member, runId } = token;
        const deliver = (code: string): void => {
          const written = name === "stream" ? code.startsWith("ok") : isEntryId(code);
          if (!written) {
            this.#refuse(res, exchange, refusalFromCode(code));
            return;
          }
          send(res, exchange, json(form.status, form.answer({ runId, nowMs: 0, result: code, operation })));
        };
        const taken = this.#gateway.store.appends.send(this.#partition(token), {
          member,
          operation,
          deliver,
        });
        if (!taken) this.#refuse(res, exchange, fail("unavailable"));
      });
    };
  }

  #partition(token: VerifiedRunToken): number {
    return partitionOf(token.runId, this.#gateway.config.partitions);
  }

  #read(res: HttpResponse, exchange: Exchange, complete: (bytes: Buffer) => void): void {
    const { maxBodyBytes, requestTimeoutMs } = this.#gateway.config;
    readBody(
      res,
      exchange,
      { limit: maxBodyBytes, timeoutMs: requestTimeoutMs },
      {
        complete,
        refuse: (failure, close) => {
          send(res, exchange, failureReply(failure, exchange.requestId), close);
        },
      },
    );
  }

  #refuse(res: HttpResponse, exchange: Exchange, failure: Failure): void {
    send(res, exchange, failureReply(failure, exchange.requestId));
  }
}

/** Redis Stream entry ids begin with a digit; refusals are words. */
function isEntryId(code: string): boolean {
  const first = code.charCodeAt(0);
  return first >= 48 && first <= 57;
}
