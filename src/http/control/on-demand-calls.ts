import {
  type EndpointCall,
  EndpointClient,
  type EndpointClientOptions,
  type EndpointOutcome,
} from "../../endpoint/endpoint-client.js";

/** Calls that somebody has made to try a URL out, while he waits: only so many at a time. */
export class OnDemandCalls {
  // Loaded with the gateway: to load it at the first call holds the event loop for more than a call may.
  readonly #client: EndpointClient;
  readonly #most: number;
  #open = 0;

  constructor(options: EndpointClientOptions, most: number) {
    this.#client = new EndpointClient(options);
    this.#most = most;
  }

  /** What came of the call; undefined at once when too many are open. */
  call(call: EndpointCall): Promise<EndpointOutcome> | undefined {
    if (this.#open >= this.#most) return undefined;
    this.#open++;
    return this.#client.call(call).finally(() => this.#open--);
  }
}
