import { readFileSync } from "node:fs";
import { type ConnectionOptions, createSecureContext } from "node:tls";
import { ConfigurationError } from "./configuration-error.js";

/** Where Redis is, and how it is spoken to. */
export interface RedisSettings {
  /** `redis://`, `rediss://` or `unix://`; with Sentinels only its user, password and database count. */
  readonly url: string;
  /** A command without an answer after this many ms has failed. */
  readonly timeoutMs: number;
  /** Undefined: the URL says where Redis is. */
  readonly sentinel: SentinelSettings | undefined;
  /** Undefined: not encrypted. */
  readonly tls: ConnectionOptions | undefined;
  /** Replicas that must have a write before it is answered. */
  readonly waitReplicas: number;
}

export interface SentinelSettings {
  readonly addresses: readonly { readonly host: string; readonly port: number }[];
  readonly master: string;
  readonly username: string;
  readonly password: string;
}

/** The variables of `ENVIRONMENT` that say how Redis is reached. */
export interface RedisVariables {
  readonly REDIS_URL: string;
  readonly REDIS_SENTINEL_ADDRS: string;
  readonly REDIS_SENTINEL_MASTER: string;
  readonly REDIS_SENTINEL_USERNAME: string;
  readonly REDIS_SENTINEL_PASSWORD: string;
  readonly REDIS_TLS_CA: string;
  readonly REDIS_TLS_CERT: string;
  readonly REDIS_TLS_KEY: string;
  readonly REDIS_TLS_SERVERNAME: string;
  readonly REDIS_WAIT_REPLICAS: number;
}

const SENTINEL_PORT = 26_379;
const FORMS = "use redis://host:6379, rediss://host:6379 or unix:///path/to/redis.sock";

/** Throws {@link ConfigurationError} with one sentence that says what to change. */
export function readRedisSettings(variables: RedisVariables, timeoutMs: number): RedisSettings {
  const url = variables.REDIS_URL;
  if (!/^(rediss?|unix):\/\//.test(url) || !URL.canParse(url)) {
    throw new ConfigurationError(`REDIS_URL is no address of a Redis: ${FORMS}`);
  }
  return {
    url,
    timeoutMs,
    sentinel: sentinelSettings(variables),
    tls: tlsSettings(variables),
    waitReplicas: variables.REDIS_WAIT_REPLICAS,
  };
}

function sentinelSettings(variables: RedisVariables): SentinelSettings | undefined {
  const texts = variables.REDIS_SENTINEL_ADDRS.split(",").map((text) => text.trim());
  const addresses = texts.filter((text) => text !== "").map(sentinelAddress);
  const master = variables.REDIS_SENTINEL_MASTER;
  if (addresses.length === 0) {
    if (master !== "") throw new ConfigurationError("REDIS_SENTINEL_MASTER needs REDIS_SENTINEL_ADDRS");
    return undefined;
  }
  if (master === "") {
    throw new ConfigurationError("REDIS_SENTINEL_ADDRS needs REDIS_SENTINEL_MASTER, the name of the primary");
  }
  return {
    addresses,
    master,
    username: variables.REDIS_SENTINEL_USERNAME,
    password: variables.REDIS_SENTINEL_PASSWORD,
  };
}

function sentinelAddress(text: string): { host: string; port: number } {
  const url = `redis://${text}`;
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || parsed.hostname === "" || parsed.host !== text.toLowerCase()) {
    throw new ConfigurationError(`REDIS_SENTINEL_ADDRS: ${JSON.stringify(text)} is not like host:26379`);
  }
  return { host: parsed.hostname.replace(/^\[|\]$/g, ""), port: Number(parsed.port || SENTINEL_PORT) };
}

function tlsSettings(variables: RedisVariables): ConnectionOptions | undefined {
  const names = ["REDIS_TLS_CA", "REDIS_TLS_CERT", "REDIS_TLS_KEY"] as const;
  if (!variables.REDIS_URL.startsWith("rediss://")) {
    const unused = [...names, "REDIS_TLS_SERVERNAME" as const].find((name) => variables[name] !== "");
    if (unused !== undefined) throw new ConfigurationError(`${unused} needs a REDIS_URL with rediss://`);
    return undefined;
  }
  const [ca, cert, key] = names.map((name) =>
    variables[name] === "" ? undefined : pem(name, variables[name]),
  );
  const servername = variables.REDIS_TLS_SERVERNAME;
  const tls = {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(servername === "" ? {} : { servername }),
  };
  try {
    createSecureContext(tls);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ConfigurationError(`REDIS_TLS_CA, REDIS_TLS_CERT or REDIS_TLS_KEY cannot be used: ${why}`);
  }
  return tls;
}

function pem(name: string, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new ConfigurationError(`${name}: ${path} cannot be read`, { cause: error });
  }
}
