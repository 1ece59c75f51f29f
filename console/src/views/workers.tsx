import { AS_TEXT, answer, api } from "../api/calls.js";
import type { Page, Worker } from "../api/objects.js";
import { useQuery } from "../api/query.js";
import { given } from "../api/reads.js";
import { address, path, query } from "../shell/router.js";
import { Empty, Loading, Problem, Time } from "../ui/basics.js";
import { curl } from "../ui/curl.js";
import { View } from "../ui/page.js";
import { type Column, Pager, Table } from "../ui/table.js";
import { statusWord } from "../ui/words.js";

/** Whether a worker still claims. */
export function WorkerState({ status }: { status: string }) {
  return (
    <span class="status" data-status={status}>
      {statusWord(status)}
    </span>
  );
}

const COLUMNS: readonly Column<Worker>[] = [
  {
    name: "Worker",
    grow: true,
    cell: ({ id }) => (
      <a class="cut" href={address(["workers", id])}>
        {id}
      </a>
    ),
  },
  { name: "State", cell: ({ status }) => <WorkerState status={status} /> },
  {
    name: "Takes",
    rank: 3,
    cell: ({ queues, job_slugs }) => <span class="cut">{[...queues, ...job_slugs].join(", ") || "all"}</span>,
  },
  { name: "Since", rank: 2, align: "end", cell: ({ connected_at }) => <Time at={connected_at} age /> },
  { name: "Last claim", align: "end", cell: ({ last_seen_at }) => <Time at={last_seen_at} age /> },
];

export function WorkersView() {
  const cursor = query.value.get("cursor") ?? "";
  const { data, error, refresh } = useQuery<Page<Worker>>(
    `workers?${cursor}`,
    (signal) =>
      answer(
        api().GET("/v1/workers", { ...AS_TEXT, signal, params: { query: given({ cursor, limit: "50" }) } }),
      ),
    { everyMs: 5_000 },
  );
  const next = data?.next_cursor;
  return (
    <View title="Workers">
      {error === undefined ? null : <Problem error={error} again={refresh} />}
      {data === undefined && error === undefined ? <Loading /> : null}
      {data?.data.length === 0 ? (
        <Empty
          title="No worker has claimed in the last hour"
          curl={curl(["v1", "workers", "claim"], { worker_id: "my-worker", limit: 1, wait_ms: 30000 })}
        >
          Workers ask for runs of pull jobs. The first claim makes one known:
        </Empty>
      ) : null}
      {data === undefined || data.data.length === 0 ? null : (
        <Table
          label="Workers, the last to claim first"
          columns={COLUMNS}
          rows={data.data}
          idOf={({ id }) => id}
          href={({ id }) => address(["workers", id])}
        />
      )}
      <Pager
        next={next === undefined ? undefined : address(path.value, { cursor: next })}
        first={cursor === "" ? undefined : address(path.value)}
      />
    </View>
  );
}
