import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { wordsOf } from "../api/calls.js";
import { Button } from "./basics.js";

interface Asked {
  readonly title: string;
  readonly body?: ComponentChildren;
  /** What the button says: the deed, not "OK". */
  readonly action: string;
  readonly danger?: boolean;
  readonly wide?: boolean;
  /** There is nothing to decide. */
  readonly told?: boolean;
  /** Does it; what it throws is shown in the dialog, which stays open. */
  readonly run: () => Promise<unknown>;
}

const asked = signal<Asked | undefined>(undefined);
interface Note {
  readonly id: number;
  readonly text: string;
  readonly bad: boolean;
}
const notes = signal<readonly Note[]>([]);
let lastNote = 0;
const NOTE_MS = 6_000;

/** Asks before something is done. */
export function ask(what: Asked): void {
  asked.value = what;
}

/** Says for some seconds what was done, or what went wrong. */
export function tell(text: string, bad = false): void {
  const id = ++lastNote;
  notes.value = [...notes.value.slice(-3), { id, text, bad }];
  setTimeout(() => {
    notes.value = notes.value.filter((note) => note.id !== id);
  }, NOTE_MS);
}

/** Runs an action that needs no question, and says how it went. */
export async function attempt(done: string, run: () => Promise<unknown>): Promise<void> {
  try {
    await run();
    tell(done);
  } catch (error) {
    tell(wordsOf(error), true);
  }
}

/** A window above the page. Escape and the browser's own focus rules are those of `<dialog>`. */
export function Dialog({
  title,
  wide = false,
  onClose,
  children,
}: {
  title: string;
  wide?: boolean;
  onClose: () => void;
  children: ComponentChildren;
}) {
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = element.current;
    if (dialog !== null && !dialog.open) dialog.showModal();
  }, []);
  return (
    <dialog ref={element} class={wide ? "wide" : ""} aria-labelledby="dialog-title" onClose={onClose}>
      <header>
        <h2 id="dialog-title">{title}</h2>
        <Button kind="quiet" icon="cross" label="Close" onClick={() => element.current?.close()} />
      </header>
      {children}
    </dialog>
  );
}

function Question({ what }: { what: Asked }) {
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const close = (): void => {
    if (asked.peek() === what) asked.value = undefined;
  };
  const run = async (): Promise<void> => {
    setProblem(undefined);
    try {
      // What it shows next takes the place of the question.
      await what.run();
      close();
    } catch (error) {
      setProblem(wordsOf(error));
    }
  };
  return (
    <Dialog title={what.title} wide={what.wide === true} onClose={close}>
      <div class="dialog-body">{what.body}</div>
      {problem === undefined ? null : (
        <p class="refusal" role="alert">
          {problem}
        </p>
      )}
      <footer>
        {what.told === true ? null : <Button onClick={close}>Keep as it is</Button>}
        <Button kind={what.danger === true ? "danger" : "primary"} onClick={run}>
          {what.action}
        </Button>
      </footer>
    </Dialog>
  );
}

/** Where questions and notes appear. */
export function Overlays() {
  const what = asked.value;
  return (
    <>
      {what === undefined ? null : <Question key={what.title} what={what} />}
      <div class="notes" role="status" aria-live="polite">
        {notes.value.map(({ id, text, bad }) => (
          <p key={id} class={bad ? "bad" : ""}>
            {text}
          </p>
        ))}
      </div>
    </>
  );
}
