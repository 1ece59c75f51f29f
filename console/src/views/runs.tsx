import { useEffect, useState } from "preact/hooks";
import { AS_TEXT, answer, api } from "../api/calls.js";
import type { Page, Run } from "../api/objects.js";
import { useQuery } from "../api/query.js";
import { given, readRuns, readStats } from "../api/reads.js";
import { may } from "../api/session.js";
import { address, path, query } from "../shell/router.js";
import { Empty, Loading, Problem, Tabs } from "../ui/basics.js";
import { curl } from "../ui/curl.js";
import { View } from "../ui/page.js";
import { Pager, Table } from "../ui/table.js";
import { count, STATUSES, shortCount, statusWord } from "../ui/words.js";
import { BulkBar } from "./bulk.js";
import { RUN_COLUMNS, runAddress } from "./run-columns.js";
import { RunFilters, runsQuery, sinceOf } from "./run-filters.js";

/** Tabs that are there also when nothing has their status. */
const ALWAYS = new Set(["executing", "queued", "waiting", "completed", "failed", "dead_letter"]);

function StatusTabs() {
  const stats = useQuery(may("stats:read") ? "stats" : "", readStats, { liveMs: 2_000, everyMs: 20_000 });
  const counts = stats.data?.by_status;
  const current = query.value.get("status") ?? "";
  const filters = Object.fromEntries(
    [...query.value].filter(([name]) => name !== "cursor" && name !== "status"),
  );
  const all = counts === undefined ? undefined : Object.values(counts).reduce((sum, one) => sum + one, 0);
  const shown = STATUSES.filter(
    (status) => ALWAYS.has(status) || status === current || (counts?.[status] ?? 0) > 0,
  );
  return (
    <Tabs
      label="Runs by status"
      current={current}
      items={[
        {
          id: "",
          name: "All",
          href: address(["runs"], filters),
          count: all === undefined ? undefined : shortCount(all),
        },
        ...shown.map((status) => ({
          id: status,
          status,
          name: statusWord(status),
          href: address(["runs"], { ...filters, status }),
          count: counts === undefined ? undefined : shortCount(counts[status] ?? 0),
        })),
      ]}
    />
  );
}

/** Runs of the address: those of a parent are another list of the API. */
async function load(filters: URLSearchParams, signal: AbortSignal): Promise<Page<Run>> {
  const parent = filters.get("parent") ?? "";
  const cursor = filters.get("cursor") ?? "";
  const found =
    parent === ""
      ? await readRuns(runsQuery(filters), signal)
      : await answer<Page<Run>>(
          api().GET("/v1/runs/{runID}/children", {
            ...AS_TEXT,
            signal,
            params: { path: { runID: parent }, query: given({ cursor, limit: "50" }) },
          }),
        );
  const sinceMs = sinceOf(filters);
  const text = (filters.get("q") ?? "").toLowerCase();
  const young = found.data.filter(({ created_at }) => Date.parse(created_at) >= sinceMs);
  const data = text === "" ? young : young.filter(({ id }) => id.includes(text));
  const looked = text === "" ? {} : { looked_at: found.looked_at ?? found.data.length };
  // Newest first: behind one that is too old all are.
  return young.length < found.data.length
    ? { data, has_more: false, ...looked }
    : { ...found, data, ...looked };
}

/** What was looked through for the page, where runs are looked at one by one until a bound. */
function Looked({ page, next }: { page: Page<Run>; next: string | undefined }) {
  if (page.looked_at === undefined) return null;
  return (
    <p class="looked">
      {count(page.data.length)} of {count(page.looked_at)} runs that were looked at match.{" "}
      {next === undefined ? "There are no older ones." : <a href={next}>Look at older ones</a>}
    </p>
  );
}

function Nothing({ filtered, more }: { filtered: boolean; more: boolean }) {
  if (filtered && more) {
    return <Empty title="No run matches so far">There may be some among older ones.</Empty>;
  }
  if (filtered) {
    return (
      <Empty title="No run matches">
        Take a filter away, or look at <a href={address(["runs"])}>all runs</a>.
      </Empty>
    );
  }
  return (
    <Empty
      title="No runs yet"
      curl={curl(["v1", "jobs", "$JOB_ID", "trigger"], { payload: { hello: "world" } })}
    >
      A run is made when a job is triggered. <a href={address(["jobs"])}>Jobs</a> can also be triggered here.
    </Empty>
  );
}

export function RunsView() {
  const filters = query.value;
  const key = `runs?${filters}`;
  const runs = useQuery(key, (signal) => load(filters, signal), { liveMs: 1_500 });
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  useEffect(() => setPicked(new Set()), [key]);
  const rows = runs.data?.data ?? [];
  const others = Object.fromEntries([...filters].filter(([name]) => name !== "cursor"));
  const cursor = runs.data?.next_cursor;
  const next = cursor === undefined ? undefined : address(path.value, { ...others, cursor });
  return (
    <View title="Runs">
      <StatusTabs />
      <RunFilters />
      {runs.error === undefined ? null : <Problem error={runs.error} again={runs.refresh} />}
      {runs.loading && runs.data === undefined ? <Loading /> : null}
      {runs.data === undefined ? null : <Looked page={runs.data} next={next} />}
      {runs.data !== undefined && rows.length === 0 ? (
        <Nothing filtered={filters.size > 0} more={next !== undefined} />
      ) : null}
      {rows.length === 0 ? null : (
        <Table
          label="Runs, newest first"
          columns={RUN_COLUMNS}
          rows={rows}
          idOf={({ id }) => id}
          href={({ id }) => runAddress(id)}
          {...(may("runs:write") ? { selected: picked, onSelect: setPicked } : {})}
        />
      )}
      <Pager next={next} first={filters.has("cursor") ? address(path.value, others) : undefined} />
      <BulkBar picked={picked} clear={() => setPicked(new Set())} done={runs.refresh} />
    </View>
  );
}
