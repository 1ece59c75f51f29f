import { AS_TEXT, answer, api } from "../api/calls.js";
import type { Page, Run, Stats, StatsSeries } from "../api/objects.js";
import { useQuery } from "../api/query.js";
import { readRuns, readStats } from "../api/reads.js";
import { may } from "../api/session.js";
import { address, query } from "../shell/router.js";
import { Empty, Problem } from "../ui/basics.js";
import { Chart } from "../ui/chart.js";
import { curl } from "../ui/curl.js";
import { Panel, View } from "../ui/page.js";
import { Table } from "../ui/table.js";
import { Tile, Tiles } from "../ui/tiles.js";
import { count, duration, shortCount, statusWord } from "../ui/words.js";
import { ExecutorTiles } from "./executors.js";
import { lastMinute, useLiveRates } from "./live-rates.js";
import { RUN_COLUMNS, runAddress } from "./run-columns.js";

const FAILURES = ["failed", "timed_out", "crashed", "system_failed", "dead_letter"] as const;
const NOW_SECS = 10;

function StatusTiles({ stats }: { stats: Stats | undefined }) {
  const of = (status: keyof Stats["by_status"]): string | undefined =>
    stats === undefined ? undefined : shortCount(stats.by_status[status] ?? 0);
  const href = (status: string) => address(["runs"], { status });
  const age = stats?.oldest_queued_secs;
  const dead = stats?.by_status.dead_letter ?? 0;
  return (
    <Tiles>
      <Tile name="Executing" value={of("executing")} tone="busy" href={href("executing")} />
      <Tile
        name="Queued"
        value={of("queued")}
        note={age === undefined ? "none waits" : `oldest for ${duration(age * 1000)}`}
        href={href("queued")}
      />
      <Tile name="Waiting" value={of("waiting")} note="for events and children" href={href("waiting")} />
      <Tile name="Delayed" value={of("delayed")} note="for their time" href={href("delayed")} />
      <Tile
        name="Completed"
        value={of("completed")}
        note="that are kept"
        tone="good"
        href={href("completed")}
      />
      <Tile
        name="Dead letters"
        value={of("dead_letter")}
        tone={dead > 0 ? "bad" : undefined}
        href={address(["dead-letters"])}
      />
    </Tiles>
  );
}

function rate(values: readonly number[]): string {
  const last = values.slice(-NOW_SECS);
  const mean = last.reduce((sum, one) => sum + one, 0) / Math.max(1, last.length);
  return mean >= 100 ? count(mean) : mean.toFixed(1);
}

function LiveChart() {
  useLiveRates();
  const { times, seconds } = lastMinute.value;
  const series = [
    { name: "Triggered", colour: "--idle", values: seconds.map(({ triggered }) => triggered), dash: [2, 3] },
    { name: "Started", colour: "--busy", values: seconds.map(({ started }) => started), dash: [6, 3] },
    { name: "Ended", colour: "--good", values: seconds.map(({ ended }) => ended), fill: true },
  ];
  return (
    <Panel
      title="Now, a second"
      extra={
        <span class="rates">
          {series.map(({ name, values }) => (
            <span key={name}>
              {name} <b>{rate(values)}</b>
            </span>
          ))}
        </span>
      }
    >
      <Chart
        label="Triggers, starts and ends a second in the last minute"
        times={times}
        series={series}
        format={(value) => (value >= 10 ? count(value) : value.toFixed(value % 1 === 0 ? 0 : 1))}
        height={170}
      />
    </Panel>
  );
}

function perSecond(points: StatsSeries, read: (point: StatsSeries["points"][number]) => number): number[] {
  return points.points.map((point) => read(point) / points.step_secs);
}

const sum = (values: Readonly<Record<string, number>>): number =>
  Object.values(values).reduce((all, one) => all + one, 0);
const fixed = (value: number): string => (value >= 10 ? count(value) : value.toFixed(1));

