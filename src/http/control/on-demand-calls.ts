import type { EndpointCall, EndpointClientOptions, EndpointOutcome } from "../../endpoint/endpoint-client.js";
import { onDemandClient } from "../../endpoint/on-demand-client.js";

/** Calls that somebody has made to try a URL out, while he waits: only so many at a time. */
export class OnDemandCalls {
  readonly #client: (call: EndpointCall) => Promise<EndpointOutcome>;
  readonly #most: number;
  #open = 0;

  constructor(options: EndpointClientOptions, most: number) {
    this.#client = onDemandClient(options);
    this.#most = most;
  }

  /** What came of the call; undefined at once when too many are open. */
  call(call: EndpointCall): Promise<EndpointOutcome> | undefined {
    if (this.#open >= this.#most) return undefined;
    this.#open++;
    return this.#client(call).finally(() => this.#open--);
  }
}
