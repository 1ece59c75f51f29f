import type { Page, Run } from "../../api/objects.js";
import { JsonView } from "../../json/view.js";
import { address } from "../../shell/router.js";
import { Elapsed, Fact, Id, Status, Tags, Time } from "../../ui/basics.js";
import { Panel } from "../../ui/page.js";
import { duration, hasEnded, statusWord } from "../../ui/words.js";
import { JobLink, progressOf, runAddress } from "../run-columns.js";
import type { RunFeed } from "./feed.js";
import { Timeline } from "./timeline.js";

function Progress({ run }: { run: Run }) {
  const progress = run.progress === undefined ? undefined : progressOf(run.progress.text);
  if (progress === undefined || run.status === "completed") return null;
  return (
    <div class="progress">
      <progress max={100} value={progress.percent} aria-label="Progress" />
      <b>{Math.round(progress.percent)} %</b>
      <span>{[progress.step, progress.message].filter((one) => one !== undefined).join(": ")}</span>
    </div>
  );
}

/** Names of what a dispatch measured, in ms. */
function Timings({ run }: { run: Run }) {
  const timings = Object.entries(run.execution_trace ?? {});
  if (timings.length === 0) return null;
  return (
    <Panel title="Dispatch timings">
      <dl class="facts">
        {timings.map(([name, ms]) => (
          <Fact key={name} name={statusWord(name.replace(/_ms$/, ""))}>
            {name.endsWith("_ms") ? duration(ms) : ms}
          </Fact>
        ))}
      </dl>
    </Panel>
  );
}

/** What a run is, and what became of it. */
export function Overview({
  run,
  feed,
  children,
}: {
  run: Run;
  feed: RunFeed;
  children: Page<Run> | undefined;
}) {
  return (
    <>
      {run.error === undefined ? null : (
        <section class="run-error" aria-label="Error">
          <header>
            <Status status={run.status} plain />
            {run.error_class === undefined ? null : (
              <a class="tag" href={address(["runs"], { error: run.error_class })}>
                {run.error_class}
              </a>
            )}
          </header>
          <pre>{run.error}</pre>
        </section>
      )}
      <Progress run={run} />
      <Panel title="Timeline" flush>
        <Timeline run={run} feed={feed} children={children} />
      </Panel>
      <div class="pair">
        <Panel title="Payload">
          <JsonView value={run.payload} label="payload" />
        </Panel>
        <Panel title="Result">
          {run.result === undefined && !hasEnded(run.status) ? (
            <p class="faint none">Not yet: the run has not ended.</p>
          ) : (
            <JsonView value={run.result} label="result" />
          )}
        </Panel>
      </div>
      <Timings run={run} />
      {run.metadata === undefined ? null : (
        <Panel title="Metadata">
          <dl class="facts">
            {Object.entries(run.metadata).map(([name, value]) => (
              <Fact key={name} name={name}>
                {value}
              </Fact>
            ))}
          </dl>
        </Panel>
      )}
    </>
  );
}

/** The facts beside every view of a run. */
export function RunFacts({ run }: { run: Run }) {
  return (
    <dl class="facts">
      <Fact name="Status">
        <Status status={run.status} />
      </Fact>
      <Fact name="Job">
        <JobLink id={run.job_id} /> <span class="faint">v{run.job_version}</span>
      </Fact>
      <Fact name="Attempt">
        {run.attempt}
        {run.max_attempts_override === undefined ? null : ` of ${run.max_attempts_override}`}
      </Fact>
      <Fact name="Created">
        <Time at={run.created_at} />
      </Fact>
      <Fact name="Began">
        <Time at={run.started_at} />
      </Fact>
      <Fact name="Ended">
        <Time at={run.finished_at} />
      </Fact>
      <Fact name="Took">
        <Elapsed from={run.started_at} to={run.finished_at} />
      </Fact>
      <Fact name="Heartbeat">
        {run.heartbeat_at === undefined || hasEnded(run.status) ? null : <Time at={run.heartbeat_at} age />}
      </Fact>
      <Fact name="Scheduled for">
        {run.scheduled_at === undefined ? null : <Time at={run.scheduled_at} />}
      </Fact>
      <Fact name="Next retry">
        {run.next_retry_at === undefined ? null : <Time at={run.next_retry_at} age />}
      </Fact>
      <Fact name="Expires">
        {run.expires_at === undefined || run.started_at !== undefined ? null : (
          <Time at={run.expires_at} age />
        )}
      </Fact>
      <Fact name="Triggered">
        {statusWord(run.triggered_by)}
        {run.created_by === undefined ? null : <span class="faint cut"> by {run.created_by}</span>}
      </Fact>
      <Fact name="Parent">
        {run.parent_run_id === undefined ? null : (
          <Id id={run.parent_run_id} href={runAddress(run.parent_run_id)} />
        )}
      </Fact>
      <Fact name="Continues">
        {run.continuation_of === undefined ? null : (
          <Id id={run.continuation_of} href={runAddress(run.continuation_of)} />
        )}
      </Fact>
      <Fact name="Batch">
        {run.batch_id === undefined ? null : (
          <Id id={run.batch_id} href={address(["runs"], { batch: run.batch_id })} />
        )}
      </Fact>
      <Fact name="Priority">{run.priority === 0 ? null : run.priority}</Fact>
      <Fact name="Worker">
        {run.worker_id === undefined ? null : (
          <a href={address(["workers", run.worker_id])}>{run.worker_id}</a>
        )}
      </Fact>
      <Fact name="Queue">{run.queue_name}</Fact>
      <Fact name="Concurrency key">{run.concurrency_key}</Fact>
      <Fact name="Idempotency key">{run.idempotency_key}</Fact>
      <Fact name="Tags">
        {run.tags === undefined ? null : (
          <Tags of={run.tags} href={(name, value) => address(["runs"], { tag: `${name}=${value}` })} />
        )}
      </Fact>
      <Fact name="Debug mode">{run.debug_mode ? "On" : null}</Fact>
    </dl>
  );
}
