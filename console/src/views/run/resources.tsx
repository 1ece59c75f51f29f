import { AS_TEXT, answer, api } from "../../api/calls.js";
import type { Resource } from "../../api/objects.js";
import { useQuery } from "../../api/query.js";
import { Fact, Loading, Problem, Time, Unfilled } from "../../ui/basics.js";
import { Chart } from "../../ui/chart.js";
import { executorCurl } from "../../ui/curl.js";
import { Panel } from "../../ui/page.js";
import { bytes } from "../../ui/words.js";

const EVERY_MS = 10_000;
const MIB = 1_048_576;

/** CPU, memory and network of a run's executor over its time. */
export function Resources({ runId, live }: { runId: string; live: boolean }) {
  const { data, error, refresh } = useQuery<readonly Resource[]>(
    `resources:${runId}`,
    (signal) =>
      answer(
        api().GET("/v1/runs/{runID}/resources", {
          ...AS_TEXT,
          signal,
          params: { path: { runID: runId }, query: { limit: "1000" } },
        }),
      ),
    live ? { everyMs: EVERY_MS } : {},
  );
  if (error !== undefined && data === undefined) return <Problem error={error} again={refresh} />;
  if (data === undefined) return <Loading />;
  if (data.length === 0)
    return (
      <Panel title="CPU, memory and network">
        <Unfilled
          curl={
            live
              ? executorCurl(
                  "resource-snapshot",
                  { cpu_percent: 40, memory_mb: 300, memory_limit_mb: 512 },
                  runId,
                )
              : undefined
          }
        >
          The executor has reported no samples.
        </Unfilled>
      </Panel>
    );
  const [only] = data;
  if (data.length === 1 && only !== undefined)
    return (
      <Panel title="The only sample so far">
        <dl class="facts columns">
          <Fact name="Taken">
            <Time at={only.created_at} age />
          </Fact>
          <Fact name="CPU">
            {only.cpu_percent === undefined ? null : `${Math.round(only.cpu_percent)} %`}
          </Fact>
          <Fact name="Memory">{only.memory_mb === undefined ? null : bytes(only.memory_mb * MIB)}</Fact>
          <Fact name="Memory limit">
            {only.memory_limit_mb === undefined ? null : bytes(only.memory_limit_mb * MIB)}
          </Fact>
        </dl>
      </Panel>
    );
  const samples = data.toSorted((left, right) => left.created_at.localeCompare(right.created_at));
  const times = samples.map(({ created_at }) => Date.parse(created_at) / 1000);
  const of = (
    name: "cpu_percent" | "memory_mb" | "memory_limit_mb" | "network_rx_bytes" | "network_tx_bytes",
    by = 1,
  ) => samples.map((sample) => (sample[name] === undefined ? null : sample[name] * by));
  return (
    <>
      <Panel title="CPU">
        <Chart
          label="CPU over time"
          times={times}
          format={(value) => `${Math.round(value)} %`}
          series={[{ name: "CPU", colour: "--busy", values: of("cpu_percent"), fill: true }]}
        />
      </Panel>
      <Panel title="Memory">
        <Chart
          label="Memory over time"
          times={times}
          format={bytes}
          series={[
            { name: "Used", colour: "--hold", values: of("memory_mb", MIB), fill: true },
            { name: "Limit", colour: "--bad", values: of("memory_limit_mb", MIB), dash: [4, 4] },
          ]}
        />
      </Panel>
      {samples.every(
        (one) => one.network_rx_bytes === undefined && one.network_tx_bytes === undefined,
      ) ? null : (
        <Panel title="Network">
          <Chart
            label="Network over time"
            times={times}
            format={bytes}
            series={[
              { name: "Received", colour: "--good", values: of("network_rx_bytes") },
              { name: "Sent", colour: "--care", values: of("network_tx_bytes"), dash: [6, 3] },
            ]}
          />
        </Panel>
      )}
    </>
  );
}
