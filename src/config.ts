import { isIP } from "node:net";
import { ConfigurationError } from "./configuration-error.js";
import { durationMs, type Environment, readEnvironment } from "./configured-values.js";
import { type Address, type RedisSettings, readRedisSettings } from "./redis-settings.js";

export type { Address, RedisSettings };

/** Typed configuration; durations are ms. */
export type Config = ReturnType<typeof readConfig>;

const MINIMUM_KEY_LENGTH = 32;
const DEVELOPMENT_KEY = "development-signing-key-do-not-use-in-production";
const KNOWN_DEFAULT_KEYS: ReadonlySet<string> = new Set([DEVELOPMENT_KEY, "changeme", "secret"]);

/** Addresses and networks as text; throws for one that is neither. */
function networks(text: string): string[] {
  const given = text.split(",").map((one) => one.trim());
  return given
    .filter((one) => one !== "")
    .map((one) => {
      const [address = "", bits] = one.split("/");
      const version = isIP(address);
      const most = version === 6 ? 128 : 32;
      const length = bits === undefined ? most : Number(bits);
      if (version === 0 || !Number.isInteger(length) || length < 0 || length > most) {
        throw new ConfigurationError(`TRUSTED_PROXIES: ${one} is neither an address nor a network`);
      }
      return `${address}/${length}`;
    });
}

function signingKeys(environment: Environment): string[] {
  const keys = environment.JWT_SIGNING_KEY.split(",").filter((key) => key !== "");
  if (environment.STRAIT_ENV === "development") return keys.length > 0 ? keys : [DEVELOPMENT_KEY];
  if (keys.length === 0) {
    throw new ConfigurationError(
      "JWT_SIGNING_KEY is missing: set it to a random text of 32 characters or more",
    );
  }
  for (const key of keys) {
    if (key.length < MINIMUM_KEY_LENGTH || KNOWN_DEFAULT_KEYS.has(key)) {
      throw new ConfigurationError(
        "JWT_SIGNING_KEY is too short or a known default: use a random text of 32 characters or more",
      );
    }
  }
  return keys;
}

function internalSecret({ INTERNAL_SECRET, STRAIT_ENV }: Environment): string {
  const short = INTERNAL_SECRET !== "" && INTERNAL_SECRET.length < MINIMUM_KEY_LENGTH;
  if (short && STRAIT_ENV !== "development") {
    throw new ConfigurationError(
      "INTERNAL_SECRET is too short: use a random text of 32 characters or more, or leave it empty to turn it off",
    );
  }
  return INTERNAL_SECRET;
}

function bootstrapApiKey({ BOOTSTRAP_API_KEY, STRAIT_ENV }: Environment): string {
  if (BOOTSTRAP_API_KEY === "") return "";
  const short = BOOTSTRAP_API_KEY.length < MINIMUM_KEY_LENGTH && STRAIT_ENV !== "development";
  if (short || !BOOTSTRAP_API_KEY.startsWith("strait_")) {
    throw new ConfigurationError(
      "BOOTSTRAP_API_KEY is too short, or no API key: use strait_ and a random text, 32 characters or more together",
    );
  }
  return BOOTSTRAP_API_KEY;
}

function corsOrigins(list: string): string[] {
  const origins = list.split(",").map((origin) => origin.trim().replace(/\/$/, ""));
  for (const origin of origins) {
    if (origin === "" || origin === "*") continue;
    if (!URL.canParse(origin) || new URL(origin).origin !== origin) {
      throw new ConfigurationError(
        `CORS_ALLOWED_ORIGINS: ${JSON.stringify(origin)} is not an origin like https://app.example.com`,
      );
    }
  }
  return origins.filter((origin) => origin !== "");
}

/** Only how Redis is reached, for programs that need nothing else. Throws as {@link readConfig} does. */
export function readRedisConfig(variables: NodeJS.ProcessEnv): RedisSettings {
  const environment = readEnvironment(variables);
  return readRedisSettings(environment, durationMs(environment.REDIS_TIMEOUT));
}

