import { AS_TEXT, answer, api } from "../api/calls.js";
import type { SystemReport } from "../api/objects.js";
import { useQuery } from "../api/query.js";
import { Fact, Loading, Problem, Time } from "../ui/basics.js";
import { Icon } from "../ui/icons.js";
import { Panel, View } from "../ui/page.js";
import { type Column, Table } from "../ui/table.js";
import { bytes, count, duration, statusWord } from "../ui/words.js";

type Process = SystemReport["processes"][number];

const COLUMNS: readonly Column<Process>[] = [
  { name: "Process", grow: true, cell: ({ id }) => <code class="cut">{id}</code> },
  { name: "Role", cell: ({ role }) => statusWord(role) },
  { name: "Version", rank: 2, cell: ({ version }) => version },
  { name: "Since", rank: 2, align: "end", cell: ({ started_at }) => <Time at={started_at} age /> },
  { name: "Seen", align: "end", cell: ({ seen_at }) => <Time at={seen_at} age /> },
];

/** A figure by what its name says it is. */
function figure(name: string, value: string | number): string {
  if (typeof value === "string") return value;
  if (name === "memory_limit_bytes" && value === 0) return "none";
  if (name.endsWith("_bytes")) return bytes(value);
  if (name.endsWith("_ms")) return value < 10 ? `${value.toFixed(2)} ms` : duration(value);
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
          <Panel title="Redis">
            <dl class="facts columns">
              {Object.entries(data.redis).map(([name, value]) => (
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
