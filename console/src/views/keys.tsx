import { AS_TEXT, answer, api } from "../api/calls.js";
import type { ApiKey, Page } from "../api/objects.js";
import { useQuery } from "../api/query.js";
import { given } from "../api/reads.js";
import { session } from "../api/session.js";
import { address, path, query } from "../shell/router.js";
import { Button, Empty, Loading, Problem, Time } from "../ui/basics.js";
import { curl } from "../ui/curl.js";
import { ask, tell } from "../ui/dialogs.js";
import { Check, Field, FieldRow } from "../ui/fields.js";
import { View } from "../ui/page.js";
import { type Column, Pager, Table } from "../ui/table.js";
import { showSecret } from "./secret.js";

const SCOPES: readonly (readonly [scope: string, words: string])[] = [
  ["*", "Everything"],
  ["jobs:read", "Read jobs and events"],
  ["jobs:write", "Change jobs, cancel waits"],
  ["jobs:trigger", "Trigger runs, send events"],
  ["runs:read", "Read runs and follow them"],
  ["runs:write", "Cancel, replay, pause runs"],
  ["workers:connect", "Claim runs"],
  ["webhooks:read", "Read webhooks"],
  ["webhooks:write", "Change webhooks"],
  ["stats:read", "Read figures"],
  ["api-keys:manage", "Manage API keys"],
  ["projects:read", "Read the project"],
];

function askCreate(done: () => void): void {
  const wanted = { name: "", days: "" };
  const scopes = new Set<string>(["*"]);
  ask({
    title: "New API key",
    wide: true,
    body: (
      <div class="form">
        <FieldRow>
          <Field
            name="Name"
            placeholder="Who uses it"
            required
            onText={(text) => {
              wanted.name = text;
            }}
          />
          <Field
            name="Expires in days"
            type="number"
            min={1}
            placeholder="Never"
            onText={(text) => {
              wanted.days = text;
            }}
          />
        </FieldRow>
        <fieldset>
          <legend>May</legend>
          <div class="checks">
            {SCOPES.map(([scope, words]) => (
              <Check
                key={scope}
                name={words}
                hint={scope}
                checked={scopes.has(scope)}
                onCheck={(on) => {
                  if (on) scopes.add(scope);
                  else scopes.delete(scope);
                }}
              />
            ))}
          </div>
        </fieldset>
      </div>
    ),
    action: "Create the key",
    run: async () => {
      if (wanted.name.trim() === "") throw new Error("Give the key a name.");
      if (scopes.size === 0) throw new Error("Choose what the key may do.");
      const given = scopes.has("*") ? ["*"] : [...scopes];
      const made = await answer<ApiKey>(
        api().POST("/v1/api-keys", {
          ...AS_TEXT,
          body: {
            project_id: session.peek()?.project ?? "",
            name: wanted.name.trim(),
            scopes: given as never,
            ...(wanted.days === "" ? {} : { expires_in_days: Number(wanted.days) }),
          },
        }),
      );
      done();
      showSecret("The new API key", made.key ?? "");
    },
  });
}

function askRotate(key: ApiKey, done: () => void): void {
  let minutes = "60";
  ask({
    title: `Rotate ${key.name}?`,
    body: (
      <>
        <p>
          A new key with the same rights is made. The old one stays good for a while, so that its users can
          change over.
        </p>
        <Field
          name="Old key good for (minutes)"
          type="number"
          min={1}
          max={10080}
          value={minutes}
          onText={(text) => {
            minutes = text;
          }}
        />
      </>
    ),
    action: "Rotate",
    run: async () => {
      const made = await answer<ApiKey>(
        api().POST("/v1/api-keys/{keyID}/rotate", {
          ...AS_TEXT,
          params: { path: { keyID: key.id } },
          body: { grace_period_minutes: Number(minutes) },
        }),
      );
      done();
      showSecret("The key that follows", made.key ?? "");
    },
  });
}

function askRevoke(key: ApiKey, done: () => void): void {
  ask({
    title: `Revoke ${key.name}?`,
    body: <p>Whoever uses it is refused within seconds. This cannot be undone.</p>,
    action: "Revoke",
    danger: true,
    run: async () => {
      await answer(api().DELETE("/v1/api-keys/{keyID}", { ...AS_TEXT, params: { path: { keyID: key.id } } }));
      tell("The key was revoked.");
      done();
    },
  });
}

function columns(done: () => void): Column<ApiKey>[] {
  return [
    {
      name: "Key",
      grow: true,
      cell: ({ name, key_prefix }) => (
        <span class="two">
          <b>{name}</b>
          {key_prefix === "" ? null : <code class="faint">{key_prefix}…</code>}
        </span>
      ),
    },
    {
      name: "May",
      rank: 3,
      cell: ({ scopes }) => (
        <span class="cut">{scopes.includes("*") ? "Everything" : scopes.join(", ")}</span>
      ),
    },
    { name: "Last used", rank: 2, align: "end", cell: ({ last_used_at }) => <Time at={last_used_at} age /> },
    {
      name: "Good until",
      rank: 2,
      align: "end",
      cell: ({ grace_expires_at, expires_at }) =>
        (grace_expires_at ?? expires_at) === undefined ? (
          <span class="faint">No end</span>
        ) : (
          <Time at={grace_expires_at ?? expires_at} age />
        ),
    },
    { name: "Made", rank: 4, align: "end", cell: ({ created_at }) => <Time at={created_at} age /> },
    {
      name: "",
      align: "end",
      cell: (key) => (
        <span class="row-actions">
          {key.replaced_by_key_id === undefined ? (
            <Button onClick={() => askRotate(key, done)}>Rotate</Button>
          ) : null}
          <Button kind="danger" onClick={() => askRevoke(key, done)}>
            Revoke
          </Button>
        </span>
      ),
    },
  ];
}

export function KeysView() {
  const cursor = query.value.get("cursor") ?? "";
  const { data, error, refresh } = useQuery<Page<ApiKey>>(
    `keys?${cursor}`,
    (signal) =>
      answer(
        api().GET("/v1/api-keys", { ...AS_TEXT, signal, params: { query: given({ cursor, limit: "50" }) } }),
      ),
    { everyMs: 30_000 },
  );
  const next = data?.next_cursor;
  return (
    <View
      title="API keys"
      actions={
        <Button icon="plus" kind="primary" onClick={() => askCreate(refresh)}>
          New key
        </Button>
      }
    >
      {error === undefined ? null : <Problem error={error} again={refresh} />}
      {data === undefined && error === undefined ? <Loading /> : null}
      {data?.data.length === 0 ? (
        <Empty
          title="No API keys"
          curl={curl(["v1", "api-keys"], {
            project_id: session.value?.project,
            name: "my-program",
            scopes: ["jobs:trigger", "runs:read"],
          })}
        >
          Make one for each program that calls the API:
        </Empty>
      ) : null}
      {data === undefined || data.data.length === 0 ? null : (
        <Table label="API keys" columns={columns(refresh)} rows={data.data} idOf={({ id }) => id} />
      )}
      <Pager
        next={next === undefined ? undefined : address(path.value, { cursor: next })}
        first={cursor === "" ? undefined : address(path.value)}
      />
    </View>
  );
}
