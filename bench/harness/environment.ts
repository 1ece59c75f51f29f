import { join } from "node:path";
import type { Settings } from "../settings.js";
import {
  type Contender,
  type ContenderName,
  type Credentials,
  newCredentials,
  startContender,
} from "./contenders.js";
import { type BenchRedis, startRedis, temporaryDirectory } from "./redis.js";
import { createJob, type JobSpec, liveRuns, localRuns, type Run } from "./seed.js";

/** One Redis and the contenders on it; a scenario that counts memory or keys takes one of its own. */
export class Environment {
  readonly settings: Settings;
  readonly credentials: Credentials;
  readonly #redis: BenchRedis | undefined;
  readonly #contenders = new Map<ContenderName, Contender>();
  readonly #runs = new Map<ContenderName, Run[]>();
  /** The baseline keeps its data apart: its commands and stored shapes may be others. */
  #baselineRedis: BenchRedis | undefined;
  readonly #plans: string = temporaryDirectory();
  #planCount = 0;

  private constructor(settings: Settings, credentials: Credentials, redis?: BenchRedis) {
    this.settings = settings;
    this.credentials = credentials;
    this.#redis = redis;
  }

  /** A fresh Redis without contenders, or the remote deployment that the settings name. */
  static async start(settings: Settings): Promise<Environment> {
    const { remote } = settings;
    if (!remote) return new Environment(settings, newCredentials(), await startRedis(settings.appendfsync));
    const credentials = { ...newCredentials(), apiKey: remote.apiKey, projectId: remote.projectId };
    const environment = new Environment(settings, credentials);
    const deployment = {
      name: "bosporus" as const,
      url: remote.url,
      pids: [],
      running: () => true,
      stop: async () => undefined,
    };
    environment.#contenders.set("bosporus", deployment);
    return environment;
  }

  /** The Redis of our own. Throws where the deployment is remote: such scenarios are marked `local`. */
  get redis(): BenchRedis {
    if (!this.#redis) throw new Error("the Redis of a remote deployment cannot be looked at");
    return this.#redis;
  }

  /**
   * Those of the contenders that are to be measured; of a remote deployment only itself can be, and a quick
   * run does without the second Fastify peer.
   */
  available(all: readonly ContenderName[]): ContenderName[] {
    const { contenders, quick, remote, baseline } = this.settings;
    const names = all.filter((name) => name !== "baseline" || baseline !== undefined);
    if (remote) return names.filter((name) => name === "bosporus");
    if (contenders.length > 0)
      return names.filter((name) => name === "baseline" || contenders.includes(name));
    return names.filter((name) => !(quick && name === "fastify-script"));
  }

  /** The contender, started when it is first asked for, and again on the same data when it has ended by itself. */
  async contender(name: ContenderName, processes = 1): Promise<Contender> {
    const known = this.#contenders.get(name);
    if (known?.running()) return known;
    await known?.stop();
    const redis = name === "baseline" ? await this.#redisOfBaseline() : this.redis;
    const folder = name === "baseline" ? this.settings.baseline : undefined;
    const started = await startContender(name, redis.url, this.credentials, { processes, folder });
    this.#contenders.set(name, started);
    return started;
  }

  async #redisOfBaseline(): Promise<BenchRedis> {
    this.#baselineRedis ??= await startRedis(this.settings.appendfsync);
    return this.#baselineRedis;
  }

  /** Stops a contender; the next call of {@link contender} starts it anew on the same data. */
  async stopContender(name: ContenderName): Promise<void> {
    await this.#contenders.get(name)?.stop();
    this.#contenders.delete(name);
  }

  /** The contender's executing runs that the scenarios rotate over, filled when first asked for. */
  async runs(name: ContenderName, count: number = this.settings.runs): Promise<readonly Run[]> {
    const known = this.#runs.get(name) ?? [];
    this.#runs.set(name, known);
    const missing = count - known.length;
    if (missing > 0) {
      const made =
        name === "bare"
          ? localRuns(missing, this.credentials.signingKey)
          : await liveRuns((await this.contender(name)).url, this.credentials, missing);
      for (const run of made) known.push(run);
    }
    return known.slice(0, count);
  }

  /** Creates a job on a contender and gives its id. */
  async job(name: ContenderName, spec: JobSpec): Promise<string> {
    return createJob((await this.contender(name)).url, this.credentials, spec);
  }

  /** A new file for a generator's plan. */
  planFile(): string {
    this.#planCount += 1;
    return join(this.#plans, `plan-${this.#planCount}`);
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#contenders.values()].map((contender) => contender.stop()));
    this.#contenders.clear();
    await this.#redis?.stop();
    await this.#baselineRedis?.stop();
  }
}
