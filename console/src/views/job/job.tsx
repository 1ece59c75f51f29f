import { useEffect } from "preact/hooks";
import { AS_TEXT, answer, api } from "../../api/calls.js";
import { learnName } from "../../api/names.js";
import type { Job, JobHealth } from "../../api/objects.js";
import { useQuery } from "../../api/query.js";
import { readJob, readRuns } from "../../api/reads.js";
import { may } from "../../api/session.js";
import { JsonView } from "../../json/view.js";
import { address, go, query } from "../../shell/router.js";
import { Button, Empty, Fact, Loading, Problem, Tabs, Tags, Time } from "../../ui/basics.js";
import { ask, attempt, tell } from "../../ui/dialogs.js";
import { Field } from "../../ui/fields.js";
import { Panel, View } from "../../ui/page.js";
import { Table } from "../../ui/table.js";
import { Tile, Tiles } from "../../ui/tiles.js";
import { count, duration, statusWord } from "../../ui/words.js";
import { JobState, readHealth } from "../jobs.js";
import { RUN_COLUMNS_OF_JOB, runAddress } from "../run-columns.js";
import { NextTicks } from "../ticks.js";
import { EditJob } from "./edit.js";
import { TriggerForm } from "./trigger.js";

const SPANS = [
  ["1h", "Hour"],
  ["1d", "Day"],
  ["7d", "Week"],
  ["30d", "Month"],
] as const;

function HealthTiles({ health }: { health: JobHealth | undefined }) {
  return (
    <Tiles>
      <Tile
        name="Success"
        value={health === undefined ? undefined : `${health.success_rate.toFixed(1)} %`}
        tone={health !== undefined && health.success_rate < 90 ? "bad" : "good"}
      />
      <Tile name="Ended runs" value={health === undefined ? undefined : count(health.total_runs)} />
      <Tile name="Open runs" value={health === undefined ? undefined : count(health.open_runs)} />
      <Tile
        name="Took on average"
        value={health === undefined ? undefined : duration(health.avg_duration_secs * 1000)}
      />
      <Tile
        name="95 of 100 below"
        value={health === undefined ? undefined : duration(health.p95_duration_secs * 1000)}
      />
      <Tile
        name="99 of 100 below"
        value={health === undefined ? undefined : duration(health.p99_duration_secs * 1000)}
      />
    </Tiles>
  );
}

function Circuit({ endpoint }: { endpoint: Readonly<Record<string, unknown>> | undefined }) {
  if (endpoint === undefined) return null;
  return (
    <Panel title="Endpoint">
      <dl class="facts">
        {Object.entries(endpoint).map(([name, value]) => (
          <Fact key={name} name={statusWord(name)}>
            {String(value)}
          </Fact>
        ))}
      </dl>
    </Panel>
  );
}

function JobOverview({ job }: { job: Job }) {
  const span = query.value.get("span") ?? "1d";
  const health = useQuery(`health:${job.id}:${span}`, (signal) => readHealth(job.id, span, signal), {
    everyMs: 15_000,
  });
  return (
    <>
      <div class="choices" role="group" aria-label="Time">
        {SPANS.map(([id, words]) => (
          <a
            key={id}
            class="button"
            aria-current={id === span ? "true" : undefined}
            href={address(["jobs", job.id], { span: id === "1d" ? "" : id })}
          >
            {words}
          </a>
        ))}
      </div>
      <HealthTiles health={health.data} />
      <div class="pair">
        <Panel title="Limits">
          <dl class="facts">
            <Fact name="Attempts at most">{job.max_attempts}</Fact>
            <Fact name="Retries">{statusWord(job.retry_strategy)}</Fact>
            <Fact name="Timeout">{duration(job.timeout_secs * 1000)}</Fact>
            <Fact name="Runs at a time">
              {job.max_concurrency === undefined || job.max_concurrency === 0
                ? "No limit"
                : count(job.max_concurrency)}
            </Fact>
            <Fact name="By concurrency key">
              {job.max_concurrency_per_key ? count(job.max_concurrency_per_key) : null}
            </Fact>
            <Fact name="Triggers">
              {job.rate_limit_max
                ? `${count(job.rate_limit_max)} in ${duration((job.rate_limit_window_secs ?? 0) * 1000)}`
                : null}
            </Fact>
            <Fact name="Waits for a start">
              {job.run_ttl_secs ? duration(job.run_ttl_secs * 1000) : null}
            </Fact>
          </dl>
        </Panel>
        <Panel title="Job">
          <dl class="facts">
            <Fact name="Kind">
              {job.execution_mode === "http"
                ? "HTTP: its endpoint is called"
                : "Pull: workers claim its runs"}
            </Fact>
            <Fact name="Queue">{job.queue}</Fact>
            <Fact name="Endpoint">
              {job.endpoint_url === undefined ? null : <code class="cut">{job.endpoint_url}</code>}
            </Fact>
            <Fact name="Fallback">
              {job.fallback_endpoint_url === undefined ? null : (
                <code class="cut">{job.fallback_endpoint_url}</code>
              )}
            </Fact>
            <Fact name="Version">{job.version}</Fact>
            <Fact name="Changed">
              <Time at={job.updated_at} />
            </Fact>
            <Fact name="Id">
              <code>{job.id}</code>
            </Fact>
            <Fact name="Tags">{job.tags === undefined ? null : <Tags of={job.tags} />}</Fact>
          </dl>
        </Panel>
      </div>
      <Circuit endpoint={health.data?.endpoint} />
      {job.cron === undefined ? null : (
        <Panel title="Schedule">
          <NextTicks job={job} />
        </Panel>
      )}
      {job.payload_schema === undefined ? null : (
        <Panel title="Payload schema">
          <JsonView value={job.payload_schema} label="payload schema" />
        </Panel>
      )}
    </>
  );
}

