import { AS_TEXT, answer, api } from "../api/calls.js";
import type { Page, Worker, WorkerTask } from "../api/objects.js";
import { useQuery } from "../api/query.js";
import { may } from "../api/session.js";
import { address } from "../shell/router.js";
import { Button, Elapsed, Empty, Fact, Id, Loading, Problem, Status, Time } from "../ui/basics.js";
import { curl } from "../ui/curl.js";
import { ask, tell } from "../ui/dialogs.js";
import { Panel, View } from "../ui/page.js";
import { type Column, Table } from "../ui/table.js";
import { JobLink, runAddress } from "./run-columns.js";
import { WorkerState } from "./workers.js";

const COLUMNS: readonly Column<WorkerTask>[] = [
  { name: "Status", cell: ({ status }) => <Status status={status} /> },
  { name: "Run", cell: ({ run_id }) => <Id id={run_id} href={runAddress(run_id)} /> },
  { name: "Job", rank: 2, grow: true, cell: ({ job_id }) => <JobLink id={job_id} /> },
  { name: "Attempt", rank: 3, align: "end", cell: ({ attempt }) => attempt },
  { name: "For", rank: 2, align: "end", cell: ({ started_at }) => <Elapsed from={started_at} /> },
  { name: "Heartbeat", align: "end", cell: ({ heartbeat_at }) => <Time at={heartbeat_at} age /> },
];

function askDrain(worker: Worker, done: () => void): void {
  ask({
    title: "Take this worker's runs from it?",
    body: <p>They go back to the queue without a new attempt. A worker that still claims is given others.</p>,
    action: "Drain the worker",
    danger: true,
    run: async () => {
      const { released } = await answer<{ released: number | string }>(
        api().DELETE("/v1/workers/{workerID}", { ...AS_TEXT, params: { path: { workerID: worker.id } } }),
      );
      tell(`${released} runs went back to the queue.`);
      done();
    },
  });
}

/** One worker and the runs it has. */
export function WorkerView({ id }: { id: string }) {
  const params = { path: { workerID: id } };
  const { data, error, refresh } = useQuery(
    `worker:${id}`,
    async (signal) => {
      const [worker, tasks] = await Promise.all([
        answer<Worker>(api().GET("/v1/workers/{workerID}", { ...AS_TEXT, signal, params })),
        answer<Page<WorkerTask>>(
          api().GET("/v1/workers/{workerID}/tasks", {
            ...AS_TEXT,
            signal,
            params: { ...params, query: { limit: "100" } },
          }),
        ),
      ]);
      return { worker, tasks };
    },
    { everyMs: 5_000 },
  );
  if (data === undefined) {
    return (
      <View title="Worker">
        {error === undefined ? <Loading /> : <Problem error={error} again={refresh} />}
      </View>
    );
  }
  const { worker, tasks } = data;
  return (
    <View
      title={worker.id}
      trail={<a href={address(["workers"])}>Workers</a>}
      heading={
        <>
          {worker.id}
          <WorkerState status={worker.status} />
        </>
      }
      actions={
        may("runs:write") ? (
          <Button kind="danger" onClick={() => askDrain(worker, refresh)}>
            Drain
          </Button>
        ) : undefined
      }
    >
      {error === undefined ? null : <Problem error={error} again={refresh} />}
      <Panel title="Worker">
        <dl class="facts">
          <Fact name="First claim">
            <Time at={worker.connected_at} />
          </Fact>
          <Fact name="Last claim">
            <Time at={worker.last_seen_at} />{" "}
            <span class="faint">
              <Time at={worker.last_seen_at} age />
            </span>
          </Fact>
          <Fact name="Queues">{worker.queues.join(", ") || "all"}</Fact>
          <Fact name="Jobs">{worker.job_slugs.join(", ") || "all"}</Fact>
          <Fact name="Runs">{tasks.has_more ? "more than 100" : tasks.data.length}</Fact>
        </dl>
      </Panel>
      {tasks.data.length === 0 ? (
        <Empty
          title="The worker has no run"
          curl={curl(["v1", "workers", "claim"], { worker_id: worker.id, limit: 1, wait_ms: 30000 })}
        >
          It has one from a claim until that run has ended:
        </Empty>
      ) : (
        <Table
          label="Runs of the worker"
          columns={COLUMNS}
          rows={tasks.data}
          idOf={({ run_id }) => run_id}
          href={({ run_id }) => runAddress(run_id)}
        />
      )}
    </View>
  );
}
