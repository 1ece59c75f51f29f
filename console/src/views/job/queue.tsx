import { AS_TEXT, answer, api } from "../../api/calls.js";
import type { Job, JobQueue } from "../../api/objects.js";
import { useQuery } from "../../api/query.js";
import { address } from "../../shell/router.js";
import { Empty, Id, Loading, Problem } from "../../ui/basics.js";
import { curl } from "../../ui/curl.js";
import { StatusGlyph } from "../../ui/icons.js";
import { Panel } from "../../ui/page.js";
import { type Column, Table } from "../../ui/table.js";
import { Tile, Tiles } from "../../ui/tiles.js";
import { count, shortCount } from "../../ui/words.js";
import { runAddress } from "../run-columns.js";

type QueuedKey = JobQueue["keys"][number];

/** What becomes of a key's runs: the status whose colour and glyph it has, and words. */
function turnOf({ waiting, blocked }: QueuedKey): readonly [status: string, words: string] {
  if (blocked) return ["paused", "Waits for one of its runs"];
  return waiting > 0 ? ["queued", "Takes its turn"] : ["executing", "None waits"];
}

/** The glyph stands at the key, where narrow windows have it too. */
function Key({ of }: { of: QueuedKey }) {
  const [status, words] = turnOf(of);
  const key = of.concurrency_key;
  return (
    <span class="key-turn">
      <span class="status plain" data-status={status} title={words}>
        <StatusGlyph status={status} />
      </span>
      {key === undefined ? (
        <span class="faint">without a key</span>
      ) : (
        <code class="cut" title={key}>
          {key}
        </code>
      )}
    </span>
  );
}

function Turn({ of }: { of: QueuedKey }) {
  const [status, words] = turnOf(of);
  return (
    <span class="status plain" data-status={status}>
      {words}
    </span>
  );
}

const COLUMNS: readonly Column<QueuedKey>[] = [
  {
    name: "Key",
    grow: true,
    cell: (key) => <Key of={key} />,
  },
  { name: "Waiting", align: "end", cell: ({ waiting }) => count(waiting) },
  {
    name: "Running",
    align: "end",
    cell: ({ running }) => (running === undefined ? "–" : count(running)),
  },
  { name: "State", rank: 2, cell: (key) => <Turn of={key} /> },
  {
    name: "Next run",
    rank: 3,
    cell: ({ next_run_id }) =>
      next_run_id === undefined ? (
        <span class="faint">–</span>
      ) : (
        <Id id={next_run_id} href={runAddress(next_run_id)} />
      ),
  },
];

/** Why nothing of the job is handed out, whatever waits. */
function holdOf(job: Job, queue: JobQueue): string | undefined {
  if (!job.enabled) return "The job is off: nothing of it is handed out.";
  if (job.paused) return "The job is paused: nothing of it is handed out until it is resumed.";
  const most = job.max_concurrency ?? 0;
  if (queue.waiting_keys > 0 && most > 0 && queue.running >= most)
    return `The job runs as many as it may at a time, ${count(most)}: what waits goes on when one of them ends.`;
  return undefined;
}

/** What of a job waits and runs, by concurrency key. */
export function QueueOfJob({ job }: { job: Job }) {
  const { data, error, refresh } = useQuery<JobQueue>(
    `queue:${job.id}`,
    (signal) =>
      answer(
        api().GET("/v1/jobs/{jobID}/queue", { ...AS_TEXT, signal, params: { path: { jobID: job.id } } }),
      ),
    { liveMs: 2_000, everyMs: 10_000 },
  );
  if (error !== undefined && data === undefined) return <Problem error={error} again={refresh} />;
  if (data === undefined) return <Loading />;
  const hold = holdOf(job, data);
  const perKey = job.max_concurrency_per_key ?? 0;
  return (
    <>
      {hold === undefined ? null : <p class="hint">{hold}</p>}
      <Tiles>
        <Tile
          name="Running"
          value={shortCount(data.running)}
          note={job.max_concurrency ? `of ${count(job.max_concurrency)} at a time` : "no limit"}
          tone="busy"
          href={address(["runs"], { job: job.id, status: "executing" })}
        />
        <Tile
          name="Open"
          value={shortCount(data.open_runs)}
          note="that have not ended"
          href={address(["runs"], { job: job.id })}
        />
        <Tile name="Keys that wait" value={shortCount(data.waiting_keys)} note="with runs to hand out" />
        <Tile
          name="Keys held up"
          value={shortCount(data.blocked_keys)}
          note={perKey > 0 ? `${count(perKey)} at a time of each key` : "by a limit of their own"}
          tone={data.blocked_keys > 0 ? "care" : undefined}
        />
      </Tiles>
      {data.keys.length === 0 ? (
        <Empty
          title="Nothing waits and nothing runs"
          curl={curl(["v1", "jobs", job.id, "trigger"], { payload: {}, concurrency_key: "customer-7" })}
        >
          What is triggered is here until it has ended, those with the same concurrency key in one line:
        </Empty>
      ) : (
        <Panel
          title="By concurrency key"
          flush
          extra={data.truncated ? <span class="faint">The first {count(data.keys.length)}</span> : undefined}
        >
          <Table
            label="The job's queue by concurrency key"
            columns={COLUMNS}
            rows={data.keys}
            idOf={({ concurrency_key }) => (concurrency_key === undefined ? "" : `=${concurrency_key}`)}
          />
        </Panel>
      )}
    </>
  );
}
