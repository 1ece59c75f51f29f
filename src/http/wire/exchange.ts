import type { Span } from "@opentelemetry/api";
import { type Failure, fail, isFailure } from "../../domain/failures.js";
import { METRICS } from "../../metrics/metrics.js";
import { RedisUnavailableError } from "../../store/connection.js";
import { isFull } from "../../store/storage.js";
import { type BodyBounds, type BodyReader, IncomingBody } from "./body.js";
import type { RequestHead, ResponseSide, Upgrade } from "./engine.js";
import { handOver, TOO_MANY_ANSWERS } from "./large-answer.js";
import { failureReply, headerBlock, type Reply, STATUS_LINES, utf8 } from "./reply.js";
import { requestIdOf, sdkVersionOf } from "./request.js";
import type { RouteTraffic } from "./traffic.js";

/** A body of more characters is handed over as the connection takes it, and not copied into its buffer as a whole. */
const LARGE = 65_536;

/** What an answer that goes out in parts hears of its connection. */
export interface StreamEvents {
  /** The connection takes more. */
  drained(): void;
  /** The client has gone: nothing can be written any more. */
  gone(): void;
}

export interface RequestKind {
  readonly executor: boolean;
  readonly head: boolean;
}

/**
 * One request on its way to its answer, and the only way to it: the server library's own response is kept in here,
 * because a process ends when that is used without an abort handler or after the client has gone. What the answer
 * carries is taken from the request before anything else happens. A class, so that all have one shape: the hot path
 * makes tens of thousands a second.
 */
export class Exchange implements BodyReader {
  readonly requestId: string;
  /** Set on executor routes: the SDK version that was sent, '' for none (executor-api section 1). */
  readonly sdkVersion: string | undefined;
  /** What keeps count of the route's requests. */
  readonly traffic: RouteTraffic;
  /** When it came (turn clock, ms). */
  readonly startedMs: number;
  /** Its span, when traces are on. */
  span: Span | undefined = undefined;
  /** What the browser of another origin has to be told, where that is allowed (`cors.ts`): more headers. */
  corsHeaders = "";
  #res: ResponseSide | undefined;
  #answered = false;
  #gone: (() => void) | undefined = undefined;
  #body: IncomingBody | undefined = undefined;
  /** What is done with the body. */
  #whole: ((bytes: Buffer) => void) | undefined = undefined;
  /** Whether what is answered is left out, and only its length is told. */
  readonly #head: boolean;

  /** `executor`: whether it is answered with the headers of the executor API. `head`: whether it is a HEAD. */
  constructor(res: ResponseSide, req: RequestHead, { executor, head }: RequestKind, traffic: RouteTraffic) {
    this.#res = res;
    this.#head = head;
    this.requestId = requestIdOf(req.getHeader("x-request-id"));
    this.sdkVersion = executor ? sdkVersionOf(req) : undefined;
    this.traffic = traffic;
    this.startedMs = traffic.begun();
    res.onAborted(() => {
      this.#abort();
    });
  }

  /** Whether it was answered or the client has gone: nobody would read what is written now. */
  get ended(): boolean {
    return this.#answered;
  }

  /** Begins the request's span when traces are on; `parent` is the run's own trace. */
  trace(req: RequestHead, parent?: string): void {
    if (this.traffic.tracing !== undefined) this.span = this.traffic.span(req, parent);
  }

  /** The address of the other end of its connection; '' once that is closed. */
  peer(): string {
    return this.#res === undefined ? "" : Buffer.from(this.#res.getRemoteAddressAsText()).toString();
  }

  /** Writes the answer. Nothing is written when it was answered before or the client has gone. */
  send(reply: Reply, close = false): void {
    const { body } = reply;
    const last = close || this.traffic.draining;
    if (body !== undefined && body.length > LARGE && !last && !this.#head && !this.#answered) {
      this.#sendLarge(reply, Buffer.from(body));
      return;
    }
    const res = this.#begin(reply.status);
    if (res === undefined) return;
    this.#res = undefined;
    if (this.#head) {
      res.cork(() => {
        this.#writeHead(res, reply);
        res.writeHeader("Content-Length", String(Buffer.byteLength(body ?? "")));
        res.endWithoutBody();
      });
      return;
    }
    res.cork(() => {
      this.#writeHead(res, reply);
      // With arguments it would announce a length of its own making.
      if (body === undefined) res.endWithoutBody();
      else res.end(utf8(body), last);
    });
  }

  /** Writes the error envelope. */
  refuse(failure: Failure, close = false): void {
    this.send(failureReply(failure, this.requestId), close);
  }

  /** Writes what a handler came to. */
  answer(result: Reply | Failure): void {
    try {
      if (isFailure(result)) this.refuse(result);
      else this.send(result);
    } catch (error) {
      this.crashed(error);
    }
  }

  /** Writes what a handler comes to; Redis being away is expected, anything else is not. */
  answerWith(handled: Reply | Failure | Promise<Reply | Failure>): void {
    if (!(handled instanceof Promise)) {
      this.answer(handled);
      return;
    }
    handled.then(
      (result) => this.answer(result),
      (error: unknown) => this.failed(error),
    );
  }

