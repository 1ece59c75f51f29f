import type { Config } from "../config.js";
import { EndpointClient } from "../endpoint/endpoint-client.js";
import type { Logger } from "../log.js";
import { METRICS } from "../metrics/metrics.js";
import { Sandbox } from "../sandbox/sandbox.js";
import type { OutboxJob } from "../store/outbox.js";
import type { Store } from "../store/store.js";
import { Deliverer } from "./deliverer.js";
import { type Ending, Endings } from "./ending.js";
import type { Queues } from "./queues.js";

const MOST_REPAIRED = 500;

/** With what all cells of a worker deliver: an HTTP client of their own, and threads. */
export interface WebhookTools {
  readonly client: EndpointClient;
  readonly sandbox: Sandbox;
}

export function webhookTools(config: Config): WebhookTools {
  const client = new EndpointClient({
    allowPrivate: config.allowPrivateEndpoints,
    requireTls: config.webhookRequireTls,
  });
  return { client, sandbox: new Sandbox(config) };
}

/** What a worker does about ends of runs and webhooks of one cell. */
export class WebhookSide {
  readonly #deliveries: Store["deliveries"];
  readonly #deliverer: Deliverer;
  readonly #endings: Endings;
  readonly #queues: Queues;
  readonly #log: Logger;

  constructor(store: Store, queues: Queues, tools: WebhookTools, config: Config, log: Logger) {
    this.#log = log;
    this.#queues = queues;
    this.#deliveries = store.deliveries;
    const parts = { ...store, ...tools, config, log };
    this.#deliverer = new Deliverer(parts);
    this.#endings = new Endings(parts);
  }

  deliver(job: OutboxJob): Promise<void> {
    return this.#deliverer.process(job);
  }

  /** Does what follows the end of a run; `job` is what `lua/lib/ending.lua` handed over. */
  follow(job: OutboxJob): Promise<void> {
    return this.#endings.process(job as Ending);
  }

  async repair(): Promise<void> {
    const overdue = await this.#deliveries.overdue(MOST_REPAIRED);
    if (overdue.length === 0) return;
    await this.#queues.dropStrays(overdue);
    const repaired = await this.#deliveries.repair(MOST_REPAIRED);
    METRICS.repairs.add(repaired, "follow");
    if (repaired > 0) this.#log.warn({ repaired }, "ends of runs and deliveries were handed over again");
  }
}
