import { useState } from "preact/hooks";
import { AS_TEXT, answer, api } from "../api/calls.js";
import { Button, Id } from "../ui/basics.js";
import { ask, Dialog } from "../ui/dialogs.js";
import { Icon } from "../ui/icons.js";
import { runAddress } from "./run-columns.js";

interface Outcome {
  readonly id: string;
  readonly good: boolean;
  readonly words: string;
  readonly made?: string;
}

async function cancelAll(ids: readonly string[]): Promise<Outcome[]> {
  const { results } = await answer<{ results: { id: string; status: string; error?: string }[] }>(
    api().POST("/v1/runs/bulk-cancel", { ...AS_TEXT, body: { run_ids: [...ids] } }),
  );
  return results.map(({ id, status, error }) => ({
    id,
    good: status === "canceled",
    words: error ?? "Canceled",
  }));
}

async function replayAll(ids: readonly string[]): Promise<Outcome[]> {
  const { results } = await answer<{
    results: { original_run_id: string; new_run_id?: string; status: string; error?: string }[];
  }>(api().POST("/v1/runs/bulk-replay", { ...AS_TEXT, body: { run_ids: [...ids] } }));
  return results.map(({ original_run_id: id, new_run_id: made, status, error }) => ({
    id,
    good: status === "replayed",
    words: error ?? "Replayed",
    ...(made === undefined ? {} : { made }),
  }));
}

function Outcomes({ outcomes, close }: { outcomes: readonly Outcome[]; close: () => void }) {
  const good = outcomes.filter((one) => one.good).length;
  return (
    <Dialog title={`${good} of ${outcomes.length} done`} wide onClose={close}>
      <ul class="outcomes">
        {outcomes.map(({ id, good: fine, words, made }) => (
          <li key={id} data-status={fine ? "completed" : "failed"}>
            <Icon name={fine ? "check" : "cross"} />
            <Id id={id} href={runAddress(id)} />
            <span>{words}</span>
            {made === undefined ? null : (
              <span>
                as <Id id={made} href={runAddress(made)} />
              </span>
            )}
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

interface BulkProps {
  readonly picked: ReadonlySet<string>;
  readonly clear: () => void;
  readonly done: () => void;
}

/** What can be done with the runs that were picked; tells afterwards what happened to each. */
export function BulkBar({ picked, clear, done }: BulkProps) {
  const [outcomes, setOutcomes] = useState<readonly Outcome[] | undefined>(undefined);
  const run = (act: (ids: readonly string[]) => Promise<Outcome[]>) => async () => {
    setOutcomes(await act([...picked]));
    clear();
    done();
  };
  const some = picked.size === 1 ? "1 run" : `${picked.size} runs`;
  return (
    <>
      {picked.size === 0 ? null : (
        <div class="bulk" role="toolbar" aria-label="Selected runs">
          <b>{some}</b> selected
          <span class="room" />
          <Button
            icon="replay"
            onClick={() =>
              ask({
                title: `Replay ${some}?`,
                body: (
                  <p>
                    Each run that has failed is triggered again as a new run, with its payload. Others are
                    left as they are.
                  </p>
                ),
                action: `Replay ${some}`,
                run: run(replayAll),
              })
            }
          >
            Replay
          </Button>
          <Button
            icon="stop"
            kind="danger"
            onClick={() =>
              ask({
                title: `Cancel ${some}?`,
                body: (
                  <p>
                    Runs that have not ended end as canceled, and their children with them. Executors are told
                    by their next call.
                  </p>
                ),
                action: `Cancel ${some}`,
                danger: true,
                run: run(cancelAll),
              })
            }
          >
            Cancel
          </Button>
          <Button kind="quiet" icon="cross" label="Clear the selection" onClick={clear} />
        </div>
      )}
      {outcomes === undefined ? null : <Outcomes outcomes={outcomes} close={() => setOutcomes(undefined)} />}
    </>
  );
}