/** Reads the configuration. Throws {@link ConfigurationError} with one sentence that says what to change. */
export function readConfig(variables: NodeJS.ProcessEnv) {
  const environment = readEnvironment(variables);
  const config = {
    port: environment.PORT,
    host: environment.HOST,
    httpEngine: environment.HTTP_ENGINE,
    production: environment.STRAIT_ENV === "production",
    redis: readRedisSettings(environment, durationMs(environment.REDIS_TIMEOUT)),
    cells: environment.CELLS,
    signingKeys: signingKeys(environment),
    internalSecret: internalSecret(environment),
    authLockout: environment.AUTH_LOCKOUT,
    trustedProxies: networks(environment.TRUSTED_PROXIES),
    addressLimit: {
      requests: environment.RATE_LIMIT_REQUESTS,
      windowMs: durationMs(environment.RATE_LIMIT_WINDOW),
    },
    triggerLimit: {
      requests: environment.TRIGGER_RATE_LIMIT_REQUESTS,
      windowMs: durationMs(environment.TRIGGER_RATE_LIMIT_WINDOW),
    },
    keyLimit: {
      requests: environment.DEFAULT_API_KEY_RATE_LIMIT,
      windowSecs: environment.DEFAULT_API_KEY_RATE_WINDOW_SECS,
    },
    bootstrapApiKey: bootstrapApiKey(environment),
    bootstrapProjectId: environment.BOOTSTRAP_PROJECT_ID,
    logLevel: environment.LOG_LEVEL,
    logPretty:
      environment.LOG_FORMAT === "pretty" ||
      (environment.LOG_FORMAT === "auto" && process.stdout.isTTY === true),
    slowRequestMs: durationMs(environment.SLOW_REQUEST_THRESHOLD),
    metricsPort: environment.METRICS_PORT,
    maxBodyBytes: environment.MAX_REQUEST_BODY_SIZE,
    requestTimeoutMs: durationMs(environment.REQUEST_TIMEOUT),
    maxPendingCommands: environment.MAX_PENDING_COMMANDS,
    schemaCheckMs: durationMs(environment.SCHEMA_CHECK_LIMIT),
    schemaThreads: environment.SCHEMA_THREADS,
    shutdownDelayMs: durationMs(environment.SHUTDOWN_DELAY),
    shutdownTimeoutMs: durationMs(environment.SHUTDOWN_TIMEOUT),
    sseKeepaliveMs: durationMs(environment.SSE_KEEPALIVE_INTERVAL),
    sseMaxConns: environment.SSE_MAX_CONNS,
    sseMaxConnsPerProject: environment.SSE_MAX_CONNS_PER_PROJECT,
    sseMaxConnDurationMs: durationMs(environment.SSE_MAX_CONN_DURATION),
    corsAllowedOrigins: corsOrigins(environment.CORS_ALLOWED_ORIGINS),
    workerConcurrency: environment.WORKER_CONCURRENCY,
    heartbeatIntervalMs: durationMs(environment.HEARTBEAT_INTERVAL),
    staleThresholdMs: durationMs(environment.STALE_THRESHOLD),
    sweepIntervalMs: durationMs(environment.SWEEP_INTERVAL),
    defaultMaxAttempts: environment.DEFAULT_JOB_MAX_ATTEMPTS,
    defaultTimeoutSecs: environment.DEFAULT_JOB_TIMEOUT_SECS,
    defaultTtlSecs: environment.DEFAULT_RUN_TTL_SECS,
    maxBulkItems: environment.MAX_BULK_TRIGGER_ITEMS,
    eventBufferMs: environment.EVENT_BUFFER_SECS * 1000,
    executorHttpTimeoutMs: durationMs(environment.EXECUTOR_HTTP_TIMEOUT),
    circuitFailures: environment.CIRCUIT_FAILURES,
    circuitOpenMs: durationMs(environment.CIRCUIT_OPEN),
    dlqMaxPerProject: environment.DLQ_MAX_PER_PROJECT,
    dlqMaxPerJob: environment.DLQ_MAX_PER_JOB,
    spawnDepth: environment.MAX_SPAWN_DEPTH,
    openChildren: environment.MAX_OPEN_CHILDREN,
    dlqRejects: environment.DLQ_OVERFLOW_POLICY === "reject" ? 1 : 0,
    maxSnoozeCount: environment.MAX_SNOOZE_COUNT,
    allowPrivateEndpoints: environment.ALLOW_PRIVATE_ENDPOINTS,
    endpointRequireTls: environment.ENDPOINT_REQUIRE_TLS,
    webhookTimeoutMs: durationMs(environment.WEBHOOK_TIMEOUT),
    webhookMaxAttempts: environment.WEBHOOK_MAX_ATTEMPTS,
    webhookBackoffBaseMs: durationMs(environment.WEBHOOK_BACKOFF_BASE),
    webhookConcurrency: environment.WEBHOOK_CONCURRENCY,
    webhookRequireTls: environment.WEBHOOK_REQUIRE_TLS,
    webhookRetentionMs: durationMs(environment.WEBHOOK_RETENTION),
    retentionShortMs: durationMs(environment.RUN_RETENTION_SHORT),
    retentionLongMs: durationMs(environment.RUN_RETENTION_LONG),
    traceMode: environment.EXECUTION_TRACE_MODE,
  };
  if (config.staleThresholdMs < 3 * config.heartbeatIntervalMs) {
    throw new ConfigurationError("STALE_THRESHOLD must be at least three times HEARTBEAT_INTERVAL");
  }
  return config;
}
