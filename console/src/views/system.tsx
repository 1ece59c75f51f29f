import { AS_TEXT, answer, api } from "../api/calls.js";
import type { SystemReport } from "../api/objects.js";
import { useQuery } from "../api/query.js";
import { Fact, Loading, Problem, Time } from "../ui/basics.js";
import { Icon } from "../ui/icons.js";
import { Panel, View } from "../ui/page.js";
import { type Column, Table } from "../ui/table.js";
import { Tile, Tiles } from "../ui/tiles.js";
import { bytes, count, duration, shortCount, statusWord } from "../ui/words.js";

type Process = SystemReport["processes"][number];
type SlowScript = SystemReport["slow_scripts"][number];

const COLUMNS: readonly Column<Process>[] = [
  { name: "Process", grow: true, cell: ({ id }) => <code class="cut">{id}</code> },
  { name: "Role", cell: ({ role }) => statusWord(role) },
  { name: "Version", rank: 2, cell: ({ version }) => version },
  { name: "Since", rank: 2, align: "end", cell: ({ started_at }) => <Time at={started_at} age /> },
  { name: "Seen", align: "end", cell: ({ seen_at }) => <Time at={seen_at} age /> },
];

const SLOW: readonly Column<SlowScript>[] = [
  {
    name: "Commands of the call",
    grow: true,
    cell: ({ commands }) => (
      <code class="cut" title={commands}>
        {commands}
      </code>
    ),
  },
  { name: "Calls", align: "end", cell: ({ calls }) => count(calls) },
  { name: "p50", rank: 2, align: "end", cell: ({ median_ms }) => fine(median_ms) },
  { name: "Longest", align: "end", cell: ({ longest_ms }) => fine(longest_ms) },
  { name: "Last", rank: 2, align: "end", cell: ({ last_at }) => <Time at={last_at} age /> },
];

/** Ms, with what is below one of them. */
function fine(ms: number): string {
  return ms < 10 ? `${ms.toFixed(2)} ms` : duration(ms);
}

/** How long scripts hold Redis, and which calls have held it for long. */
function ScriptTimes({ report }: { report: SystemReport }) {
  const { redis, slow_scripts: slow, slow_script_ms, slow_scripts_secs } = report;
  const [bound, time] = [duration(slow_script_ms), `${count(slow_scripts_secs / 3600)} h`];
  const calls = Number(redis["script_calls"]);
  const took = (name: string): string | undefined => (calls === 0 ? undefined : fine(Number(redis[name])));
  return (
    <Panel title="Script times" flush>
      <Tiles>
        <Tile name="Calls" value={shortCount(calls)} note="since Redis started" />
        <Tile name="p50" value={took("script_p50_ms")} note="as Redis measures" />
        <Tile name="p99" value={took("script_p99_ms")} note="as Redis measures" />
      </Tiles>
      {slow.length === 0 ? (
        <p class="none faint">
          No call has held Redis for more than {bound} in the last {time}.
        </p>
      ) : (
        <>
          <p class="none faint">
            Calls that have held Redis for more than {bound} in the last {time}:
          </p>
          <Table label="Slow calls" columns={SLOW} rows={slow} idOf={({ commands }) => commands} />
        </>
      )}
    </Panel>
  );
}

/** A figure by what its name says it is. */
function figure(name: string, value: string | number): string {
  if (typeof value === "string") return value;
  if (name === "memory_limit_bytes" && value === 0) return "none";
  if (name.endsWith("_bytes")) return bytes(value);
  if (name.endsWith("_ms")) return fine(value);
  if (name.endsWith("_secs")) return duration(value * 1000);
  return count(value);
}

function nameOf(name: string): string {
  return statusWord(name.replace(/_(?:bytes|ms|secs)$/, ""));
}

/** What the product runs on. */
export function SystemView() {
  const { data, error, refresh } = useQuery<SystemReport>(
    "system",
    (signal) => answer(api().GET("/v1/system", { ...AS_TEXT, signal })),
    { everyMs: 10_000 },
  );
  return (
    <View title="System">
      {error === undefined ? null : <Problem error={error} again={refresh} />}
      {data === undefined && error === undefined ? <Loading /> : null}
      {data === undefined ? null : (
        <>
          <Panel title="What the doctor says">
            <ul class="checks-list">
              {data.checks.map(({ name, good, found, advice }) => (
                <li key={name} data-status={good ? "completed" : "failed"}>
                  <Icon name={good ? "check" : "warning"} />
                  <b>{name}</b>
                  <span>{found}</span>
                  {good || advice === undefined ? null : <p>{advice}</p>}
                </li>
              ))}
            </ul>
          </Panel>
          <ScriptTimes report={data} />
          <Panel title="Redis">
            <dl class="facts columns">
              {Object.entries(data.redis)
                .filter(([name]) => !name.startsWith("script_"))
                .map(([name, value]) => (
                  <Fact key={name} name={nameOf(name)}>
                    {figure(name, value)}
                  </Fact>
                ))}
            </dl>
          </Panel>
          <Panel title={`Gateways and workers, version ${data.version} answers`} flush>
            <Table label="Processes" columns={COLUMNS} rows={data.processes} idOf={({ id }) => id} />
          </Panel>
        </>
      )}
    </View>
  );
}
