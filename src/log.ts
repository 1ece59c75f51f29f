import { pino, type Logger as PinoLogger } from 'pino';
import pretty from 'pino-pretty';

export type Logger = PinoLogger;

/** Names under which a secret could ever be logged; their values never appear. */
const SECRETS = [
  'authorization',
  'run_token',
  'runToken',
  'apiKey',
  'secret',
  'signingKey',
  '*.authorization',
  '*.run_token',
  '*.secret',
];

/** The process's logger: JSON lines, or a readable form for a terminal. */
export function createLog(level: string, readable: boolean): Logger {
  const options = { level, redact: { paths: SECRETS, censor: '[redacted]' }, base: { pid: process.pid } };
  if (!readable) return pino(options);
  return pino(options, pretty({ colorize: process.stdout.isTTY, ignore: 'pid', translateTime: 'HH:MM:ss.l' }));
}