  /** What a handler needs cannot be had, or it has crashed. */
  failed(error: unknown): void {
    if (isFull(error)) this.answer(fail("storage_full"));
    else if (error instanceof RedisUnavailableError) this.answer(fail("unavailable"));
    else this.crashed(error);
  }

  /** A handler has failed where it must not: it is told to those who can mend it, and the caller gets a 500. */
  crashed(error: unknown): void {
    METRICS.unexpectedErrors.add(1, "request");
    this.traffic.report(this, error);
    try {
      this.refuse(fail("internal_error"));
    } catch (again) {
      this.traffic.report(this, again);
    }
  }

  /** Calls the handler when the client leaves before it was answered. */
  whenGone(handler: () => void): void {
    if (this.#answered) return;
    this.#gone = handler;
    this.#res?.endsWithClient?.();
  }

  /**
   * Hands over the body when all of it has come; what is wrong with it is answered. `held`: not much of it is read until
   * it is admitted.
   */
  readBody(bounds: BodyBounds, complete: (bytes: Buffer) => void, held = false): void {
    if (this.#res === undefined) return;
    this.#whole = complete;
    this.#body = new IncomingBody(this.#res, bounds, this.traffic.bodies, this, held);
  }

  /** All of the body has come. */
  complete(bytes: Buffer): void {
    try {
      this.#whole?.(bytes);
    } catch (error) {
      this.failed(error);
    }
  }

  /** Whoever sends the body may: the rest of it is read. */
  admit(): void {
    this.#body?.admit();
  }

  /**
   * Sends the head of an answer that goes out in parts, for the counts the answer itself; undefined when the client
   * has gone.
   */
  stream(headers: Readonly<Record<string, string>>, events: StreamEvents): ByteStream | undefined {
    const res = this.#begin(200);
    if (res === undefined) return undefined;
    if (this.#head) {
      this.#res = undefined;
      res.cork(() => {
        this.#writeHead(res, { status: 200, body: "", headers });
        res.endWithoutBody();
      });
      return undefined;
    }
    this.#gone = () => events.gone();
    res.endsWithClient?.();
    res.onWritable(() => {
      events.drained();
      return true;
    });
    res.cork(() => {
      this.#writeHead(res, { status: 200, body: "", headers });
    });
    return {
      write: (data) => {
        let taken = true;
        this.#res?.cork(() => {
          taken = res.write(utf8(data));
        });
        return taken;
      },
      end: (last) => {
        if (this.#res === undefined) return;
        this.#res = undefined;
        res.cork(() => {
          if (last !== "") res.write(utf8(last));
          res.end();
        });
      },
    };
  }

  /** Makes the connection a WebSocket with this state, unless the client has gone. */
  upgrade<State extends object>(upgrade: Upgrade<State>, state: State): void {
    const res = this.#begin(101);
    this.#res = undefined;
    if (res !== undefined) upgrade(state);
  }

  /** The response, once: from now on it is answered. */
  #begin(status: number): ResponseSide | undefined {
    if (this.#answered) return undefined;
    this.#answered = true;
    this.#gone = undefined;
    this.traffic.answered(this, status);
    // What still comes of a body is read and forgotten.
    this.#body?.admit();
    this.#body?.drop();
    return this.#res;
  }

  #writeHead(res: ResponseSide, reply: Reply): void {
    if (reply.status !== 200) res.writeStatus(STATUS_LINES[reply.status] ?? String(reply.status));
    // Everything in it is ours or was checked to be free of line breaks. Beyond ASCII may be only what a handler adds.
    const block = headerBlock(this, reply);
    res.writeHeader("X-Request-Id", reply.headers === undefined ? block : utf8(block));
  }

  /** Sends an answer that a connection may not take at once; it stays in flight, and is held, until it has. */
  #sendLarge(reply: Reply, body: Buffer): void {
    const { answers } = this.traffic;
    const address = answers.counted(this.peer());
    if (!answers.take(address, body.length)) {
      this.refuse(TOO_MANY_ANSWERS);
      return;
    }
    const res = this.#begin(reply.status);
    this.#res = undefined;
    if (res === undefined) {
      answers.giveBack(address, body.length);
      return;
    }
    this.traffic.handingOver();
    const ended = (): void => {
      answers.giveBack(address, body.length);
      this.traffic.handedOver();
    };
    this.#gone = handOver(res, body, () => this.#writeHead(res, reply), ended);
  }

  /** The client has gone. */
  #abort(): void {
    this.#res = undefined;
    const gone = this.#gone;
    this.#gone = undefined;
    this.#body?.drop();
    if (!this.#answered) {
      this.#answered = true;
      this.traffic.abandoned(this);
    }
    gone?.();
  }
}

/** An answer that goes out in parts. */
export interface ByteStream {
  /** Whether the connection took it at once: if not, nothing more shall be written until it is drained. */
  write(data: string | Buffer): boolean;
  /** Ends the answer, after a last text. */
  end(last: string): void;
}
