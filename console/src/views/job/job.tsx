import { useEffect } from "preact/hooks";
import { AS_TEXT, answer, api } from "../../api/calls.js";
import { learnName } from "../../api/names.js";
import type { Job } from "../../api/objects.js";
import { useQuery } from "../../api/query.js";
import { readJob, readRuns } from "../../api/reads.js";
import { may } from "../../api/session.js";
import { address, go, query } from "../../shell/router.js";
import { Button, Empty, Loading, Problem, Tabs } from "../../ui/basics.js";
import { curl } from "../../ui/curl.js";
import { ask, attempt, tell } from "../../ui/dialogs.js";
import { Field } from "../../ui/fields.js";
import { View } from "../../ui/page.js";
import { Table } from "../../ui/table.js";
import { JobState } from "../jobs.js";
import { RUN_COLUMNS_OF_JOB, runAddress } from "../run-columns.js";
import { EditJob } from "./edit.js";
import { JobOverview } from "./overview.js";
import { QueueOfJob } from "./queue.js";
import { TriggerForm } from "./trigger.js";

function JobRuns({ job }: { job: Job }) {
  const { data, error, refresh } = useQuery(
    `runs-of:${job.id}`,
    (signal) => readRuns({ job_id: job.id, limit: "50" }, signal),
    { liveMs: 2_000 },
  );
  if (error !== undefined && data === undefined) return <Problem error={error} again={refresh} />;
  if (data === undefined) return <Loading />;
  if (data.data.length === 0)
    return (
      <Empty
        title="No runs yet"
        curl={curl(["v1", "jobs", job.id, "trigger"], { payload: { hello: "world" } })}
      >
        A run is made when the job is triggered:
      </Empty>
    );
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
    ["queue", "Queue", true],
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
      {tab === "queue" ? <QueueOfJob job={job} /> : null}
      {tab === "runs" ? <JobRuns job={job} /> : null}
      {tab === "trigger" ? <TriggerForm job={job} /> : null}
      {tab === "settings" ? <EditJob job={job} done={refresh} /> : null}
    </View>
  );
}
