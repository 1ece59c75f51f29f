import { type TObject, Type } from "typebox";
import { MOST_CELLS } from "./domain/cells.js";
import { PROJECT_ID } from "./domain/ids.js";
import { LIMITS } from "./domain/limits.js";
import { duration, flag, integer, plainText, text } from "./environment-kinds.js";

/** Printable ASCII, without blanks. */
const PLAIN = "^[\\x21-\\x7e]+$";

/**
 * Every environment variable: its type, default and meaning. docs/configuration.md is made from this. Names and
 * defaults follow control-api section 9 where the reference has them.
 */
export const ENVIRONMENT = Type.Object({
  PORT: integer(8080, 0, 65_535, "Port of the HTTP API."),
  HOST: plainText("0.0.0.0", PLAIN, "Address the HTTP API listens on."),
  HTTP_ENGINE: Type.Enum(["auto", "uws", "node"], {
    default: "auto",
    description:
      "What answers HTTP: `uws` (uWebSockets.js, several times faster), `node` (`node:http`: keeps idle connections for 75 s, reads HTTP/1.0), `auto`: the former where it loads.",
  }),
  STRAIT_ENV: Type.Enum(["production", "development"], {
    default: "production",
    description: "`development` allows a missing JWT_SIGNING_KEY.",
  }),
  REDIS_URL: text(
    "",
    "`redis://`, `rediss://` or `unix:///path/to/redis.sock`. Redis 7 or newer with AOF and `noeviction`. Empty, without REDIS_CLUSTER: `redis://127.0.0.1:6379`.",
  ),
  REDIS_CLUSTER: text(
    "",
    "Instead of REDIS_URL, comma-separated `host:port` of nodes of a Redis Cluster, which are asked where the others are; in front of the first `rediss://`, user and password, as `rediss://user:password@host:6379,host:6379`.",
  ),
  REDIS_CELLS: text(
    "",
    "Instead of REDIS_URL, where each range of cells lies, when they lie in several Redis: `0-7=redis://a:6379,8-15=rediss://b:6379`. Each cell once. A range may be led by Sentinels: `redis+sentinel://user:password@s1:26379,s2:26379/primary` (or `rediss+sentinel://`), with REDIS_SENTINEL_USERNAME and _PASSWORD at the Sentinels.",
  ),
  REDIS_TIMEOUT: duration(
    "3s",
    "100ms",
    "1h",
    "A Redis command that has no answer after this is answered 503.",
  ),
  REDIS_SENTINEL_ADDRS: text(
    "",
    "Comma-separated `host:port` of Sentinels, which are asked where the primary is. User, password and database are those of REDIS_URL, its host and port are not used.",
  ),
  REDIS_SENTINEL_MASTER: text("", "What the Sentinels call the primary."),
  REDIS_SENTINEL_USERNAME: text("", "User at the Sentinels, when they have an ACL."),
  REDIS_SENTINEL_PASSWORD: text("", "Password at the Sentinels."),
  REDIS_TLS_CA: text(
    "",
    "File (PEM) of the authorities that are trusted with `rediss://`, servers and Sentinels alike. Empty: those of the system.",
  ),
  REDIS_TLS_CERT: text("", "File (PEM) of the certificate that is shown to Redis."),
  REDIS_TLS_KEY: text("", "File (PEM) of the key of REDIS_TLS_CERT."),
  REDIS_TLS_SERVERNAME: text("", "Name that Redis's certificate must have. Empty: the host's."),
  REDIS_WAIT_REPLICAS: integer(
    0,
    0,
    16,
    "Replicas that must have a write before it is answered: then a failover loses nothing that was answered. Fewer in time: 503.",
  ),
  CELLS: integer(
    1,
    1,
    MOST_CELLS,
    "Parts that the data is made of, by project, so that it may lie on several Redis. Fixed when the data set is made: a start with another number is refused.",
  ),
  JWT_SIGNING_KEY: text("", "Comma-separated keys of at least 32 characters: the first signs, all verify."),
  INTERNAL_SECRET: plainText(
    "",
    PLAIN,
    "Full rights for callers that send it as `X-Internal-Secret`; at least 32 characters. Empty: off.",
  ),
  AUTH_LOCKOUT: flag(
    true,
    "An address with 10 wrong API keys or internal secrets in 15 minutes is refused for 1 minute, after 25 for 5, after 50 for 15. What was in use before goes on. An IPv6 address counts as its /64.",
  ),
  TRUSTED_PROXIES: text(
    "",
    "Comma-separated addresses and networks (`10.0.0.0/8`) whose `X-Forwarded-For` is believed.",
  ),
  RATE_LIMIT_REQUESTS: integer(
    0,
    0,
    1_000_000_000,
    "Control requests of one address in a window; 0: no limit.",
  ),
  RATE_LIMIT_WINDOW: duration("1m", "1s", "24h", "The window of RATE_LIMIT_REQUESTS."),
  TRIGGER_RATE_LIMIT_REQUESTS: integer(
    0,
    0,
    1_000_000_000,
    "Triggers, and events sent, of one address in a window; 0: no limit.",
  ),
  TRIGGER_RATE_LIMIT_WINDOW: duration("1m", "1s", "24h", "The window of TRIGGER_RATE_LIMIT_REQUESTS."),
  DEFAULT_API_KEY_RATE_LIMIT: integer(
    0,
    0,
    1_000_000_000,
    "Control requests of an API key in a window, when neither the key nor its project has a limit; 0: no limit.",
  ),
  DEFAULT_API_KEY_RATE_WINDOW_SECS: integer(
    60,
    1,
    86_400,
    "The window of DEFAULT_API_KEY_RATE_LIMIT in seconds.",
  ),
  BOOTSTRAP_API_KEY: plainText(
    "",
    PLAIN,
    "An API key that exists from the start, for BOOTSTRAP_PROJECT_ID: `strait_` and a random text, at least 32 characters together.",
  ),
  BOOTSTRAP_PROJECT_ID: plainText("default", PROJECT_ID, "Project of BOOTSTRAP_API_KEY."),
  LOG_LEVEL: Type.Enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"], {
    default: "info",
    description: "What is logged: this and what is worse.",
  }),
  LOG_FORMAT: Type.Enum(["auto", "json", "pretty"], {
    default: "auto",
    description: "`json` for machines, `pretty` for people; `auto`: pretty on a terminal, else JSON.",
  }),
  SLOW_REQUEST_THRESHOLD: duration(
    "1s",
    "0s",
    "24h",
    "Requests that take longer are logged as a warning; long polls and streams are not; `0s`: none.",
  ),
  METRICS_PORT: integer(
    0,
    0,
    65_535,
    "Port of a worker's own `/metrics`, `/health` and `/health/ready`, on HOST; 0: off. A gateway has them on PORT.",
  ),
  MAX_REQUEST_BODY_SIZE: integer(1_048_576, 1024, 16_777_216, "Largest request body in bytes."),
  REQUEST_TIMEOUT: duration(
    "30s",
    "1s",
    "1h",
    "A request whose body has not come after this is answered 408.",
  ),
  MAX_PENDING_COMMANDS: integer(
    50_000,
    100,
    10_000_000,
    "Requests (of bulk triggers: runs) that may wait for Redis in one gateway; more are answered 503 at once.",
  ),
  SCHEMA_CHECK_LIMIT: duration(
    "100ms",
    "1ms",
    "10s",
    "Processor time that checking one call against the JSON Schemas of users may take; beyond it, the call is answered 422.",
  ),
  SCHEMA_THREADS: integer(
    2,
    1,
    64,
    "Threads of a process in which schemas, mappings and filters of users are computed. A project has at most all but one.",
  ),
  SHUTDOWN_DELAY: duration(
    "0s",
    "0s",
    "1h",
    "How long a stopping gateway answers as not ready before it stops: give a balancer time to notice.",
  ),
  SHUTDOWN_TIMEOUT: duration("30s", "0s", "24h", "How long a stopping process waits for what is in flight."),
  SSE_KEEPALIVE_INTERVAL: duration("15s", "100ms", "1h", "How often a quiet stream carries a comment."),
  SSE_MAX_CONNS: integer(
    5000,
    1,
    1_000_000,
    "Streams one gateway process holds open; more are answered 503.",
  ),
  SSE_MAX_CONNS_PER_PROJECT: integer(
    100,
    1,
    1_000_000,
    "Streams of one project in one gateway process; more are answered 503.",
  ),
  SSE_MAX_CONN_DURATION: duration(
    "30m",
    "1s",
    "24h",
    "A stream is closed after this; its reader resumes where it was.",
  ),
  CORS_ALLOWED_ORIGINS: text(
    "",
    "Comma-separated origins whose pages may call the API from a browser; `*`: all. Empty: none.",
  ),
  WORKER_CONCURRENCY: integer(
    100,
    1,
    10_000,
    "Dispatches one worker process holds open at once; a quarter more for jobs and projects that hold few.",
  ),
  HEARTBEAT_INTERVAL: duration(
    "10s",
    "100ms",
    "1h",
    "How often the dispatcher heartbeats the runs it holds open.",
  ),
  STALE_THRESHOLD: duration(
    "1m",
    "300ms",
    "24h",
    "Silence after which a heartbeat is lost; at least 3 × HEARTBEAT_INTERVAL.",
  ),
  SWEEP_INTERVAL: duration("1s", "50ms", "1m", "How often due and silent runs are looked for."),
  DEFAULT_JOB_MAX_ATTEMPTS: integer(3, 1, 100, "max_attempts of a job that names none."),
  DEFAULT_JOB_TIMEOUT_SECS: integer(300, 1, 86_400, "timeout_secs of a job that names none."),
  DEFAULT_RUN_TTL_SECS: integer(
    0,
    0,
    2_592_000,
    "Seconds a run may wait for its first start; 0: timeout + 60.",
  ),
  MAX_BULK_TRIGGER_ITEMS: integer(500, 1, 500, "Items that one bulk trigger may have."),
  EVENT_BUFFER_SECS: integer(
    60,
    0,
    86_400,
    "How long an event that nobody waits for yet is kept; 0: refused.",
  ),
  EXECUTOR_HTTP_TIMEOUT: duration("5m", "100ms", "24h", "Longest time one call of a job endpoint may take."),
  CIRCUIT_FAILURES: integer(
    5,
    1,
    1000,
    "Failures in a row after which an endpoint is left alone for a while.",
  ),
  CIRCUIT_OPEN: duration(
    "60s",
    "100ms",
    "24h",
    "How long an endpoint that failed is left alone before one call tries it.",
  ),
  MAX_SNOOZE_COUNT: integer(
    50,
    0,
    10_000,
    "Runs whose endpoint had no good answer for so many times `CIRCUIT_OPEN` are `system_failed`.",
  ),
  MAX_SPAWN_DEPTH: integer(
    LIMITS.spawnDepth,
    1,
    LIMITS.ancestors,
    "Levels of children below a run that was not spawned.",
  ),
  MAX_OPEN_CHILDREN: integer(
    LIMITS.openChildren,
    1,
    100_000,
    "Children of a run that may be open at a time, with what these have spawned.",
  ),
  DLQ_MAX_PER_PROJECT: integer(10_000, 1, 1_000_000, "Dead letters of a project that are listed."),
  DLQ_MAX_PER_JOB: integer(1000, 1, 1_000_000, "Dead letters of a job that are listed."),
  DLQ_OVERFLOW_POLICY: Type.Enum(["drop_oldest", "reject"], {
    default: "drop_oldest",
    description:
      "Full list of dead letters: the oldest leaves it, or the run becomes `system_failed` instead.",
  }),
  ALLOW_PRIVATE_ENDPOINTS: flag(false, "Job endpoints and notify URLs may be private addresses."),
  ENDPOINT_REQUIRE_TLS: flag(false, "Job endpoints must be https."),
  WEBHOOK_TIMEOUT: duration("10s", "100ms", "1h", "Longest time one delivery of a webhook may take."),
  WEBHOOK_MAX_ATTEMPTS: integer(3, 1, 100, "Attempts of a webhook delivery, the first included."),
  WEBHOOK_BACKOFF_BASE: duration(
    "5s",
    "100ms",
    "30m",
    "Delay before the second attempt of a delivery; the later ones follow from it, up to half an hour.",
  ),
  WEBHOOK_CONCURRENCY: integer(50, 1, 10_000, "Deliveries one worker process has open at once."),
  WEBHOOK_REQUIRE_TLS: flag(false, "Webhook URLs, `webhook_url` of jobs and notify URLs must be https."),
  WEBHOOK_RETENTION: duration("72h", "1s", "87600h", "Ended deliveries leave after this."),
  RUN_RETENTION_SHORT: duration(
    "720h",
    "1s",
    "87600h",
    "Completed, failed, canceled and expired runs leave after this.",
  ),
  RUN_RETENTION_LONG: duration(
    "2160h",
    "1s",
    "87600h",
    "Timed out, crashed, system-failed and dead-letter runs leave after this.",
  ),
  EXECUTION_TRACE_MODE: Type.Enum(["full", "errors", "off"], {
    default: "full",
    description: "Which http runs keep the timings of their last dispatch.",
  }),
}) satisfies TObject;
