import { AS_TEXT, answer, api } from "../../api/calls.js";
import type { EventTrigger, Page, Run } from "../../api/objects.js";
import { may } from "../../api/session.js";
import { JsonEditor } from "../../json/editor.js";
import { indented } from "../../json/layout.js";
import { Raw } from "../../json/reader.js";
import { go } from "../../shell/router.js";
import { Button } from "../../ui/basics.js";
import { ask, attempt, tell } from "../../ui/dialogs.js";
import { Field, FieldRow } from "../../ui/fields.js";
import { hasEnded } from "../../ui/words.js";
import { askEvent } from "../event-dialog.js";
import { runAddress } from "../run-columns.js";

const REPLAYABLE = new Set([
  "failed",
  "timed_out",
  "crashed",
  "system_failed",
  "canceled",
  "expired",
  "dead_letter",
]);

const pathOf = (run: Run) => ({ params: { path: { runID: run.id } } });

function askCancel(run: Run, done: () => void): void {
  const given = { grace: "", reason: "" };
  ask({
    title: "Cancel this run?",
    body: (
      <>
        <p>It ends as canceled, and its children with it. What its executor sends after that is refused.</p>
        <FieldRow>
          <Field
            name="Grace in seconds"
            type="number"
            min={0}
            max={3600}
            placeholder="0"
            hint="The executor is told first and has so long to end."
            onText={(text) => {
              given.grace = text;
            }}
          />
          <Field
            name="Reason"
            placeholder="Optional"
            onText={(text) => {
              given.reason = text;
            }}
          />
        </FieldRow>
      </>
    ),
    action: "Cancel the run",
    danger: true,
    run: async () => {
      const query = {
        ...(given.grace === "" ? {} : { grace_secs: given.grace }),
        ...(given.reason === "" ? {} : { reason: given.reason }),
      };
      const { path } = pathOf(run).params;
      await answer(api().DELETE("/v1/runs/{runID}", { ...AS_TEXT, params: { path, query } }));
      tell(given.grace === "" ? "The run was canceled." : "The executor is told to end.");
      done();
    },
  });
}

function askReplay(run: Run): void {
  const before = indented(run.payload?.text ?? "{}");
  let text = before;
  const again = REPLAYABLE.has(run.status);
  ask({
    title: again ? "Replay this run?" : "Run this again?",
    wide: true,
    body: (
      <>
        <p>A new run of the same job is made. Its payload can be changed first.</p>
        <JsonEditor
          label="Payload"
          text={before}
          onText={(next) => {
            text = next;
          }}
        />
      </>
    ),
    action: again ? "Replay" : "Run again",
    run: async () => {
      const made =
        again && text === before
          ? await answer<{ id: string }>(
              api().POST("/v1/runs/{runID}/replay", { ...AS_TEXT, ...pathOf(run) }),
            )
          : await triggerAgain(run, text);
      tell("A new run was made.");
      go(runAddress(made.id));
    },
  });
}

function triggerAgain(run: Run, payload: string): Promise<{ id: string }> {
  JSON.parse(payload);
  return answer<{ id: string }>(
    api().POST("/v1/jobs/{jobID}/trigger", {
      ...AS_TEXT,
      params: { path: { jobID: run.job_id } },
      body: {
        payload: new Raw(payload),
        ...(run.tags === undefined ? {} : { tags: { ...run.tags } }),
        ...(run.priority === 0 ? {} : { priority: run.priority }),
        ...(run.concurrency_key === undefined ? {} : { concurrency_key: run.concurrency_key }),
      },
    }),
  );
}

function askDeadLetter(run: Run, done: () => void): void {
  ask({
    title: "Queue this dead letter again?",
    body: <p>The same run begins anew from its first attempt, with its payload as it is.</p>,
    action: "Queue again",
    run: async () => {
      await answer(api().POST("/v1/runs/{runID}/dlq-replay", { ...AS_TEXT, ...pathOf(run) }));
      tell("The run is queued again.");
      done();
    },
  });
}

function askRestart(run: Run, done: () => void): void {
  ask({
    title: "Restart this attempt?",
    body: (
      <p>
        The run goes back to the queue and its attempt begins anew. What its present executor sends is
        refused.
      </p>
    ),
    action: "Restart",
    danger: true,
    run: async () => {
      await answer(api().POST("/v1/runs/{runID}/restart", { ...AS_TEXT, ...pathOf(run) }));
      tell("The attempt begins anew.");
      done();
    },
  });
}

function askPause(run: Run, done: () => void): void {
  ask({
    title: "Pause this run?",
    body: <p>Its executor loses it. When it is resumed it is queued again, in the same attempt.</p>,
    action: "Pause",
    run: async () => {
      await answer(api().POST("/v1/runs/{runID}/pause", { ...AS_TEXT, ...pathOf(run) }));
      tell("The run is paused.");
      done();
    },
  });
}

async function sendEvent(run: Run, done: () => void): Promise<void> {
  await attempt("", async () => {
    const waits = await answer<Page<EventTrigger>>(
      api().GET("/v1/events", { ...AS_TEXT, params: { query: { status: "waiting", limit: "100" } } }),
    );
    const wait = waits.data.find(
      ({ job_run_id, trigger_type }) => job_run_id === run.id && trigger_type !== "children",
    );
    if (wait === undefined)
      throw new Error("None of the newest waits is of this run. Look for its key under Events.");
    askEvent(wait.event_key, done);
  });
}

/** What can be done with a run in the status it has. */
export function RunActions({ run, done }: { run: Run; done: () => void }) {
  const { status } = run;
  const resume = (): Promise<void> =>
    attempt("The run is queued again.", async () => {
      await answer(api().POST("/v1/runs/{runID}/resume", { ...AS_TEXT, ...pathOf(run) }));
      done();
    });
  const write = may("runs:write");
  return (
    <>
      {status === "waiting" && may("jobs:trigger") && may("jobs:read") ? (
        <Button icon="send" onClick={() => sendEvent(run, done)}>
          Send event
        </Button>
      ) : null}
      {write && status === "executing" ? (
        <>
          <Button icon="pause" onClick={() => askPause(run, done)}>
            Pause
          </Button>
          <Button icon="replay" onClick={() => askRestart(run, done)}>
            Restart
          </Button>
        </>
      ) : null}
      {write && status === "paused" ? (
        <Button icon="play" onClick={resume}>
          Resume
        </Button>
      ) : null}
      {write && status === "dead_letter" ? (
        <Button icon="replay" kind="primary" onClick={() => askDeadLetter(run, done)}>
          Queue again
        </Button>
      ) : null}
      {hasEnded(status) && write && may("jobs:trigger") ? (
        <Button icon="play" onClick={() => askReplay(run)}>
          {REPLAYABLE.has(status) ? "Replay" : "Run again"}
        </Button>
      ) : null}
      {write && !hasEnded(status) ? (
        <Button icon="stop" kind="danger" onClick={() => askCancel(run, done)}>
          Cancel
        </Button>
      ) : null}
    </>
  );
}
