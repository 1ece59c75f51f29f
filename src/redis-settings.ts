import { readFileSync } from "node:fs";
import { type ConnectionOptions, createSecureContext } from "node:tls";
import { ConfigurationError } from "./configuration-error.js";

/** Where Redis is, and how it is spoken to. */
export interface RedisSettings {
  /** `redis://`, `rediss://` or `unix://`; with Sentinels or a cluster only its user, password and database count. */
  readonly url: string;
  /** A command without an answer after this many ms has failed. */
  readonly timeoutMs: number;
  /** Undefined: the URL says where Redis is. */
  readonly sentinel: SentinelSettings | undefined;
  /** Nodes of a Redis Cluster that are asked first where the others are. Undefined: no cluster. */
  readonly cluster: readonly Address[] | undefined;
  /** Where each range of cells lies, when they lie in several Redis. Undefined: all lie where the rest says. */
  readonly ranges: readonly CellRange[] | undefined;
  /** Undefined: not encrypted. */
  readonly tls: ConnectionOptions | undefined;
  /** Replicas that must have a write before it is answered. */
  readonly waitReplicas: number;
}

/** Cells, from the first to the last, that lie in one Redis of their own. */
export interface CellRange {
  readonly first: number;
  readonly last: number;
  readonly url: string;
  readonly sentinel: SentinelSettings | undefined;
  readonly tls: ConnectionOptions | undefined;
}

