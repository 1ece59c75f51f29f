import { Copy } from "../ui/basics.js";
import { ask } from "../ui/dialogs.js";

/** Shows what will not be shown again. */
export function showSecret(title: string, secret: string): void {
  ask({
    title,
    body: (
      <>
        <p>It is shown only now. Keep it where you keep secrets.</p>
        <div class="curl">
          <pre data-secret>{secret}</pre>
          <Copy text={secret} label="Copy the secret" />
        </div>
      </>
    ),
    action: "I have kept it",
    told: true,
    run: async () => undefined,
  });
}
