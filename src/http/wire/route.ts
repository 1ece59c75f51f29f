import type { Static, TObject, TSchema } from "typebox";
import type { VerifiedRunToken } from "../../auth/run-token.js";
import type { Failure } from "../../domain/failures.js";
import type { Scope } from "../../store/api-keys.js";
import type { Importance } from "../../store/crowd.js";
import type { KeptReply } from "../../store/kept-replies.js";
import type { Caller } from "../access/authentication.js";
import type { CrossingGateway, Gateway } from "../gateway.js";
import type { Reply } from "./reply.js";

export type Method = "get" | "post" | "patch" | "del";

/** What one endpoint is: the source of its validation, its OpenAPI entry and its documentation. */
export interface RouteDescription {
  readonly method: Method;
  /** Pattern: `:name` is a parameter, a final `*` the rest of the path, raw slashes included. */
  readonly path: string;
  /** Name of the `*` part. */
  readonly rest?: string;
  readonly operationId: string;
  readonly summary: string;
  readonly tag: string;
  readonly query?: TObject;
  readonly body?: TSchema;
  /** Whether an empty body is taken as `{}`. */
  readonly bodyOptional?: boolean;
  /** Schemas of the successful answers by status; `null` for one without a body. */
  readonly responses: Readonly<Record<number, TSchema | null>>;
  /** Whether being slow is what it is for: a long poll. */
  readonly waits?: boolean;
  /** Whether it answers with server-sent events, and takes an SSE token too. */
  readonly streams?: boolean;
  /** How long it is still taken when more calls come than Redis takes; `call` by default. */
  readonly importance?: Importance;
  /** Whether its credentials are in the body. */
  readonly admitsBody?: boolean;
  /** Statuses it may refuse with, beside those every route has. */
  readonly refusals?: readonly number[];
  /** Whether a call of it may be about several cells. */
  readonly crosses?: boolean;
}

interface Call<Body, Query> {
  readonly params: readonly string[];
  readonly query: Query;
  readonly body: Body;
  /** The JSON text of a member of the body, exactly as it came. */
  raw(name: string): string | undefined;
  header(name: string): string;
  /** Whether the client has gone: nobody would read the answer. */
  gone(): boolean;
  /** Calls the handler when the client leaves before it was answered; one at a time. */
  whenGone(handler: () => void): void;
  /** The trace that what the call causes belongs to; undefined while traces are off. */
  readonly traceparent: string | undefined;
}

export interface ExecutorCall<Body = unknown, Query = unknown> extends Call<Body, Query> {
  readonly token: VerifiedRunToken;
}

export interface ControlCall<Body = unknown, Query = unknown> extends Call<Body, Query> {
  readonly caller: Caller;
  /** The same for a repeat of the call under its idempotency key, and for no other; undefined without a key. */
  readonly once: string | undefined;
  /** With a key: the cells, left by the caller's project, that were asked for what was done under it. */
  readonly asked?: readonly number[];
}

export interface ExecutorRoute extends RouteDescription {
  readonly kind: "executor";
  handle(gateway: Gateway, call: ExecutorCall): Promise<Reply | Failure>;
}

export interface ControlRoute extends RouteDescription {
  readonly kind: "control";
  /** What the caller needs; undefined: any good credential. */
  readonly scope: Scope | undefined;
  /** Set on trigger-like routes: an Idempotency-Key header makes a repeat answer the first reply again. */
  readonly idempotent?: boolean;
  /** Whether a call may be the first thing of its project: done again where the project lies, when that was not known. */
  readonly begins?: boolean;
  /** Member of the body in which the holder of the internal secret may name another project. */
  readonly projectIn?: "project_id" | "id";
  /**
   * Brings a kept reply up to date before it is answered again; undefined when what it told of does not belong to the
   * idempotency key any more, so that the call is a new one.
   */
  renew?(gateway: Gateway, call: ControlCall, kept: KeptReply): Promise<KeptReply | undefined>;
  handle(gateway: Gateway, call: ControlCall): Promise<Reply | Failure>;
}

type BodyOf<Schema> = Schema extends TSchema ? Static<Schema> : unknown;

/** A route that crosses cells says so, and only its handler is given a way to others than the one of the call. */
type GatewayOf<Crosses> = Crosses extends true ? CrossingGateway : Gateway;

/** Declares an executor endpoint with its body typed by its schema. */
export function executorRoute<
  const Body extends TSchema | undefined = undefined,
  const Query extends TObject | undefined = undefined,
  const Crosses extends boolean = false,
>(
  route: Omit<RouteDescription, "body" | "query" | "tag" | "crosses"> & {
    readonly body?: Body;
    readonly query?: Query;
    readonly crosses?: Crosses;
    handle(
      gateway: GatewayOf<Crosses>,
      call: ExecutorCall<BodyOf<Body>, BodyOf<Query>>,
    ): Promise<Reply | Failure>;
  },
): ExecutorRoute {
  // The erased handler is only ever called with a body and a query that these very schemas have accepted.
  return { ...route, tag: "executor", kind: "executor" } as unknown as ExecutorRoute;
}

/** Declares a control endpoint with its body and query typed by their schemas. */
export function controlRoute<
  const Body extends TSchema | undefined = undefined,
  const Query extends TObject | undefined = undefined,
  const Crosses extends boolean = false,
>(
  route: Omit<RouteDescription, "body" | "query" | "crosses"> & {
    readonly body?: Body;
    readonly query?: Query;
    readonly crosses?: Crosses;
    readonly scope: Scope | undefined;
    readonly idempotent?: boolean;
    readonly begins?: boolean;
    readonly projectIn?: ControlRoute["projectIn"];
    renew?(gateway: Gateway, call: ControlCall, kept: KeptReply): Promise<KeptReply | undefined>;
    handle(
      gateway: GatewayOf<Crosses>,
      call: ControlCall<BodyOf<Body>, BodyOf<Query>>,
    ): Promise<Reply | Failure>;
  },
): ControlRoute {
  return { ...route, kind: "control" } as unknown as ControlRoute;
}
