import { AS_TEXT, answer, api } from "../api/calls.js";
import type { EventTrigger, Page } from "../api/objects.js";
import { useQuery } from "../api/query.js";
import { given } from "../api/reads.js";
import { may } from "../api/session.js";
import { address, path, query } from "../shell/router.js";
import { Button, Empty, Id, Loading, Problem, Status, Tabs, Time } from "../ui/basics.js";
import { executorCurl } from "../ui/curl.js";
import { ask, tell } from "../ui/dialogs.js";
import { View } from "../ui/page.js";
import { type Column, Pager, Table } from "../ui/table.js";
import { shortCount, statusWord } from "../ui/words.js";
import { askEvent } from "./event-dialog.js";
import { runAddress } from "./run-columns.js";

const STATUSES = ["waiting", "received", "timed_out", "canceled"] as const;

type EventStats = Readonly<Record<`${(typeof STATUSES)[number] | "total"}_count`, number>>;

function askCancel(key: string, done: () => void): void {
  ask({
    title: "Cancel this wait?",
    body: (
      <p>
        The run that waits for <code>{key}</code> ends as canceled.
      </p>
    ),
    action: "Cancel the wait",
    danger: true,
    run: async () => {
      await answer(
        api().DELETE("/v1/events/{eventKey}", { ...AS_TEXT, params: { path: { eventKey: key } } }),
      );
      tell("The wait was canceled.");
      done();
    },
  });
}

function columns(done: () => void): Column<EventTrigger>[] {
  return [
    { name: "Status", cell: ({ status }) => <Status status={status} /> },
    { name: "Key", grow: true, cell: ({ event_key }) => <code class="cut">{event_key}</code> },
    {
      name: "Run",
      rank: 2,
      cell: ({ job_run_id }) =>
        job_run_id === undefined ? (
          <span class="faint">–</span>
        ) : (
          <Id id={job_run_id} href={runAddress(job_run_id)} />
        ),
    },
    { name: "Since", rank: 3, align: "end", cell: ({ requested_at }) => <Time at={requested_at} age /> },
    {
      name: "Until",
      rank: 3,
      align: "end",
      cell: ({ status, expires_at, received_at }) => (
        <Time at={status === "received" ? received_at : expires_at} age />
      ),
    },
    {
      name: "",
      align: "end",
      cell: ({ event_key, status }) =>
        status !== "waiting" ? null : (
          <span class="row-actions">
            {may("jobs:trigger") ? (
              <Button icon="send" onClick={() => askEvent(event_key, done)}>
                Send
              </Button>
            ) : null}
            {may("jobs:write") ? (
              <Button
                kind="quiet"
                icon="cross"
                label={`Cancel the wait for ${event_key}`}
                onClick={() => askCancel(event_key, done)}
              />
            ) : null}
          </span>
        ),
    },
  ];
}

/** What runs wait for. */
export function EventsView() {
  const status = query.value.get("status") ?? "waiting";
  const cursor = query.value.get("cursor") ?? "";
  const asked = status === "all" ? "" : status;
  const events = useQuery<Page<EventTrigger>>(
    `events?${status}&${cursor}`,
    (signal) =>
      answer(
        api().GET("/v1/events", {
          ...AS_TEXT,
          signal,
          params: { query: given({ status: asked, cursor, limit: "50" }) },
        }),
      ),
    { liveMs: 1_500, everyMs: 20_000 },
  );
  const stats = useQuery<EventStats>(
    "event-stats",
    (signal) => answer(api().GET("/v1/events/stats", { ...AS_TEXT, signal })),
    { liveMs: 2_000 },
  );
  const rows = events.data?.data ?? [];
  const next = events.data?.next_cursor;
  const number = (name: keyof EventStats): string | undefined =>
    stats.data === undefined ? undefined : shortCount(stats.data[name]);
  return (
    <View title="Events">
      <Tabs
        label="Waits by status"
        current={status}
        items={[
          ...STATUSES.map((one) => ({
            id: one,
            status: one,
            name: statusWord(one),
            href: address(["events"], { status: one === "waiting" ? "" : one }),
            count: number(`${one}_count`),
          })),
          {
            id: "all",
            name: "All",
            href: address(["events"], { status: "all" }),
            count: number("total_count"),
          },
        ]}
      />
      {events.error === undefined ? null : <Problem error={events.error} again={events.refresh} />}
      {events.data === undefined && events.error === undefined ? <Loading /> : null}
      {events.data !== undefined && rows.length === 0 ? (
        status === "waiting" ? (
          <Empty
            title="No run waits for an event"
            curl={executorCurl("wait-for-event", { event_key: "approval:42", timeout_secs: 3600 })}
          >
            A run waits when its executor asks for an event:
          </Empty>
        ) : (
          <Empty
            title={
              status === "all"
                ? "No run has waited for an event"
                : `None is ${statusWord(status).toLowerCase()}`
            }
          />
        )
      ) : null}
      {rows.length === 0 ? null : (
        <Table label="Waits for events" columns={columns(events.refresh)} rows={rows} idOf={({ id }) => id} />
      )}
      <Pager
        next={
          next === undefined
            ? undefined
            : address(path.value, { status: query.value.get("status") ?? "", cursor: next })
        }
        first={cursor === "" ? undefined : address(path.value, { status: query.value.get("status") ?? "" })}
      />
    </View>
  );
}
