import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { readConfig } from "../../src/config.js";
import { ENVIRONMENT } from "../../src/environment.js";
import { MEMORY_SETTINGS } from "../../src/store/memory-settings.js";

const FILES = ["compose.yaml", "compose.cluster.yaml"] as const;
/** What these files ask of whoever starts them, beside the product's own variables. */
const OWN = new Set(["PORT"]);
const SECRET = "a".repeat(40);

const read = (name: string): string => readFileSync(new URL(`../../${name}`, import.meta.url), "utf8");

/** Names and values of the variables that the product is started with. */
function variablesOf(text: string): Map<string, string> {
  const lines = [...text.matchAll(/^ +([A-Z][A-Z0-9_]+): (.*)$/gm)];
  return new Map(lines.map(([, name = "", value = ""]) => [name, value.replace(/^"(.*)"$/, "$1")]));
}

const all = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map(([, one = ""]) => one);

const unique = (values: readonly string[]): string[] => [...new Set(values)].sort();

/** Arguments of `redis-server` that are a name and a value. */
function redisSettings(text: string): Map<string, string> {
  const [, list = ""] = /\[\s*"redis-server",([^\]]*)\]/.exec(text) ?? [];
  const words = all(list, /"([^"]*)"/g);
  return new Map(
    words.flatMap((word, at) => (word.startsWith("--") ? [[word.slice(2), words[at + 1] ?? ""]] : [])),
  );
}

it.each(FILES)("%s sets variables that the product knows, and it can be started with them", (file) => {
  const text = read(file);
  const variables = variablesOf(text);
  expect(variables.size).toBeGreaterThan(5);
  expect([...variables.keys()].filter((name) => !Object.hasOwn(ENVIRONMENT.properties, name))).toEqual([]);
  const asked = unique(all(text, /\$\{([A-Z_]+)/g)).filter((name) => !OWN.has(name));
  expect(asked.filter((name) => !variables.has(name))).toEqual([]);
  const filled = [...variables].map(([name, value]) => [
    name,
    value.replace(/\$\{[A-Z_]+(?::-([^}]*)|:\?[^}]*)\}/, (_, preset?: string) => preset ?? SECRET),
  ]);
  expect(() => readConfig(Object.fromEntries(filled))).not.toThrow();
});

it("both run the same programs, and a Redis that is set alike", () => {
  const [one, many] = FILES.map(read) as [string, string];
  const images = (text: string) => unique(all(text, /^ +image: (.+)$/gm));
  expect(images(many)).toEqual(images(one));
  const commands = (text: string) => unique(all(text, /^ +command: \["(\w+)"\]$/gm));
  expect(commands(one)).toEqual(["gateway", "worker"]);
  expect(commands(many)).toEqual(commands(one));
  const [settings, ofNodes] = [redisSettings(one), redisSettings(many)];
  const wanted = Object.entries(MEMORY_SETTINGS).map(([name, value]) => [name, String(value)]);
  expect([...settings]).toEqual(expect.arrayContaining([["appendonly", "yes"], ...wanted]));
  expect([...ofNodes].filter(([name]) => !name.startsWith("cluster-"))).toEqual([...settings]);
  const own = new Set(["REDIS_URL", "REDIS_CLUSTER", "REDIS_WAIT_REPLICAS"]);
  const names = (text: string) => [...variablesOf(text).keys()].filter((name) => !own.has(name));
  expect(names(many)).toEqual(names(one));
});

it("the nodes of the cluster are those that are made one, and each has its volume", () => {
  const text = read("compose.cluster.yaml");
  const addresses = all(text, /ipv4_address: ([\d.]+)/g);
  const [, lasts = ""] = /for last in ([\d ]+);/.exec(text) ?? [];
  expect(lasts.split(" ").map((last) => `10.118.0.${last}`)).toEqual(addresses);
  const named = (variablesOf(text).get("REDIS_CLUSTER") ?? "").split(",");
  expect(addresses.map((address) => `${address}:6379`)).toEqual(expect.arrayContaining(named));
  expect(unique(all(text, /volumes: \["(redis-\d):\/data"\]/g))).toHaveLength(addresses.length);
});
