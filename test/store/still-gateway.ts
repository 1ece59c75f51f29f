import type { Redis } from "ioredis";
import { ClientAddresses } from "../../src/auth/client-address.js";
import { RunTokens } from "../../src/auth/run-token.js";
import { SseTokens } from "../../src/auth/sse-token.js";
import { type Config, readConfig } from "../../src/config.js";
import type { Cells } from "../../src/domain/cells.js";
import { Authentication } from "../../src/http/access/authentication.js";
import { RateLimiter } from "../../src/http/access/rate-limiter.js";
import { GatewayApp } from "../../src/http/app.js";
import { Readers } from "../../src/http/live/readers.js";
import { BodyBudget } from "../../src/http/wire/body.js";
import { Traffic } from "../../src/http/wire/traffic.js";
import { chooseHttpLibrary } from "../../src/http-library.js";
import { createLog } from "../../src/log.js";
import { Sandbox } from "../../src/sandbox/sandbox.js";
import { allCells } from "../../src/store/cell.js";
import { HomeDirectory } from "../../src/store/home-directory.js";
import { RedisClock } from "../../src/store/redis-clock.js";
import { RedisConnections } from "../../src/store/redis-connections.js";
import { RedisHealth } from "../../src/store/redis-health.js";
import { createStore, type Store } from "../../src/store/store.js";
import { StreamWatch } from "../../src/store/stream-watch.js";
import type { Answered } from "../model/world.js";
import { INTERNAL_SECRET, SIGNING_KEY } from "../support/product.js";

/** A real gateway in this process, which looks where projects lie only when it is told to, or is refused. */
export class StillGateway {
  readonly homes: HomeDirectory;
  readonly stores: Cells<Store>;
  readonly config: Config;
  readonly #app: GatewayApp;
  readonly #url: string;

  private constructor(
    app: GatewayApp,
    stores: Cells<Store>,
    config: Config,
    homes: HomeDirectory,
    url: string,
  ) {
    this.#app = app;
    this.stores = stores;
    this.config = config;
    this.homes = homes;
    this.#url = url;
  }

  static async start(redis: Redis, redisUrl: string, cells: number): Promise<StillGateway> {
    const config = readConfig({
      REDIS_URL: redisUrl,
      REDIS_TIMEOUT: "10s",
      CELLS: String(cells),
      JWT_SIGNING_KEY: SIGNING_KEY,
    });
    const log = createLog("silent", false);
    const homes = new HomeDirectory();
    const stores = allCells(config.cells, homes.homes).map((cell) =>
      createStore({ redis, clock: new RedisClock(redis) }, cell, config, () => undefined),
    );
    const addresses = new ClientAddresses([]);
    const health = new RedisHealth(
      redis,
      new RedisConnections(config.redis),
      stores.all.map(({ cell }) => cell),
    );
    const parts = {
      ...{ version: "", config, httpLibrary: await chooseHttpLibrary("auto"), stores, log, homes, addresses },
      sandbox: new Sandbox(config),
      tokens: new RunTokens({ signingKeys: config.signingKeys }),
      authentication: new Authentication(stores, INTERNAL_SECRET, false),
      traffic: new Traffic({ log, slowMs: 0, tracing: undefined, bodies: new BodyBudget(addresses) }),
      limiter: new RateLimiter(
        stores.map(({ rateLimits }) => rateLimits),
        config,
      ),
      redisHealth: health,
      sseTokens: new SseTokens(config.signingKeys),
      readers: new Readers(new StreamWatch(redis, redis), { total: 1, perProject: 1 }),
    };
    const app = new GatewayApp(parts, "test");
    await stores.first.scripts.load();
    await homes.start(stores.all);
    homes.stop();
    return new StillGateway(
      app,
      stores,
      config,
      homes,
      `http://127.0.0.1:${await app.listen("127.0.0.1", 0)}`,
    );
  }

  async call(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = { "X-Internal-Secret": INTERNAL_SECRET },
  ): Promise<Answered> {
    const response = await fetch(`${this.#url}${path}`, {
      method,
      headers: { "Content-Type": "application/json", ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
  }

  stop(): void {
    this.#app.stopListening();
    this.#app.close();
  }
}
