/**
 * Runs inside autocannon's worker, which loads it by `require` and calls it for every connection: gives each
 * connection its own share of the runs, so that the connections do not walk over them in step, and no run's
 * `seq` is written by two of them.
 */
import { readTargets, requestWriter } from "./plan.js";

/** Handed over as autocannon's `initialContext`. */
export interface ClientContext {
  readonly planFile: string;
  readonly sequenced: boolean;
  readonly connections: number;
}

interface Client {
  readonly opts: { readonly host: string; readonly initialContext: ClientContext };
  /** The bytes of the next request; replacing it spares autocannon's rebuilding of every dynamic request. */
  getRequestBuffer(): string;
}

let connection = 0;
let writers: (() => string)[] | undefined;

function setupClient(client: Client): void {
  const { planFile, sequenced, connections } = client.opts.initialContext;
  writers ??= readTargets(planFile).map((target) => requestWriter(client.opts.host, target, sequenced));
  const first = connection % writers.length;
  connection += 1;
  const own = writers.filter((_writer, index) => index % connections === first % connections);
  let next = 0;
  client.getRequestBuffer = () => {
    const writer = own[next] ?? own[0];
    next = next + 1 < own.length ? next + 1 : 0;
    return writer ? writer() : "";
  };
}

export { setupClient as "module.exports" };
