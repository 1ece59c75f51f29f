import { signal } from "@preact/signals";
import { Dialog } from "../ui/dialogs.js";
import { shortcuts } from "./keyboard.js";

export const helpShown = signal(false);

/** The keys that mean something on this page. */
export function Help() {
  if (!helpShown.value) return null;
  const seen = new Map(shortcuts.value.map(({ key, words }) => [key, words]));
  return (
    <Dialog
      title="Keys"
      onClose={() => {
        helpShown.value = false;
      }}
    >
      <dl class="keys">
        {[...seen].map(([key, words]) => (
          <div key={key}>
            <dt>
              {key.split(" ").map((part) => (
                <kbd key={part}>{part}</kbd>
              ))}
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
