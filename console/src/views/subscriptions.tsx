import { signal } from "@preact/signals";
import { AS_TEXT, answer, api, wordsOf } from "../api/calls.js";
import type { Page, Subscription } from "../api/objects.js";
import { useQuery } from "../api/query.js";
import { may, session } from "../api/session.js";
import { Button, Empty, Loading, Problem, Time } from "../ui/basics.js";
import { curl } from "../ui/curl.js";
import { ask, attempt, tell } from "../ui/dialogs.js";
import { Check, Field } from "../ui/fields.js";
import { type Column, Table } from "../ui/table.js";
import { duration } from "../ui/words.js";
import { showSecret } from "./secret.js";

const TYPES = ["run.completed", "run.failed", "run.timed_out", "run.canceled"] as const;
/** Grows with each change made here: the list is read again. */
const changed = signal(0);

function askNew(): void {
  let url = "";
  const types = new Set<string>(TYPES);
  ask({
    title: "New webhook",
    body: (
      <div class="form">
        <Field
          name="Address"
          type="url"
          placeholder="https://example.com/hooks"
          required
          onText={(text) => {
            url = text;
          }}
        />
        <fieldset>
          <legend>Tell it when a run</legend>
          {TYPES.map((type) => (
            <Check
              key={type}
              name={`has ${type.slice(4).replaceAll("_", " ")}`}
              checked
              onCheck={(on) => {
                if (on) types.add(type);
                else types.delete(type);
              }}
            />
          ))}
        </fieldset>
      </div>
    ),
    action: "Create the webhook",
    run: async () => {
      const made = await answer<{ secret: string }>(
        api().POST("/v1/webhooks/subscriptions", {
          ...AS_TEXT,
          body: {
            project_id: session.peek()?.project ?? "",
            webhook_url: url.trim(),
            event_types: [...types] as never,
          },
        }),
      );
      changed.value++;
      showSecret("The secret that signs deliveries", made.secret);
    },
  });
}

export function NewSubscription() {
  if (!may("webhooks:write")) return null;
  return (
    <Button icon="plus" kind="primary" onClick={askNew}>
      New webhook
    </Button>
  );
}

const pathOf = ({ id }: Subscription) => ({ params: { path: { subscriptionID: id } } });

async function sendTest(one: Subscription): Promise<void> {
  try {
    const result = await answer<{
      success: boolean;
      status_code?: number;
      latency_ms: number;
      error?: string;
    }>(api().POST("/v1/webhooks/test", { ...AS_TEXT, body: { subscription_id: one.id } as never }));
    const took = duration(result.latency_ms);
    tell(
      result.success
        ? `It answered ${result.status_code ?? ""} after ${took}.`
        : `It failed: ${result.error ?? result.status_code}`,
      !result.success,
    );
  } catch (error) {
    tell(wordsOf(error), true);
  }
}

function setActive(one: Subscription, active: boolean): Promise<void> {
  return attempt(active ? "The webhook is told again." : "The webhook is not told any more.", async () => {
    await answer(
      api().PATCH("/v1/webhooks/subscriptions/{subscriptionID}", {
        ...AS_TEXT,
        ...pathOf(one),
        body: { active },
      }),
    );
    changed.value++;
  });
}

function askRotate(one: Subscription): void {
  ask({
    title: "Make a new secret?",
    body: <p>For an hour deliveries are signed with both, so that the receiver can change over.</p>,
    action: "New secret",
    run: async () => {
      const made = await answer<{ secret: string }>(
        api().POST("/v1/webhooks/subscriptions/{subscriptionID}/rotate-secret", {
          ...AS_TEXT,
          ...pathOf(one),
          body: {},
        }),
      );
      showSecret("The new secret", made.secret);
    },
  });
}

function askDelete(one: Subscription): void {
  ask({
    title: "Delete this webhook?",
    body: <p>What is still to be delivered to it is given up.</p>,
    action: "Delete",
    danger: true,
    run: async () => {
      await answer(
        api().DELETE("/v1/webhooks/subscriptions/{subscriptionID}", { ...AS_TEXT, ...pathOf(one) }),
      );
      tell("The webhook was deleted.");
      changed.value++;
    },
  });
}

const COLUMNS: readonly Column<Subscription>[] = [
  { name: "Address", grow: true, cell: ({ webhook_url }) => <code class="cut">{webhook_url}</code> },
  {
    name: "State",
    cell: ({ active }) => (
      <span class="status" data-status={active ? "active" : "paused"}>
        {active ? "Active" : "Off"}
      </span>
    ),
  },
  {
    name: "Told of",
    rank: 3,
    cell: ({ event_types }) => (
      <span class="cut">{event_types.map((type) => type.replace("run.", "")).join(", ")}</span>
    ),
  },
  { name: "Made", rank: 4, align: "end", cell: ({ created_at }) => <Time at={created_at} age /> },
  {
    name: "",
    align: "end",
    cell: (one) =>
      may("webhooks:write") ? (
        <span class="row-actions">
          <Button icon="send" onClick={() => sendTest(one)}>
            Test
          </Button>
          <Button onClick={() => setActive(one, !one.active)}>{one.active ? "Turn off" : "Turn on"}</Button>
          <Button onClick={() => askRotate(one)}>New secret</Button>
          <Button
            kind="danger"
            icon="trash"
            label={`Delete ${one.webhook_url}`}
            onClick={() => askDelete(one)}
          />
        </span>
      ) : null,
  },
];

export function Subscriptions() {
  const { data, error, refresh } = useQuery<Page<Subscription>>(
    `subscriptions:${changed.value}`,
    (abort) => answer(api().GET("/v1/webhooks/subscriptions", { ...AS_TEXT, signal: abort })),
    { everyMs: 30_000 },
  );
  if (error !== undefined && data === undefined) return <Problem error={error} again={refresh} />;
  if (data === undefined) return <Loading />;
  if (data.data.length === 0) {
    return (
      <Empty
        title="No webhooks"
        curl={curl(["v1", "webhooks", "subscriptions"], {
          project_id: session.value?.project,
          webhook_url: "https://example.com/hooks",
          event_types: ["run.completed", "run.failed"],
        })}
      >
        A webhook is called, signed, when runs end:
      </Empty>
    );
  }
  return <Table label="Webhooks" columns={COLUMNS} rows={data.data} idOf={({ id }) => id} />;
}
