import { useState } from "preact/hooks";
import { AS_TEXT, answer, clientOf, wordsOf } from "../api/calls.js";
import type { Page, Project } from "../api/objects.js";
import { session } from "../api/session.js";
import { Button } from "../ui/basics.js";
import { Mark } from "./mark.js";

interface Who {
  readonly project_id?: string;
  readonly scopes: readonly string[];
  readonly name?: string;
}

async function signIn(secret: string): Promise<void> {
  const kind = secret.startsWith("strait_") ? "key" : "internal";
  const client = clientOf({ kind, secret, project: undefined });
  const who = await answer<Who>(client.GET("/v1/whoami", { ...AS_TEXT }));
  const only = kind === "internal" ? await onlyProject(secret) : undefined;
  session.value = {
    kind,
    secret,
    scopes: who.scopes,
    project: who.project_id ?? only,
    name: who.name ?? "Internal secret",
  };
}

async function onlyProject(secret: string): Promise<string | undefined> {
  const client = clientOf({ kind: "internal", secret, project: undefined });
  const { data, has_more } = await answer<Page<Project>>(
    client.GET("/v1/projects", { ...AS_TEXT, params: { query: { limit: "2" } } }),
  );
  return data.length === 1 && !has_more ? data[0]?.id : undefined;
}

/** The way in: an API key of a project, or the internal secret, which opens all of them. */
export function SignIn() {
  const [secret, setSecret] = useState("");
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const [busy, setBusy] = useState(false);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    setProblem(undefined);
    try {
      await signIn(secret.trim());
    } catch (error) {
      setProblem(wordsOf(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <main class="sign-in">
      <form onSubmit={(event) => void submit(event)}>
        <Mark />
        <h1>Sign in to bosporus</h1>
        <p class="muted">With an API key of your project. It stays in this tab and is forgotten with it.</p>
        <label for="secret">API key or internal secret</label>
        <input
          id="secret"
          type="password"
          autocomplete="off"
          spellcheck={false}
          placeholder="strait_…"
          value={secret}
          onInput={(event) => setSecret(event.currentTarget.value)}
          aria-describedby={problem === undefined ? undefined : "sign-in-problem"}
          required
        />
        {problem === undefined ? null : (
          <p id="sign-in-problem" class="refusal" role="alert">
            {problem}
          </p>
        )}
        <Button kind="primary" type="submit" disabled={busy || secret.trim() === ""}>
          Sign in
        </Button>
        <p class="faint small">
          <code>npm start</code> prints a key. More are made with <code>POST /v1/api-keys</code>.
        </p>
      </form>
    </main>
  );
}
