import { useMemo, useState } from "preact/hooks";
import { Button, Copy } from "../ui/basics.js";
import { type Line, layoutJson } from "./layout.js";
import type { Raw } from "./reader.js";

const FIRST_LINES = 200;
const MORE_LINES = 2_000;
/** A longer string or number is cut where it is shown; what is copied is whole. */
const TOKEN_LENGTH = 2_000;

function firstLines(text: string, most: number): { lines: Line[]; more: boolean } {
  const lines: Line[] = [];
  for (const line of layoutJson(text)) {
    if (lines.length === most) return { lines, more: true };
    lines.push(line);
  }
  return { lines, more: false };
}

function shown(text: string): string {
  return text.length <= TOKEN_LENGTH ? text : `${text.slice(0, TOKEN_LENGTH)}… (${text.length} characters)`;
}

/** JSON as it was written: every digit of every number. */
export function JsonView({ value, label }: { value: Raw | undefined; label: string }) {
  const [most, setMost] = useState(FIRST_LINES);
  const text = value?.text ?? "";
  const { lines, more } = useMemo(() => firstLines(text, most), [text, most]);
  if (value === undefined) return <p class="faint none">None</p>;
  return (
    <div class="json">
      <div class="json-tools">
        <Copy text={text} label={`Copy ${label}`} />
      </div>
      <pre tabIndex={0} role="region" aria-label={label}>
        {lines.map(({ indent, tokens }, index) => (
          <span key={index} class="json-line" style={{ paddingLeft: `${indent * 2}ch` }}>
            {tokens.map(({ kind, text: token }, place) => (
              <span key={place} class={`json-${kind}`}>
                {shown(token)}
              </span>
            ))}
            {"\n"}
          </span>
        ))}
      </pre>
      {more ? <Button onClick={() => setMost(most + MORE_LINES)}>Show more lines</Button> : null}
    </div>
  );
}