function JobRuns({ job }: { job: Job }) {
  const { data, error, refresh } = useQuery(
    `runs-of:${job.id}`,
    (signal) => readRuns({ job_id: job.id, limit: "50" }, signal),
    { liveMs: 2_000 },
  );
  if (error !== undefined && data === undefined) return <Problem error={error} again={refresh} />;
  if (data === undefined) return <Loading />;
  if (data.data.length === 0) return <Empty title="No runs yet">Trigger the first one.</Empty>;
  return (
    <>
      <Table
        label="Runs of the job"
        columns={RUN_COLUMNS_OF_JOB}
        rows={data.data}
        idOf={({ id }) => id}
        href={({ id }) => runAddress(id)}
      />
      {data.has_more ? <a href={address(["runs"], { job: job.id })}>All runs of the job</a> : null}
    </>
  );
}

function askPause(job: Job, done: () => void): void {
  let reason = "";
  ask({
    title: `Pause ${job.slug}?`,
    body: (
      <>
        <p>Nothing new is triggered or started. Runs that execute go on.</p>
        <Field
          name="Reason"
          placeholder="Optional; others see it"
          onText={(text) => {
            reason = text;
          }}
        />
      </>
    ),
    action: "Pause the job",
    run: async () => {
      const body = reason === "" ? {} : { reason };
      await answer(
        api().POST("/v1/jobs/{jobID}/pause", { ...AS_TEXT, params: { path: { jobID: job.id } }, body }),
      );
      tell("The job is paused.");
      done();
    },
  });
}

function askDelete(job: Job): void {
  ask({
    title: `Delete ${job.slug}?`,
    body: <p>A job without open runs can be deleted. Its runs stay readable for as long as they are kept.</p>,
    action: "Delete the job",
    danger: true,
    run: async () => {
      await answer(api().DELETE("/v1/jobs/{jobID}", { ...AS_TEXT, params: { path: { jobID: job.id } } }));
      tell("The job was deleted.");
      go(address(["jobs"]));
    },
  });
}

/** One job. */
export function JobView({ id }: { id: string }) {
  const {
    data: job,
    error,
    refresh,
  } = useQuery(`job:${id}`, (signal) => readJob(id, signal), { everyMs: 15_000 });
  useEffect(() => {
    if (job !== undefined) learnName(job.id, job.slug);
  }, [job]);
  if (job === undefined) {
    return (
      <View title="Job">{error === undefined ? <Loading /> : <Problem error={error} again={refresh} />}</View>
    );
  }
  const tab = query.value.get("tab") ?? "overview";
  const resume = () =>
    attempt("The job takes work again.", async () => {
      await answer(api().POST("/v1/jobs/{jobID}/resume", { ...AS_TEXT, params: { path: { jobID: id } } }));
      refresh();
    });
  const tabs = [
    ["overview", "Overview", true],
    ["runs", "Runs", may("runs:read")],
    ["trigger", "Trigger", may("jobs:trigger")],
    ["settings", "Settings", may("jobs:write")],
  ] as const;
  return (
    <View
      title={job.slug}
      trail={<a href={address(["jobs"])}>Jobs</a>}
      heading={
        <>
          {job.slug}
          <JobState job={job} />
        </>
      }
      actions={
        may("jobs:write") ? (
          <>
            {job.paused ? (
              <Button icon="play" onClick={resume}>
                Resume
              </Button>
            ) : (
              <Button icon="pause" onClick={() => askPause(job, refresh)}>
                Pause
              </Button>
            )}
            <Button icon="trash" kind="danger" onClick={() => askDelete(job)}>
              Delete
            </Button>
          </>
        ) : undefined
      }
    >
      {job.description === undefined || job.description === "" ? null : (
        <p class="muted lead">{job.description}</p>
      )}
      {job.paused && job.pause_reason !== undefined ? <p class="hint">Paused: {job.pause_reason}</p> : null}
      <Tabs
        label="Parts of the job"
        current={tab}
        items={tabs
          .filter(([, , shown]) => shown)
          .map(([name, words]) => ({
            id: name,
            name: words,
            href: address(["jobs", id], { tab: name === "overview" ? "" : name }),
          }))}
      />
      {tab === "overview" ? <JobOverview job={job} /> : null}
      {tab === "runs" ? <JobRuns job={job} /> : null}
      {tab === "trigger" ? <TriggerForm job={job} /> : null}
      {tab === "settings" ? <EditJob job={job} done={refresh} /> : null}
    </View>
  );
}
