import { useEffect, useMemo } from "preact/hooks";
import { useQuery } from "../../api/query.js";
import { readRun } from "../../api/reads.js";
import { address, query } from "../../shell/router.js";
import { Copy, Loading, Problem, Status, Tabs } from "../../ui/basics.js";
import { View } from "../../ui/page.js";
import { hasEnded, shortCount, shortId } from "../../ui/words.js";
import { JobLink } from "../run-columns.js";
import { RunActions } from "./actions.js";
import { RunFeed } from "./feed.js";
import { Lineage, readChildren } from "./lineage.js";
import { Log } from "./log.js";
import { Overview, RunFacts } from "./overview.js";
import { RunRecords } from "./records.js";
import { Resources } from "./resources.js";
import { Streams } from "./streams.js";
import { Usage } from "./usage.js";

const TABS = [
  ["overview", "Overview"],
  ["log", "Log"],
  ["stream", "Stream"],
  ["records", "State"],
  ["usage", "Usage"],
  ["resources", "Resources"],
  ["lineage", "Lineage"],
] as const;

/** While a run is heard from, it is read again at most this often. */
const READ_MS = 1_000;

/** One run, live. */
export function RunView({ id }: { id: string }) {
  const feed = useMemo(() => new RunFeed(id), [id]);
  useEffect(() => () => feed.close(), [feed]);
  const {
    data: run,
    error,
    refresh,
  } = useQuery(`run:${id}`, (signal) => readRun(id, signal), { everyMs: 10_000 });
  const children = useQuery(`children:${id}`, (signal) => readChildren(id, signal), { everyMs: 15_000 });
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = feed.heard.subscribe((heard) => {
      if (heard === 0 || timer !== undefined) return;
      timer = setTimeout(() => {
        timer = undefined;
        refresh();
      }, READ_MS);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [feed, refresh]);
  if (run === undefined) {
    return (
      <View title="Run">{error === undefined ? <Loading /> : <Problem error={error} again={refresh} />}</View>
    );
  }
  void feed.version.value;
  const tab = query.value.get("tab") ?? "overview";
  const live = !hasEnded(run.status);
  const amounts: Readonly<Record<string, number>> = {
    log: feed.log.total,
    stream: feed.streams.size,
    lineage: children.data?.data.length ?? 0,
  };
  return (
    <View
      title={`Run ${shortId(id)}`}
      trail={
        <>
          <a href={address(["runs"])}>Runs</a>
          <span>/</span>
          <JobLink id={run.job_id} />
        </>
      }
      heading={
        <>
          <Status status={run.status} />
          <code class="whole-id">{id}</code>
          <Copy text={id} label="Copy the id" />
        </>
      }
      actions={<RunActions run={run} done={refresh} />}
    >
      {feed.gap.value ? (
        <p class="hint">The oldest of what this run has told has left; what is kept is shown.</p>
      ) : null}
      <Tabs
        label="Parts of the run"
        current={tab}
        items={TABS.map(([name, words]) => ({
          id: name,
          name: words,
          href: address(["runs", id], { tab: name === "overview" ? "" : name }),
          count: (amounts[name] ?? 0) === 0 ? undefined : shortCount(amounts[name] ?? 0),
        }))}
      />
      <div class={tab === "log" || tab === "stream" ? "run-body tall" : "run-body"}>
        <div class="run-main">
          {tab === "overview" ? <Overview run={run} feed={feed} children={children.data} /> : null}
          {tab === "log" ? <Log feed={feed} runId={id} live={live} /> : null}
          {tab === "stream" ? <Streams feed={feed} runId={id} live={live} /> : null}
          {tab === "records" ? <RunRecords runId={id} live={live} /> : null}
          {tab === "usage" ? <Usage runId={id} live={live} /> : null}
          {tab === "resources" ? <Resources runId={id} live={live} /> : null}
          {tab === "lineage" ? <Lineage run={run} /> : null}
        </div>
        <aside class="run-facts" aria-label="Facts">
          <RunFacts run={run} />
        </aside>
      </div>
    </View>
  );
}
