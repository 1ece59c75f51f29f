/**
 * The thread of an open-loop load. It sleeps until something is due: one that spins would take a core from what is measured,
 * where there are few.
 */
import { parentPort, workerData } from "node:worker_threads";
import { build, type Histogram } from "hdr-histogram-js";
import { HttpConnection } from "./http-connection.js";
import type { FlowOutcome, OpenLoop, PhaseOutcome } from "./open-loop.js";
import { readTargets, requestWriter } from "./plan.js";

/** More requests than this on the way are not sent but counted as errors: the generator must not run out of memory. */
const MAX_PENDING = 100_000;
/** Milliseconds that answers are waited for after the last phase. */
const LINGER_MS = 5_000;
/** Milliseconds that the connections get to be established. */
const CONNECT_MS = 10_000;

const load = workerData as OpenLoop;

interface Source {
  readonly rates: readonly number[];
  readonly senders: readonly { connection: HttpConnection; next: () => string }[];
  position: number;
  /** When the next request is due, and the ms between two of them. */
  due: number;
  step: number;
}

function histogram(): Histogram {
  return build({ bitBucketSize: 32, numberOfSignificantValueDigits: 3, autoResize: true });
}

/** Milliseconds; NaN when nothing was recorded. */
function percentile(recorded: Histogram, at: number): number {
  return recorded.totalCount > 0 ? recorded.getValueAtPercentile(at) / 1000 : Number.NaN;
}

class FlowRecord {
  readonly accepted: Histogram = histogram();
  readonly refused: Histogram = histogram();
  due = 0;

  outcome(seconds: number): FlowOutcome {
    const [good, refused] = [this.accepted.totalCount, this.refused.totalCount];
    return {
      offered: this.due / seconds,
      rate: good / seconds,
      refused,
      errors: this.due - good - refused,
      p50: percentile(this.accepted, 50),
      p99: percentile(this.accepted, 99),
      refusedP99: percentile(this.refused, 99),
    };
  }
}

class PhaseRecord {
  readonly latency: Histogram = histogram();
  readonly lag: Histogram = histogram();
  readonly flows: readonly FlowRecord[] = load.flows.map(() => new FlowRecord());
  due = 0;
  good = 0;
  refused = 0;

  outcome(label: string, seconds: number): PhaseOutcome {
    const at = (place: number): number => percentile(this.latency, place);
    return {
      label,
      offered: this.due / seconds,
      rate: this.good / seconds,
      refused: this.refused,
      errors: this.due - this.good - this.refused,
      p50: at(50),
      p90: at(90),
      p99: at(99),
      p999: at(99.9),
      max: at(100),
      lagP99: percentile(this.lag, 99),
      flows: this.flows.map((flow) => flow.outcome(seconds)),
    };
  }
}

const { patience = Number.POSITIVE_INFINITY } = load;
const host = new URL(load.url).host;
const shared = connect(load.connections);
const connections = [...shared];
const records = load.phases.map(() => new PhaseRecord());
let pending = 0;

const sources: Source[] = load.flows.map((flow) => {
  const used = flow.connections === undefined ? shared : connect(flow.connections);
  if (used !== shared) connections.push(...used);
  return {
    rates: flow.rates,
    senders: readTargets(flow.planFile).flatMap((target, index) => {
      const connection = used[index % used.length];
      return connection ? [{ connection, next: requestWriter(host, target, flow.sequenced) }] : [];
    }),
    position: 0,
    due: 0,
    step: 0,
  };
});

function connect(count: number): HttpConnection[] {
  return Array.from({ length: count }, () => new HttpConnection(load.url));
}

function send(source: Source, record: PhaseRecord, flow: FlowRecord, due: number, now: number): void {
  const sender = source.senders[source.position];
  source.position = source.position + 1 < source.senders.length ? source.position + 1 : 0;
  record.due += 1;
  flow.due += 1;
  record.lag.recordValue(Math.round((now - due) * 1000));
  if (!sender || pending >= MAX_PENDING || sender.connection.waiting > patience) return;
  pending += 1;
  sender.connection.send(sender.next(), (status, _body, sentMs) => {
    pending -= 1;
    const answered = performance.now();
    const latency = Math.round((answered - now) * 1000);
    record.latency.recordValue(latency);
    if (status >= 200 && status < 300) {
      record.good += 1;
      flow.accepted.recordValue(latency);
    } else if (status === 503) {
      record.refused += 1;
      // What it has waited for is a call that was accepted, on its connection.
      flow.refused.recordValue(Math.round((answered - sentMs) * 1000));
    }
  });
}

/** Sends what is due until the phase's end; resolves with the end, where the next phase begins. */
function runPhase(index: number, start: number): Promise<number> {
  const record = records[index];
  const end = start + (load.phases[index]?.seconds ?? 0) * 1000;
  for (const source of sources) {
    source.step = 1000 / (source.rates[index] ?? 0);
    source.due = start + source.step / 2;
  }
  return new Promise((resolve) => {
    const tick = (): void => {
      const now = performance.now();
      let nearest = end;
      for (const [index, source] of sources.entries()) {
        const flow = record?.flows[index];
        while (record && flow && source.due <= now && source.due < end) {
          send(source, record, flow, source.due, now);
          source.due += source.step;
        }
        nearest = Math.min(nearest, source.due);
      }
      if (now >= end) resolve(end);
      else setTimeout(tick, nearest - now);
    };
    tick();
  });
}

/** Waits until a condition holds, or the time is over. */
async function settle(condition: () => boolean, ms: number): Promise<void> {
  const deadline = performance.now() + ms;
  while (!condition() && performance.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, 10));
}

async function main(): Promise<void> {
  await settle(() => connections.every((connection) => connection.established), CONNECT_MS);
  let start = performance.now();
  for (let index = 0; index < load.phases.length; index += 1) start = await runPhase(index, start);
  await settle(() => pending === 0, LINGER_MS);
  for (const connection of connections) connection.close();
  parentPort?.postMessage(
    records.map((record, index) => {
      const phase = load.phases[index];
      return record.outcome(phase?.label ?? "", phase?.seconds ?? 1);
    }),
  );
}

await main();
