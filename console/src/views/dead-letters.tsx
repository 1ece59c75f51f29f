import { useState } from "preact/hooks";
import { AS_TEXT, answer, api } from "../api/calls.js";
import type { Page, Run } from "../api/objects.js";
import { useQuery } from "../api/query.js";
import { given } from "../api/reads.js";
import { may } from "../api/session.js";
import { address, path, query } from "../shell/router.js";
import { Button, Empty, Id, Loading, Problem, Time } from "../ui/basics.js";
import { curl } from "../ui/curl.js";
import { ask, tell } from "../ui/dialogs.js";
import { View } from "../ui/page.js";
import { Pager, Table } from "../ui/table.js";
import { JobLink, RUN_COLUMNS, runAddress } from "./run-columns.js";

interface Group {
  readonly key: string;
  readonly error: string;
  readonly errorClass: string | undefined;
  readonly jobId: string;
  readonly runs: Run[];
}

/** What differs from one run to the next within the same error: ids, numbers, addresses. */
function pattern(error: string): string {
  return error
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/gi, "…")
    .replace(/\b0x[0-9a-f]+\b/gi, "…")
    .replace(/\d+/g, "…")
    .slice(0, 200);
}

function groupsOf(runs: readonly Run[]): Group[] {
  const groups = new Map<string, Group>();
  for (const run of runs) {
    const error = run.error ?? "No error was told";
    const key = `${run.job_id}\n${pattern(error)}`;
    const group = groups.get(key) ?? { key, error, errorClass: run.error_class, jobId: run.job_id, runs: [] };
    group.runs.push(run);
    groups.set(key, group);
  }
  return [...groups.values()].sort((left, right) => right.runs.length - left.runs.length);
}

function askReplay(runs: readonly Run[], done: () => void): void {
  const some = runs.length === 1 ? "1 dead letter" : `${runs.length} dead letters`;
  ask({
    title: `Queue ${some} again?`,
    body: <p>Each of these runs begins anew from its first attempt, with its payload as it is.</p>,
    action: "Queue again",
    run: async () => {
      const { count, skipped } = await answer<{ count: number; skipped: readonly { error: string }[] }>(
        api().POST("/v1/runs/bulk-dlq-replay", { ...AS_TEXT, body: { run_ids: runs.map(({ id }) => id) } }),
      );
      const [first] = skipped;
      tell(
        first === undefined
          ? `${count} runs are queued again.`
          : `${count} runs are queued again, ${skipped.length} are not: ${first.error}`,
        first !== undefined,
      );
      done();
    },
  });
}

function GroupRow({ group, done }: { group: Group; done: () => void }) {
  const [open, setOpen] = useState(false);
  const [newest] = group.runs;
  return (
    <li class="group">
      <div class="group-head">
        <Button
          kind="quiet"
          icon={open ? "down" : "chevron"}
          label={open ? "Hide the runs" : "Show the runs"}
          onClick={() => setOpen(!open)}
        />
        <b class="amount">{group.runs.length}</b>
        <div class="group-what">
          <span class="note bad" title={group.error}>
            {group.error}
          </span>
          <span class="faint small">
            <JobLink id={group.jobId} />
            {group.errorClass === undefined ? null : <span class="tag">{group.errorClass}</span>}
            {newest === undefined ? null : (
              <>
                newest <Time at={newest.finished_at ?? newest.created_at} age />
              </>
            )}
          </span>
        </div>
        {may("runs:write") ? (
          <Button icon="replay" onClick={() => askReplay(group.runs, done)}>
            Queue again
          </Button>
        ) : null}
      </div>
      {!open ? null : (
        <ul class="group-runs">
          {group.runs.map((run) => (
            <li key={run.id}>
              <Id id={run.id} href={runAddress(run.id)} />
              <span class="note bad">{run.error}</span>
              <Time at={run.finished_at ?? run.created_at} age />
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}

/** Runs that have used up their attempts: by what went wrong, or one by one. */
export function DeadLettersView() {
  const cursor = query.value.get("cursor") ?? "";
  const single = query.value.get("by") === "run";
  const { data, error, refresh } = useQuery<Page<Run>>(
    `dead?${cursor}`,
    (signal) =>
      answer(
        api().GET("/v1/runs/dlq", { ...AS_TEXT, signal, params: { query: given({ cursor, limit: "100" }) } }),
      ),
    { liveMs: 3_000 },
  );
  const runs = data?.data ?? [];
  const by = single ? { by: "run" } : {};
  const next = data?.next_cursor;
  return (
    <View
      title="Dead letters"
      actions={
        <div class="choices" role="group" aria-label="Form of the list">
          <a class="button" aria-current={single ? undefined : "true"} href={address(["dead-letters"])}>
            By error
          </a>
          <a
            class="button"
            aria-current={single ? "true" : undefined}
            href={address(["dead-letters"], { by: "run" })}
          >
            By run
          </a>
        </div>
      }
    >
      {error === undefined ? null : <Problem error={error} again={refresh} />}
      {data === undefined && error === undefined ? <Loading /> : null}
      {data !== undefined && runs.length === 0 ? (
        <Empty
          title="No dead letters"
          curl={curl(["v1", "jobs", "$JOB_ID", "trigger"], { payload: { customer: 7 } })}
        >
          A run comes here when the last call of its job's endpoint fails, and stays until it is queued again
          or its retention is over. Trigger a job whose endpoint refuses:
        </Empty>
      ) : null}
      {runs.length > 0 && single ? (
        <Table
          label="Dead letters, the newest first"
          columns={RUN_COLUMNS}
          rows={runs}
          idOf={({ id }) => id}
          href={({ id }) => runAddress(id)}
        />
      ) : null}
      {runs.length > 0 && !single ? (
        <ul class="groups">
          {groupsOf(runs).map((group) => (
            <GroupRow key={group.key} group={group} done={refresh} />
          ))}
        </ul>
      ) : null}
      <Pager
        next={next === undefined ? undefined : address(path.value, { ...by, cursor: next })}
        first={cursor === "" ? undefined : address(path.value, by)}
      />
    </View>
  );
}
