import { useMemo, useRef, useState } from "preact/hooks";
import { AS_TEXT, answer, api, wordsOf } from "../../api/calls.js";
import type { Job } from "../../api/objects.js";
import { JsonEditor } from "../../json/editor.js";
import { indented } from "../../json/layout.js";
import { Raw } from "../../json/reader.js";
import { go } from "../../shell/router.js";
import { Button, Command, Empty } from "../../ui/basics.js";
import { curl } from "../../ui/curl.js";
import { tell } from "../../ui/dialogs.js";
import { Check, Field, FieldRow, Select } from "../../ui/fields.js";
import { Panel } from "../../ui/page.js";
import { runAddress } from "../run-columns.js";
import { type FormMember, formOf, payloadOf } from "./schema-form.js";

interface Answer {
  readonly id?: string;
  readonly debounced?: boolean;
  readonly buffered?: boolean;
  readonly idempotency_hit?: boolean;
}

function Member({ member, set }: { member: FormMember; set: (json: string) => void }) {
  const { title, kind, required, hint, options, first } = member;
  const [value, setValue] = useState(first);
  const common = { name: required ? title : `${title} (optional)`, hint };
  if (kind === "check")
    return <Check {...common} name={title} checked={first === "true"} onCheck={(on) => set(String(on))} />;
  if (kind === "choice") {
    const choices = options.map((option) => [option, option.replace(/^"|"$/g, "")] as const);
    return (
      <Select
        name={common.name}
        value={value}
        options={[["", "–"], ...choices]}
        onText={(text) => {
          setValue(text);
          set(text);
        }}
      />
    );
  }
  if (kind === "text") {
    const shown = first === "" ? "" : String(JSON.parse(first));
    return (
      <Field
        {...common}
        value={shown}
        onText={(text) => set(text === "" && !required ? "" : JSON.stringify(text))}
      />
    );
  }
  if (kind === "number") return <Field {...common} value={first} placeholder="0" onText={set} />;
  return <Field {...common} value={first} lines={3} placeholder="JSON" onText={set} />;
}

/** Triggers a run by hand: a form where the job's schema allows one, and JSON always. */
export function TriggerForm({ job }: { job: Job }) {
  const members = useMemo(() => formOf(job.payload_schema?.text), [job.payload_schema]);
  const [asForm, setAsForm] = useState(members !== undefined);
  const values = useRef(new Map(members?.map(({ name, first }) => [name, first])));
  const [text, setText] = useState("{}");
  const options = useRef({ idempotency: "", priority: "", at: "", key: "" });
  const [problem, setProblem] = useState<string | undefined>(undefined);

  const switchForm = (form: boolean): void => {
    if (!form && members !== undefined) {
      try {
        setText(indented(payloadOf(members, values.current)));
      } catch {
        // What is not complete yet is completed as JSON.
      }
    }
    setAsForm(form);
  };
  const submit = async (): Promise<void> => {
    setProblem(undefined);
    try {
      const payload =
        asForm && members !== undefined ? payloadOf(members, values.current) : text.trim() || "{}";
      JSON.parse(payload);
      const { idempotency, priority, at, key } = options.current;
      const made = await answer<Answer>(
        api().POST("/v1/jobs/{jobID}/trigger", {
          ...AS_TEXT,
          params: { path: { jobID: job.id } },
          ...(idempotency === "" ? {} : { headers: { "Idempotency-Key": idempotency } }),
          body: {
            payload: new Raw(payload),
            ...(priority === "" ? {} : { priority: Number(priority) }),
            ...(at === "" ? {} : { scheduled_at: new Date(at).toISOString() }),
            ...(key === "" ? {} : { concurrency_key: key }),
          },
        }),
      );
      if (made.id === undefined) {
        tell(
          made.debounced === true
            ? "Held back until the debounce window is over."
            : "Held back until the batch is full.",
        );
        return;
      }
      tell(made.idempotency_hit === true ? "There was a run with this key." : "Triggered.");
      go(runAddress(made.id));
    } catch (error) {
      setProblem(wordsOf(error));
    }
  };
  if (job.paused || !job.enabled) {
    return (
      <Empty title={job.paused ? "The job is paused" : "The job is disabled"}>
        Nothing can be triggered until it is {job.paused ? "resumed" : "enabled"}.
      </Empty>
    );
  }
  const shown = curl(["v1", "jobs", job.id, "trigger"], { payload: {} });
  return (
    <div class="narrow">
      <Panel
        title="Payload"
        extra={
          members === undefined ? undefined : (
            <div class="choices" role="group" aria-label="Form of the payload">
              <Button pressed={asForm} onClick={() => switchForm(true)}>
                Form
              </Button>
              <Button pressed={!asForm} onClick={() => switchForm(false)}>
                JSON
              </Button>
            </div>
          )
        }
      >
        {asForm && members !== undefined ? (
          <div class="form">
            {members.map((member) => (
              <Member
                key={member.name}
                member={member}
                set={(json) => values.current.set(member.name, json)}
              />
            ))}
          </div>
        ) : (
          <JsonEditor label="Payload" text={text} onText={setText} />
        )}
      </Panel>
      <details class="panel more">
        <summary>Options</summary>
        <FieldRow>
          <Field
            name="Priority"
            type="number"
            min={0}
            max={10}
            placeholder="0"
            onText={(next) => {
              options.current.priority = next;
            }}
          />
          <Field
            name="Not before"
            type="datetime-local"
            onText={(next) => {
              options.current.at = next;
            }}
          />
        </FieldRow>
        <FieldRow>
          <Field
            name="Idempotency key"
            onText={(next) => {
              options.current.idempotency = next;
            }}
          />
          <Field
            name="Concurrency key"
            onText={(next) => {
              options.current.key = next;
            }}
          />
        </FieldRow>
      </details>
      {problem === undefined ? null : (
        <p class="refusal" role="alert">
          {problem}
        </p>
      )}
      <div class="form-foot">
        <Button kind="primary" icon="play" onClick={submit}>
          Trigger
        </Button>
        <span class="faint small">The same from a shell:</span>
      </div>
      <Command text={shown} />
    </div>
  );
}
