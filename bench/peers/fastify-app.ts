import fastifyJwt from "@fastify/jwt";
import type { Queue } from "bullmq";
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { v7 as uuidv7 } from "uuid";
import type { Guard, RunStore } from "./run-store.js";

declare module "@fastify/jwt" {
  interface FastifyJWT {
    payload: { sub: string; attempt: number };
    user: { sub: string; attempt: number };
  }
}

/** What the Fastify peers are made of. */
export interface AppParts {
  readonly store: RunStore;
  readonly queue: Queue;
  readonly signingKey: string;
  readonly apiKey: string;
}

/** Entries kept of a run's event log and of its chunks. */
const EVENT_CAP = 10_000;

const REFUSALS: Record<Exclude<Guard, "ok">, readonly [number, string]> = {
  not_found: [404, "run not found"],
  gone: [410, "run has reached a terminal state"],
  stale: [401, "run token attempt is stale"],
};

const okSchema = { type: "object", properties: { status: { type: "string" } } };
const eventSchema = {
  type: "object",
  properties: {
    id: { type: "string" },
    run_id: { type: "string" },
    type: { type: "string" },
    level: { type: "string" },
    message: { type: "string" },
    created_at: { type: "string" },
    data: { type: "object", additionalProperties: true },
  },
};
const createdSchema = {
  type: "object",
  properties: { id: { type: "string" }, status: { type: "string" }, run_token: { type: "string" } },
};

const logBody = {
  type: "object",
  required: ["message"],
  properties: {
    message: { type: "string", maxLength: 65_536 },
    level: { enum: ["debug", "info", "warn", "error"] },
  },
};
const progressBody = {
  type: "object",
  required: ["percent"],
  properties: { percent: { type: "number", minimum: 0, maximum: 100 }, message: { type: "string" } },
};
const streamBody = {
  type: "object",
  required: ["chunk"],
  properties: {
    chunk: { type: "string", maxLength: 262_144 },
    stream_id: { type: "string" },
    seq: { type: "integer" },
  },
};

interface RunRoute {
  Params: { id: string };
}
interface LogRoute extends RunRoute {
  Body: { message: string; level?: string };
}
interface ProgressRoute extends RunRoute {
  Body: { percent: number; message?: string };
}
interface StreamRoute extends RunRoute {
  Body: { chunk: string; stream_id?: string; seq?: number };
}

/** The peer's HTTP application: the same routes, tokens and answers as the product, as far as a benchmark calls. */
export async function buildFastifyApp(parts: AppParts): Promise<FastifyInstance> {
  const app = Fastify({ logger: false });
  await app.register(fastifyJwt, {
    secret: parts.signingKey,
    sign: { algorithm: "HS256", iss: "strait:run-token", expiresIn: "1h" },
    verify: { algorithms: ["HS256"], allowedIss: "strait:run-token", cache: 10_000 },
  });
  addExecutorRoutes(app, parts.store);
  addControlRoutes(app, parts);
  return app;
}

async function verifyRunToken(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  try {
    await request.jwtVerify();
  } catch {
    await reply.code(401).send({ error: { code: "authentication_required", message: "invalid run token" } });
    return;
  }
  if (request.user.sub !== (request.params as { id: string }).id) {
    await reply.code(403).send({ error: { code: "forbidden", message: "token does not match run ID" } });
  }
}

function refuse(reply: FastifyReply, guard: Exclude<Guard, "ok">): FastifyReply {
  const [status, message] = REFUSALS[guard];
  return reply.code(status).send({ error: { code: guard, message } });
}

function addExecutorRoutes(app: FastifyInstance, store: RunStore): void {
  const path = (operation: string): string => `/sdk/v1/runs/:id/${operation}`;

  app.post<RunRoute>(
    path("heartbeat"),
    { preHandler: verifyRunToken, schema: { response: { 200: okSchema } } },
    async (request, reply) => {
      const guard = await store.heartbeat(request.params.id, request.user.attempt);
      return guard === "ok" ? { status: "ok" } : refuse(reply, guard);
    },
  );

  app.post<LogRoute>(
    path("log"),
    { preHandler: verifyRunToken, schema: { body: logBody, response: { 201: eventSchema } } },
    async (request, reply) => {
      const { message, level = "info" } = request.body;
      return appendEvent(store, request, reply, "log", level, message);
    },
  );

  app.post<ProgressRoute>(
    path("progress"),
    { preHandler: verifyRunToken, schema: { body: progressBody, response: { 201: eventSchema } } },
    async (request, reply) => {
      const { percent, message = "" } = request.body;
      return appendEvent(store, request, reply, "progress", "info", message, { percent });
    },
  );

  app.post<StreamRoute>(
    path("stream"),
    { preHandler: verifyRunToken, schema: { body: streamBody, response: { 200: okSchema } } },
    async (request, reply) => {
      const { chunk, stream_id: stream = "default" } = request.body;
      const entry = ["stream", stream, "chunk", chunk];
      const guard = await store.append(request.params.id, request.user.attempt, "chunks", EVENT_CAP, entry);
      return guard === "ok" ? { status: "ok" } : refuse(reply, guard);
    },
  );
}

async function appendEvent(
  store: RunStore,
  request: FastifyRequest<RunRoute>,
  reply: FastifyReply,
  type: string,
  level: string,
  message: string,
  data?: Record<string, unknown>,
): Promise<unknown> {
  const run = request.params.id;
  const event = { id: uuidv7(), run_id: run, type, level, message, created_at: new Date().toISOString() };
  const entry = ["id", event.id, "type", type, "level", level, "message", message, "at", event.created_at];
  if (data) entry.push("data", JSON.stringify(data));
  const guard = await store.append(run, request.user.attempt, "events", EVENT_CAP, entry);
  if (guard !== "ok") return refuse(reply, guard);
  reply.code(201);
  return data ? { ...event, data } : event;
}

function addControlRoutes(app: FastifyInstance, { store, queue, apiKey }: AppParts): void {
  app.get("/health/ready", async () => ({ status: "ok" }));

  app.post("/v1/jobs", async (_request, reply) => reply.code(201).send({ id: uuidv7() }));

  app.post<{ Params: { job: string }; Body: { payload?: unknown } }>(
    "/v1/jobs/:job/trigger",
    { schema: { response: { 201: createdSchema } } },
    async (request, reply) => {
      if (request.headers.authorization !== `Bearer ${apiKey}`) {
        return reply
          .code(401)
          .send({ error: { code: "authentication_required", message: "invalid API key" } });
      }
      const id = uuidv7();
      const payload = JSON.stringify(request.body?.payload ?? {});
      await Promise.all([
        store.create(id, request.params.job, payload),
        queue.add("run", { id }, { jobId: id, removeOnComplete: true, attempts: 3 }),
      ]);
      return reply.code(201).send({ id, status: "queued", run_token: app.jwt.sign({ sub: id, attempt: 1 }) });
    },
  );
}
