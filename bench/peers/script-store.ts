import type { Redis } from "ioredis";
import type { Guard, RunStore } from "./run-store.js";

const GUARD = `
local run = redis.call('HMGET', KEYS[1], 'status', 'attempt')
if not run[1] then return 'not_found' end
if run[1] ~= 'queued' and run[1] ~= 'executing' then return 'gone' end
if run[2] ~= ARGV[1] then return 'stale' end
`;

/** KEYS: run, live. ARGV: attempt, now in ms, run id. */
const HEARTBEAT = `${GUARD}
redis.call('HSET', KEYS[1], 'status', 'executing', 'heartbeat_at', ARGV[2])
redis.call('ZADD', KEYS[2], ARGV[2], ARGV[3])
return 'ok'`;

/** KEYS: run, stream. ARGV: attempt, cap, field, value, … */
const APPEND = `${GUARD}
redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[2], '*', unpack(ARGV, 3))
return 'ok'`;

/** KEYS: run. ARGV: job, payload, now in ms. */
const CREATE = `
redis.call('HSET', KEYS[1], 'status', 'queued', 'attempt', 1, 'job_id', ARGV[1], 'payload', ARGV[2], 'created_at', ARGV[3])
return 'ok'`;

interface Scripts {
  peerHeartbeat(runKey: string, liveKey: string, attempt: number, now: number, run: string): Promise<Guard>;
  peerAppend(
    runKey: string,
    streamKey: string,
    attempt: number,
    cap: number,
    ...entry: string[]
  ): Promise<Guard>;
  peerCreate(runKey: string, job: string, payload: string, now: number): Promise<Guard>;
}

/** One EVALSHA a call: guard and write are a single atomic script. */
export class ScriptStore implements RunStore {
  readonly #scripts: Scripts;
  readonly #prefix: string;

  constructor(redis: Redis, prefix: string) {
    redis.defineCommand("peerHeartbeat", { numberOfKeys: 2, lua: HEARTBEAT });
    redis.defineCommand("peerAppend", { numberOfKeys: 2, lua: APPEND });
    redis.defineCommand("peerCreate", { numberOfKeys: 1, lua: CREATE });
    // ioredis adds the defined commands as methods, which its types cannot know of.
    this.#scripts = redis as unknown as Scripts;
    this.#prefix = prefix;
  }

  heartbeat(run: string, attempt: number): Promise<Guard> {
    return this.#scripts.peerHeartbeat(this.#run(run), `${this.#prefix}:live`, attempt, Date.now(), run);
  }

  append(
    run: string,
    attempt: number,
    stream: string,
    cap: number,
    entry: readonly string[],
  ): Promise<Guard> {
    return this.#scripts.peerAppend(this.#run(run), `${this.#run(run)}:${stream}`, attempt, cap, ...entry);
  }

  async create(run: string, job: string, payload: string): Promise<void> {
    await this.#scripts.peerCreate(this.#run(run), job, payload, Date.now());
  }

  #run(run: string): string {
    return `${this.#prefix}:run:${run}`;
  }
}
