import type { ClientAddresses } from "../auth/client-address.js";
import type { RunTokens } from "../auth/run-token.js";
import type { SseTokens } from "../auth/sse-token.js";
import type { Config } from "../config.js";
import type { Cells } from "../domain/cells.js";
import { LIMITS } from "../domain/limits.js";
import type { HttpLibrary } from "../http-library.js";
import type { Logger } from "../log.js";
import type { Sandbox } from "../sandbox/sandbox.js";
import type { HomeDirectory } from "../store/home-directory.js";
import type { OverallHealth } from "../store/overall-health.js";
import type { Store } from "../store/store.js";
import type { Authentication } from "./access/authentication.js";
import type { RateLimiter } from "./access/rate-limiter.js";
import { JobCache } from "./control/jobs/job-cache.js";
import { OnDemandCalls } from "./control/on-demand-calls.js";
import { ClaimWaiters } from "./control/runs/claim-waiters.js";
import { WorkersSeen } from "./control/runs/workers-seen.js";
import { LargeCalls } from "./large-calls.js";
import { LargeReads } from "./large-reads.js";
import type { Readers } from "./live/readers.js";
import type { Traffic } from "./wire/traffic.js";

/** What a gateway is made of. */
export interface GatewayParts {
  /** Of the program. */
  readonly version: string;
  readonly config: Config;
  /** What answers HTTP. */
  readonly httpLibrary: HttpLibrary;
  /** Of each cell. */
  readonly stores: Cells<Store>;
  readonly sandbox: Sandbox;
  readonly tokens: RunTokens;
  readonly sseTokens: SseTokens;
  readonly readers: Readers;
  readonly authentication: Authentication;
  readonly log: Logger;
  readonly traffic: Traffic;
  readonly limiter: RateLimiter;
  readonly addresses: ClientAddresses;
  readonly redisHealth: OverallHealth;
  readonly homes: HomeDirectory;
}

/** What every handler may use; of all that lies in cells, what is in the one that its call is about. */
export interface Gateway extends Omit<GatewayParts, "stores"> {
  readonly store: Store;
  readonly jobs: JobCache;
  readonly waiters: ClaimWaiters;
  readonly workersSeen: WorkersSeen;
  /** Calls of job endpoints to try them out. */
  readonly endpointTests: OnDemandCalls;
  readonly webhookTests: OnDemandCalls;
  readonly largeCalls: LargeCalls;
  readonly largeReads: LargeReads;
  /** The stores of the cells that the project has left with runs that had ended; none unless it was moved. */
  left(projectId: string): readonly Store[];
  /** Those, and before them that of the cell in which it lies. */
  storesOf(projectId: string): readonly Store[];
}

/** What the few handlers may use whose calls are about several cells. */
export interface CrossingGateway extends Gateway {
  readonly cells: Cells<Gateway>;
}

/** The gateway of each cell, as most handlers and as the few that cross cells have it. */
export interface Gateways {
  readonly own: Cells<Gateway>;
  readonly crossing: Cells<CrossingGateway>;
}

const NO_STORES: readonly Store[] = [];

/** The gateways of all cells, with the state that their handlers share. */
export function createGateways({ stores, ...parts }: GatewayParts): Gateways {
  const { log, config } = parts;
  const { allowPrivateEndpoints: allowPrivate, endpointRequireTls, webhookRequireTls } = config;
  const shared = {
    ...parts,
    endpointTests: new OnDemandCalls(
      { allowPrivate, requireTls: endpointRequireTls },
      LIMITS.endpointVerifies,
    ),
    webhookTests: new OnDemandCalls({ allowPrivate, requireTls: webhookRequireTls }, LIMITS.webhookTests),
    largeCalls: new LargeCalls(),
    largeReads: new LargeReads(),
    left: (projectId: string) => {
      const left = parts.homes.leftBy(projectId);
      return left.length === 0 ? NO_STORES : left.map((cell) => stores.at(cell));
    },
  };
  const own = stores.map(
    (store): Gateway => ({
      ...shared,
      store,
      storesOf: (projectId) => [store, ...shared.left(projectId)],
      jobs: new JobCache(store.jobs),
      waiters: new ClaimWaiters(store.claims),
      workersSeen: new WorkersSeen(store.workers, log),
    }),
  );
  return { own, crossing: own.map((gateway) => ({ ...gateway, cells: own })) };
}