function History({ span }: { span: string }) {
  const { data, error, refresh } = useQuery<StatsSeries>(
    `series:${span}`,
    (signal) =>
      answer(
        api().GET("/v1/stats/series", {
          ...AS_TEXT,
          signal,
          params: { query: { span: span === "1d" ? "1d" : "1h" } },
        }),
      ),
    { everyMs: 15_000 },
  );
  if (error !== undefined && data === undefined) return <Problem error={error} again={refresh} />;
  if (data === undefined) return null;
  const times = data.points.map(({ at }) => Date.parse(at) / 1000);
  const classes = [...new Set(data.points.flatMap(({ errors }) => Object.keys(errors)))].sort();
  const colours = ["--bad", "--care", "--hold", "--busy", "--idle", "--good"];
  return (
    <div class="charts">
      <Panel title="Runs a second">
        <Chart
          label="Triggers, starts and ends a second"
          times={times}
          format={fixed}
          series={[
            {
              name: "Triggered",
              colour: "--idle",
              values: perSecond(data, ({ triggered }) => triggered),
              dash: [2, 3],
            },
            {
              name: "Started",
              colour: "--busy",
              values: perSecond(data, ({ started }) => started),
              dash: [6, 3],
            },
            {
              name: "Ended",
              colour: "--good",
              values: perSecond(data, ({ ended }) => sum(ended)),
              fill: true,
            },
          ]}
        />
      </Panel>
      <Panel title="Time to start">
        <Chart
          label="Time from trigger to start"
          times={times}
          format={duration}
          series={[
            {
              name: "p50",
              colour: "--busy",
              values: data.points.map((point) => point.start_p50_ms ?? null),
            },
            {
              name: "p99",
              colour: "--care",
              values: data.points.map((point) => point.start_p99_ms ?? null),
              dash: [6, 3],
            },
          ]}
        />
      </Panel>
      <Panel title="Ends">
        <Chart
          label="Ends by outcome"
          times={times}
          format={count}
          series={[
            {
              name: "Completed",
              colour: "--good",
              values: data.points.map(({ ended }) => ended.completed ?? 0),
              fill: true,
            },
            {
              name: "Failed",
              colour: "--bad",
              values: data.points.map(({ ended }) =>
                FAILURES.reduce((all, one) => all + (ended[one] ?? 0), 0),
              ),
              dash: [6, 3],
            },
            {
              name: "Canceled",
              colour: "--idle",
              values: data.points.map(({ ended }) => (ended.canceled ?? 0) + (ended.expired ?? 0)),
              dash: [2, 3],
            },
          ]}
        />
      </Panel>
      <Panel title="Errors by class">
        {classes.length === 0 ? (
          <p class="none faint">No attempt has failed in this time.</p>
        ) : (
          <Chart
            label="Failed attempts by class of their error"
            times={times}
            format={count}
            series={classes.map((name, index) => ({
              name: statusWord(name),
              colour: colours[index % colours.length] ?? "--bad",
              values: data.points.map(({ errors }) => errors[name] ?? 0),
              ...(index % 2 === 1 ? { dash: [6, 3] } : {}),
            }))}
          />
        )}
      </Panel>
    </div>
  );
}

function LastFailures() {
  const { data } = useQuery<Page<Run>>(
    may("runs:read") ? "last-failures" : "",
    (signal) => readRuns({ statuses: FAILURES.join(","), limit: "8" }, signal),
    { liveMs: 3_000 },
  );
  if (data === undefined || data.data.length === 0) return null;
  return (
    <Panel title="Last failures" flush extra={<a href={address(["runs"], { status: "failed" })}>All</a>}>
      <Table
        label="Last failures"
        columns={RUN_COLUMNS}
        rows={data.data}
        idOf={({ id }) => id}
        href={({ id }) => runAddress(id)}
      />
    </Panel>
  );
}

/** The fleet as a whole. */
export function FleetView() {
  const stats = useQuery("stats", readStats, { liveMs: 1_000, everyMs: 10_000 });
  const span = query.value.get("span") ?? "1h";
  const total = stats.data === undefined ? undefined : sum(stats.data.by_status);
  return (
    <View
      title="Fleet"
      actions={
        <div class="choices" role="group" aria-label="Time">
          {[
            ["1h", "Last hour"],
            ["1d", "Last day"],
          ].map(([id = "", words]) => (
            <a
              key={id}
              class="button"
              aria-current={id === span ? "true" : undefined}
              href={address([], { span: id === "1h" ? "" : id })}
            >
              {words}
            </a>
          ))}
        </div>
      }
    >
      {stats.error === undefined ? null : <Problem error={stats.error} again={stats.refresh} />}
      <StatusTiles stats={stats.data} />
      {total === 0 ? (
        <Empty
          title="Nothing has run yet"
          curl={curl(["v1", "jobs", "$JOB_ID", "trigger"], { payload: { hello: "world" } })}
        >
          Make a <a href={address(["jobs"])}>job</a> and trigger it:
        </Empty>
      ) : (
        <>
          <ExecutorTiles stats={stats.data} />
          <LiveChart />
          <History span={span} />
          <LastFailures />
        </>
      )}
    </View>
  );
}
