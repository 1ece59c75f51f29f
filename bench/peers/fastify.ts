/**
 * The gateway as a good engineer would write it in an afternoon: Fastify 5, @fastify/jwt with its cache,
 * ioredis with automatic pipelining, BullMQ for the queue. `STORE=script` takes one EVALSHA a call in place
 * of plain commands.
 */
import process from "node:process";
import { Queue } from "bullmq";
import { Redis } from "ioredis";
import { CommandStore } from "./command-store.js";
import { buildFastifyApp } from "./fastify-app.js";
import { redisOptions } from "./redis-options.js";
import { ScriptStore } from "./script-store.js";

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
}

const redisUrl = required("REDIS_URL");
const scripted = process.env["STORE"] === "script";
const prefix = scripted ? "peer-script" : "peer";
const redis = new Redis({ ...redisOptions(redisUrl), enableAutoPipelining: true });
const queue = new Queue("runs", { connection: redisOptions(redisUrl), prefix: `${prefix}:bull` });
const app = await buildFastifyApp({
  store: scripted ? new ScriptStore(redis, prefix) : new CommandStore(redis, prefix),
  queue,
  signingKey: required("JWT_SIGNING_KEY"),
  apiKey: required("BOOTSTRAP_API_KEY"),
});
await app.listen({ host: "127.0.0.1", port: Number(required("PORT")) });
