import { useEffect, useRef, useState } from "preact/hooks";
import type { mountEditor as MountEditor } from "./code-mirror.js";
import { problemOf } from "./layout.js";

interface EditorProps {
  readonly label: string;
  readonly text: string;
  readonly onText: (text: string) => void;
}

/** A field for JSON. The editor's code is loaded when the first one is shown. */
export function JsonEditor({ label, text, onText }: EditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const [ready, setReady] = useState(false);
  const changed = useRef(onText);
  changed.current = onText;
  const first = useRef(text);
  useEffect(() => {
    let close: (() => void) | undefined;
    let gone = false;
    void import("./code-mirror.js").then(({ mountEditor }: { mountEditor: typeof MountEditor }) => {
      if (gone || host.current === null) return;
      close = mountEditor(host.current, {
        label,
        text: first.current,
        onText: (next) => changed.current(next),
      });
      setReady(true);
    });
    return () => {
      gone = true;
      close?.();
    };
  }, [label]);
  const problem = text.trim() === "" ? undefined : problemOf(text);
  return (
    <div class="editor">
      <div ref={host} class="editor-host" data-ready={ready} />
      <p class={problem === undefined ? "faint" : "refusal"} role="status">
        {problem === undefined ? "JSON" : `Not JSON yet: ${problem.message}`}
      </p>
    </div>
  );
}
