import { createRequire } from "node:module";
import { type Logger as PinoLogger, pino } from "pino";
import type { PinoPretty } from "pino-pretty";

export type Logger = PinoLogger;

/** Names under which a secret could ever be logged; their values never appear. */
const SECRETS = [
  "authorization",
  "run_token",
  "runToken",
  "apiKey",
  "secret",
  "signingKey",
  "*.authorization",
  "*.run_token",
  "*.secret",
];

/** The process's logger: JSON lines, or a readable form for a terminal. */
export function createLog(level: string, readable: boolean): Logger {
  // Errors of the Redis client carry the arguments of the command, which are the callers' data.
  const serializers = { err: ({ name, message, stack }: Error) => ({ type: name, message, stack }) };
  const options = {
    serializers,
    level,
    redact: { paths: SECRETS, censor: "[redacted]" },
    base: { pid: process.pid },
  };
  if (!readable) return pino(options);
  // Loaded where somebody reads along only.
  const pretty = createRequire(import.meta.url)("pino-pretty") as typeof PinoPretty;
  return pino(
    options,
    pretty({ colorize: process.stdout.isTTY, ignore: "pid", translateTime: "HH:MM:ss.l" }),
  );
}