/** A server, by name or number. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

export interface SentinelSettings {
  readonly addresses: readonly Address[];
  readonly master: string;
  readonly username: string;
  readonly password: string;
}

/** The variables of `ENVIRONMENT` that say how Redis is reached. */
export interface RedisVariables {
  readonly REDIS_URL: string;
  readonly REDIS_CLUSTER: string;
  readonly REDIS_CELLS: string;
  readonly CELLS: number;
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

const [REDIS_PORT, SENTINEL_PORT] = [6_379, 26_379];
const DEFAULT_URL = `redis://127.0.0.1:${REDIS_PORT}`;
const FORMS = "use redis://host:6379, rediss://host:6379 or unix:///path/to/redis.sock";

const SENTINEL_FORM = "redis+sentinel://sentinel:26379,sentinel:26379/name-of-the-primary";

/** Throws {@link ConfigurationError} with one sentence that says what to change. */
export function readRedisSettings(variables: RedisVariables, timeoutMs: number): RedisSettings {
  const ranges = cellRanges(variables);
  const cluster = clusterSettings(variables);
  const url = ranges?.[0]?.url ?? cluster?.url ?? (variables.REDIS_URL || DEFAULT_URL);
  if (!isAddress(url)) throw new ConfigurationError(`REDIS_URL is no address of a Redis: ${FORMS}`);
  return {
    url,
    timeoutMs,
    sentinel: ranges === undefined ? sentinelSettings(variables) : ranges[0]?.sentinel,
    cluster: cluster?.addresses,
    ranges,
    tls: ranges === undefined ? tlsSettings(variables, url) : ranges[0]?.tls,
    waitReplicas: variables.REDIS_WAIT_REPLICAS,
  };
}

function isAddress(url: string): boolean {
  return /^(rediss?|unix):\/\//.test(url) && URL.canParse(url);
}

const SENTINELS = ["REDIS_SENTINEL_ADDRS", "REDIS_SENTINEL_MASTER"] as const;

/** A way to Redis that is set leaves no room for another. */
function refuseBeside(
  name: keyof RedisVariables,
  others: readonly (keyof RedisVariables)[],
  variables: RedisVariables,
): void {
  const other = others.find((one) => variables[one] !== "");
  if (other === undefined) return;
  throw new ConfigurationError(`${name} and ${other} are two ways to Redis: set one of them`);
}

/** Every cell lies in one Redis; in the order of the cells. */
function cellRanges(variables: RedisVariables): readonly CellRange[] | undefined {
  const { REDIS_CELLS: text, CELLS: cells } = variables;
  if (text === "") return undefined;
  refuseBeside("REDIS_CELLS", ["REDIS_URL", "REDIS_CLUSTER", ...SENTINELS], variables);
  const isSecure = /=rediss(\+sentinel)?:\/\//.test(text);
  const ranges = text.split(/,(?=\s*\d+(?:-\d+)?=)/).map((part) => {
    const [, first = "", last = first, place = ""] = /^\s*(\d+)(?:-(\d+))?=(\S+)\s*$/.exec(part) ?? [];
    const { url, sentinel } = sentinelPlace(place, variables) ?? { url: place, sentinel: undefined };
    if (!isAddress(url)) {
      throw new ConfigurationError(
        `REDIS_CELLS: ${part.split("=", 1)[0]} has no address of a Redis: ${FORMS}, or ${SENTINEL_FORM}`,
      );
    }
    // A file of authorities is for those that are encrypted.
    const tls = isSecure && !url.startsWith("rediss://") ? undefined : tlsSettings(variables, url);
    return { first: Number(first), last: Number(last), url, sentinel, tls };
  });
  ranges.sort((left, right) => left.first - right.first);
  const follows = ranges.every(
    ({ first, last }, index) => first === (ranges[index - 1]?.last ?? -1) + 1 && last >= first,
  );
  if (!follows || ranges.at(-1)?.last !== cells - 1) {
    throw new ConfigurationError(
      `REDIS_CELLS must name each cell from 0 to ${cells - 1} once (CELLS is ${cells}), as in 0-7=redis://a:6379,8-15=redis://b:6379`,
    );
  }
  return ranges;
}

/**
 * `redis+sentinel://[user:password@]sentinel:26379,…/master[/database]`, or `rediss+sentinel://`; undefined for another form.
 * The URL has what its servers are spoken to with, and tells it from others that the same Sentinels watch.
 */
function sentinelPlace(
  place: string,
  variables: RedisVariables,
): { readonly url: string; readonly sentinel: SentinelSettings } | undefined {
  const [, scheme, user = "", hosts = "", master = "", database = ""] =
    /^(rediss?)\+sentinel:\/\/(.*@)?([^@/]+)\/([^/?#]+)(\/\d+)?$/s.exec(place) ?? [];
  const addresses = addressList("REDIS_CELLS", hosts, SENTINEL_PORT);
  if (scheme === undefined || addresses.length === 0) return undefined;
  return {
    url: `${scheme}://${user}${hosts.split(",", 1)[0]}${database}#${master}`,
    sentinel: { addresses, master, ...sentinelUser(variables) },
  };
}

function sentinelUser(variables: RedisVariables): Pick<SentinelSettings, "username" | "password"> {
  return { username: variables.REDIS_SENTINEL_USERNAME, password: variables.REDIS_SENTINEL_PASSWORD };
}

/** `url` is the first node's: it has what all of them share. */
function clusterSettings(
  variables: RedisVariables,
): { readonly url: string; readonly addresses: readonly Address[] } | undefined {
  const text = variables.REDIS_CLUSTER;
  if (text === "") return undefined;
  refuseBeside("REDIS_CLUSTER", ["REDIS_URL", ...SENTINELS], variables);
  const [, scheme = "redis://", user = "", hosts = ""] = /^(rediss?:\/\/)?(.*@)?([^@]*)$/s.exec(text) ?? [];
  const addresses = addressList("REDIS_CLUSTER", hosts, REDIS_PORT);
  const url = `${scheme}${user}${hosts.split(",", 1)[0]}`;
  if (addresses.length === 0 || !URL.canParse(url)) {
    throw new ConfigurationError(
      "REDIS_CLUSTER names no nodes: use host:6379,host:6379 or rediss://user:password@host:6379,host:6379",
    );
  }
  return { url, addresses };
}

function sentinelSettings(variables: RedisVariables): SentinelSettings | undefined {
  const addresses = addressList("REDIS_SENTINEL_ADDRS", variables.REDIS_SENTINEL_ADDRS, SENTINEL_PORT);
  const master = variables.REDIS_SENTINEL_MASTER;
  if (addresses.length === 0) {
    if (master !== "") throw new ConfigurationError("REDIS_SENTINEL_MASTER needs REDIS_SENTINEL_ADDRS");
    return undefined;
  }
  if (master === "") {
    throw new ConfigurationError("REDIS_SENTINEL_ADDRS needs REDIS_SENTINEL_MASTER, the name of the primary");
  }
  return { addresses, master, ...sentinelUser(variables) };
}

function addressList(name: keyof RedisVariables, list: string, port: number): Address[] {
  const texts = list.split(",").map((text) => text.trim());
  return texts
    .filter((text) => text !== "")
    .map((text) => {
      const url = `redis://${text}`;
      const parsed = URL.canParse(url) ? new URL(url) : undefined;
      if (parsed === undefined || parsed.hostname === "" || parsed.host !== text.toLowerCase()) {
        throw new ConfigurationError(`${name}: ${JSON.stringify(text)} is not like host:${port}`);
      }
      return { host: parsed.hostname.replace(/^\[|\]$/g, ""), port: Number(parsed.port || port) };
    });
}

function tlsSettings(variables: RedisVariables, url: string): ConnectionOptions | undefined {
  const names = ["REDIS_TLS_CA", "REDIS_TLS_CERT", "REDIS_TLS_KEY"] as const;
  if (!url.startsWith("rediss://")) {
    const unused = [...names, "REDIS_TLS_SERVERNAME" as const].find((name) => variables[name] !== "");
    if (unused !== undefined)
      throw new ConfigurationError(`${unused} needs a REDIS_URL or REDIS_CLUSTER with rediss://`);
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
