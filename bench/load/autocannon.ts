import { fileURLToPath } from "node:url";
import autocannon from "autocannon";
import type { ClientContext } from "./autocannon-client.js";
import type { ClosedLoop, LoadOutcome } from "./outcome.js";

/** autocannon's own worker thread; more of them would take cores from what is measured. */
const WORKERS = 1;
/** autocannon looks at its clock this often, in ms, so a measurement is that much too long at most. */
const SAMPLE_MS = 100;

/** Loads a server with autocannon: every connection sends its next request when the last was answered. */
export async function runAutocannon(load: ClosedLoop): Promise<LoadOutcome> {
  const initialContext: ClientContext = {
    planFile: load.planFile,
    sequenced: load.sequenced,
    connections: load.connections,
  };
  const result = await autocannon({
    url: load.url,
    connections: load.connections,
    duration: load.seconds,
    workers: WORKERS,
    sampleInt: SAMPLE_MS,
    setupClient: fileURLToPath(new URL("./autocannon-client.js", import.meta.url)),
    initialContext,
  });
  return {
    rate: result["2xx"] / result.duration,
    errors: result.non2xx + result.errors,
    p50: result.latency.p50,
    p99: result.latency.p99,
  };
}
