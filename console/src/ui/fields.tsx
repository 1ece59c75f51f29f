import type { ComponentChildren } from "preact";
import { useId, useState } from "preact/hooks";

interface FieldProps {
  readonly name: string;
  readonly value?: string;
  readonly type?: "text" | "number" | "password" | "url" | "datetime-local";
  readonly hint?: string | undefined;
  readonly placeholder?: string;
  readonly required?: boolean;
  readonly min?: number;
  readonly max?: number;
  readonly lines?: number;
  readonly onText: (text: string) => void;
}

/** One value, its name above and what it means below. */
export function Field(props: FieldProps) {
  const {
    name,
    value = "",
    type = "text",
    hint,
    placeholder,
    required = false,
    min,
    max,
    lines,
    onText,
  } = props;
  const id = useId();
  const [text, setText] = useState(value);
  const common = {
    id,
    placeholder,
    required,
    value: text,
    "aria-describedby": hint === undefined ? undefined : `${id}-hint`,
    onInput: (event: { currentTarget: { value: string } }) => {
      setText(event.currentTarget.value);
      onText(event.currentTarget.value);
    },
  };
  return (
    <div class="field">
      <label for={id}>{name}</label>
      {lines === undefined ? (
        <input {...common} {...({ type, min, max } as object)} autocomplete="off" spellcheck={false} />
      ) : (
        <textarea {...common} rows={lines} spellcheck={false} />
      )}
      {hint === undefined ? null : (
        <p id={`${id}-hint`} class="faint small">
          {hint}
        </p>
      )}
    </div>
  );
}

export function Check({
  name,
  checked,
  hint,
  onCheck,
}: {
  name: string;
  checked: boolean;
  hint?: string | undefined;
  onCheck: (checked: boolean) => void;
}) {
  const [on, setOn] = useState(checked);
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={on}
        onChange={() => {
          setOn(!on);
          onCheck(!on);
        }}
      />
      <span>
        {name}
        {hint === undefined ? null : <small class="faint">{hint}</small>}
      </span>
    </label>
  );
}

interface SelectProps {
  readonly name: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, words: string])[];
  readonly onText: (text: string) => void;
}

export function Select({ name, value, options, onText }: SelectProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{name}</label>
      <select id={id} value={value} onChange={(event) => onText(event.currentTarget.value)}>
        {options.map(([option, words]) => (
          <option key={option} value={option}>
            {words}
          </option>
        ))}
      </select>
    </div>
  );
}

export function FieldRow({ children }: { children: ComponentChildren }) {
  return <div class="field-row">{children}</div>;
}
