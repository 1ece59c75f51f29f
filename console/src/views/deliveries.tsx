import { useState } from "preact/hooks";
import { AS_TEXT, answer, api } from "../api/calls.js";
import type { Delivery, Page } from "../api/objects.js";
import { useQuery } from "../api/query.js";
import { given } from "../api/reads.js";
import { may } from "../api/session.js";
import { JsonView } from "../json/view.js";
import { address, query, setFilters } from "../shell/router.js";
import { Button, Copy, Empty, Fact, Id, Loading, Problem, Time } from "../ui/basics.js";
import { executorCurl } from "../ui/curl.js";
import { attempt, Dialog } from "../ui/dialogs.js";
import { type Column, Pager, Table } from "../ui/table.js";
import { statusWord } from "../ui/words.js";
import { runAddress } from "./run-columns.js";

const STATUSES = ["pending", "delivered", "failed", "dead"] as const;

function DeliveryStatus({ status }: { status: string }) {
  return (
    <span class="status" data-status={status}>
      {statusWord(status)}
    </span>
  );
}

function deliver(one: Delivery, how: "retry" | "replay", done: () => void): Promise<void> {
  const params = { path: { deliveryID: one.id } };
  return attempt(
    how === "retry" ? "It is tried again." : "It is delivered again as a new delivery.",
    async () => {
      await answer(
        how === "retry"
          ? api().POST("/v1/webhooks/deliveries/{deliveryID}/retry", { ...AS_TEXT, params })
          : api().POST("/v1/webhooks/deliveries/{deliveryID}/replay", { ...AS_TEXT, params }),
      );
      done();
    },
  );
}

function Detail({ one, done, close }: { one: Delivery; done: () => void; close: () => void }) {
  const { data } = useQuery<Delivery>(`delivery:${one.id}`, (signal) =>
    answer(
      api().GET("/v1/webhooks/deliveries/{deliveryID}", {
        ...AS_TEXT,
        signal,
        params: { path: { deliveryID: one.id } },
      }),
    ),
  );
  return (
    <Dialog title="Delivery" wide onClose={close}>
      <div class="dialog-body">
        <dl class="facts">
          <Fact name="Status">
            <DeliveryStatus status={one.status} />
          </Fact>
          <Fact name="Address">
            <code>{one.webhook_url}</code>
          </Fact>
          <Fact name="Event">{one.event_type}</Fact>
          <Fact name="Run">
            {one.run_id === undefined ? null : <Id id={one.run_id} href={runAddress(one.run_id)} />}
          </Fact>
          <Fact name="Attempts">
            {one.attempts} of {one.max_attempts}
          </Fact>
          <Fact name="Answered">{one.last_status_code}</Fact>
          <Fact name="Error">{one.last_error}</Fact>
          <Fact name="Made">
            <Time at={one.created_at} />
          </Fact>
          <Fact name="Delivered">
            {one.delivered_at === undefined ? null : <Time at={one.delivered_at} />}
          </Fact>
          <Fact name="Next try">
            {one.next_retry_at === undefined ? null : <Time at={one.next_retry_at} age />}
          </Fact>
          <Fact name="Id">
            <code>{one.id}</code> <Copy text={one.id} label="Copy the id" />
          </Fact>
        </dl>
        {data?.payload === undefined ? null : (
          <>
            <h3>What is posted</h3>
            <JsonView value={data.payload} label="payload" />
          </>
        )}
        {one.response_body === undefined ? null : (
          <>
            <h3>What the receiver answered</h3>
            <pre class="text-block">{one.response_body}</pre>
          </>
        )}
      </div>
      {may("webhooks:write") ? (
        <footer>
          <Button onClick={() => deliver(one, "replay", done)}>Deliver again as new</Button>
          <Button kind="primary" onClick={() => deliver(one, "retry", done)}>
            Try again now
          </Button>
        </footer>
      ) : null}
    </Dialog>
  );
}

export function Deliveries() {
  const status = query.value.get("status") ?? "";
  const cursor = query.value.get("cursor") ?? "";
  const [openId, setOpenId] = useState<string | undefined>(undefined);
  const { data, error, refresh } = useQuery<Page<Delivery>>(
    `deliveries?${status}&${cursor}`,
    (signal) =>
      answer(
        api().GET("/v1/webhooks/deliveries", {
          ...AS_TEXT,
          signal,
          params: { query: given({ status, cursor, limit: "50" }) },
        }),
      ),
    { liveMs: 2_000, everyMs: 10_000 },
  );
  const columns: readonly Column<Delivery>[] = [
    { name: "Status", cell: (one) => <DeliveryStatus status={one.status} /> },
    { name: "Event", cell: ({ event_type }) => event_type ?? <span class="faint">–</span> },
    {
      name: "Address",
      rank: 3,
      grow: true,
      cell: ({ webhook_url }) => <code class="cut">{webhook_url}</code>,
    },
    {
      name: "Answer",
      rank: 2,
      cell: ({ last_status_code, last_error }) =>
        last_status_code ?? <span class="note bad">{last_error}</span>,
    },
    {
      name: "Attempts",
      rank: 4,
      align: "end",
      cell: ({ attempts, max_attempts }) => `${attempts} of ${max_attempts}`,
    },
    { name: "Made", rank: 2, align: "end", cell: ({ created_at }) => <Time at={created_at} age /> },
    { name: "", align: "end", cell: ({ id }) => <Button onClick={() => setOpenId(id)}>Look</Button> },
  ];
  const open = data?.data.find(({ id }) => id === openId);
  const next = data?.next_cursor;
  return (
    <>
      <div class="filters">
        <select
          aria-label="Status"
          value={status}
          data-set={status !== ""}
          onChange={(event) => setFilters({ status: event.currentTarget.value })}
        >
          <option value="">Any status</option>
          {STATUSES.map((one) => (
            <option key={one} value={one}>
              {statusWord(one)}
            </option>
          ))}
        </select>
      </div>
      {error === undefined ? null : <Problem error={error} again={refresh} />}
      {data === undefined && error === undefined ? <Loading /> : null}
      {data?.data.length === 0 ? (
        status === "" ? (
          <Empty title="No deliveries" curl={executorCurl("complete", { result: { done: true } })}>
            They are made when runs end that a <a href={address(["webhooks"])}>webhook</a> is told of:
          </Empty>
        ) : (
          <Empty title={`None is ${statusWord(status).toLowerCase()}`} />
        )
      ) : null}
      {data === undefined || data.data.length === 0 ? null : (
        <Table label="Deliveries, newest first" columns={columns} rows={data.data} idOf={({ id }) => id} />
      )}
      <Pager
        next={
          next === undefined ? undefined : address(["webhooks"], { tab: "deliveries", status, cursor: next })
        }
        first={cursor === "" ? undefined : address(["webhooks"], { tab: "deliveries", status })}
      />
      {open === undefined ? null : <Detail one={open} done={refresh} close={() => setOpenId(undefined)} />}
    </>
  );
}
