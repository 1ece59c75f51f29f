import { useState } from "preact/hooks";
import { AS_TEXT, answer, api, wordsOf } from "../../api/calls.js";
import type { Job } from "../../api/objects.js";
import { JsonEditor } from "../../json/editor.js";
import { indented } from "../../json/layout.js";
import { Raw } from "../../json/reader.js";
import { Button } from "../../ui/basics.js";
import { tell } from "../../ui/dialogs.js";
import { Check, Field, FieldRow, Select } from "../../ui/fields.js";
import { Panel } from "../../ui/page.js";

type Member = keyof Job;
interface Asked {
  readonly member: Member;
  readonly name: string;
  readonly number?: boolean;
  readonly hint?: string;
}

const GENERAL: readonly (readonly Asked[])[] = [
  [{ member: "name", name: "Name" }],
  [{ member: "description", name: "Description" }],
  [{ member: "endpoint_url", name: "Endpoint", hint: "Called for each run of an HTTP job." }],
  [{ member: "fallback_endpoint_url", name: "Fallback endpoint" }],
];
const LIMITS: readonly (readonly Asked[])[] = [
  [
    { member: "max_attempts", name: "Attempts at most", number: true },
    { member: "timeout_secs", name: "Timeout of an attempt (s)", number: true },
  ],
  [
    { member: "max_concurrency", name: "Runs at a time", number: true, hint: "0: as many as there are." },
    { member: "max_concurrency_per_key", name: "At a time, by concurrency key", number: true },
  ],
  [
    {
      member: "fair_weight",
      name: "Weight",
      number: true,
      hint: "Of one priority, a job of weight 3 gets three turns where one of weight 1 gets one.",
    },
  ],
  [
    { member: "rate_limit_max", name: "Triggers at most", number: true, hint: "0: no limit." },
    { member: "rate_limit_window_secs", name: "In so many seconds", number: true },
  ],
  [{ member: "run_ttl_secs", name: "Longest wait for the first start (s)", number: true }],
];
const TIMES: readonly (readonly Asked[])[] = [
  [
    { member: "cron", name: "Schedule", hint: "Five fields; empty: none." },
    { member: "timezone", name: "Time zone", hint: "As Europe/Istanbul; UTC when empty." },
  ],
  [{ member: "execution_window_cron", name: "Runs begin only in", hint: "Five fields; empty: always." }],
];

function shown(job: Job, member: Member): string {
  const value = job[member];
  return value === undefined ? "" : String(value);
}

/** The settings of a job. Only what was changed is sent. */
export function EditJob({ job, done }: { job: Job; done: () => void }) {
  const [changes, setChanges] = useState<Readonly<Record<string, unknown>>>({});
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const before = job.payload_schema === undefined ? "" : indented(job.payload_schema.text);
  const [schema, setSchema] = useState(before);
  const set = (member: string, value: unknown): void => setChanges((all) => ({ ...all, [member]: value }));
  const ask = (rows: readonly (readonly Asked[])[]) =>
    rows.map((row) => (
      <FieldRow key={row[0]?.member}>
        {row.map(({ member, name, number, hint }) => (
          <Field
            key={member}
            name={name}
            hint={hint}
            value={shown(job, member)}
            {...(number === true ? { type: "number" as const, min: 0 } : {})}
            onText={(text) => set(member, number === true ? Number(text) : text)}
          />
        ))}
      </FieldRow>
    ));
  const save = async (): Promise<void> => {
    setProblem(undefined);
    try {
      const schemaChange =
        schema === before || schema.trim() === "" ? {} : { payload_schema: new Raw(schema) };
      if (schema.trim() !== "") JSON.parse(schema);
      await answer(
        api().PATCH("/v1/jobs/{jobID}", {
          ...AS_TEXT,
          params: { path: { jobID: job.id } },
          body: { ...changes, ...schemaChange } as Record<string, never>,
        }),
      );
      tell("The job was changed.");
      setChanges({});
      done();
    } catch (error) {
      setProblem(wordsOf(error));
    }
  };
  const strategy = String(changes["retry_strategy"] ?? job.retry_strategy);
  const overlap = String(changes["cron_overlap_policy"] ?? job.cron_overlap_policy ?? "allow");
  const changed = Object.keys(changes).length > 0 || schema !== before;
  return (
    <div class="narrow" key={job.version}>
      <Panel title="General">
        <div class="form">
          {ask(GENERAL)}
          <Check
            name="Enabled"
            hint="A disabled job cannot be triggered."
            checked={job.enabled}
            onCheck={(on) => set("enabled", on)}
          />
        </div>
      </Panel>
      <Panel title="Attempts and limits">
        <div class="form">
          <Select
            name="Retries"
            value={strategy}
            options={[
              ["exponential", "Each wait twice as long"],
              ["linear", "Each wait longer by the same"],
              ["fixed", "The same wait"],
              ["custom", "Waits of a list"],
            ]}
            onText={(text) => set("retry_strategy", text)}
          />
          {ask(LIMITS)}
        </div>
      </Panel>
      <Panel title="When">
        <div class="form">
          {ask(TIMES)}
          <Select
            name="A tick while a run is open"
            value={overlap}
            options={[
              ["allow", "Makes another run"],
              ["skip", "Is skipped"],
              ["cancel_running", "Cancels the open ones"],
            ]}
            onText={(text) => set("cron_overlap_policy", text)}
          />
        </div>
      </Panel>
      <Panel title="Payload schema">
        <JsonEditor label="Payload schema" text={before} onText={setSchema} />
      </Panel>
      {problem === undefined ? null : (
        <p class="refusal" role="alert">
          {problem}
        </p>
      )}
      <div class="form-foot">
        <Button kind="primary" disabled={!changed} onClick={save}>
          Save changes
        </Button>
        <span class="faint small">Runs that exist keep the settings they were made with.</span>
      </div>
    </div>
  );
}
