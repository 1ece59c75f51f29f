import { AS_TEXT, answer, api } from "../api/calls.js";
import type { Page, Project } from "../api/objects.js";
import { useQuery } from "../api/query.js";
import { session } from "../api/session.js";
import { Loading, Problem } from "../ui/basics.js";
import { address, go } from "./router.js";

function choose(id: string): void {
  const who = session.peek();
  if (who === undefined) return;
  session.value = { ...who, project: id };
  go(address([]));
}

/** Which project the holder of the internal secret looks at. */
export function ProjectChoice() {
  const { data, error, refresh } = useQuery<Page<Project>>("projects", (signal) =>
    answer(api().GET("/v1/projects", { ...AS_TEXT, signal, params: { query: { limit: "100" } } })),
  );
  return (
    <main class="sign-in">
      <div class="choice">
        <h1>Choose a project</h1>
        <p class="muted">The internal secret opens all projects, one at a time.</p>
        {error === undefined ? null : <Problem error={error} again={refresh} />}
        {data === undefined && error === undefined ? <Loading /> : null}
        <ul>
          {data?.data.map(({ id, name }) => (
            <li key={id}>
              <button type="button" onClick={() => choose(id)}>
                <b>{name}</b>
                {name === id ? null : <code>{id}</code>}
              </button>
            </li>
          ))}
        </ul>
        {data?.data.length === 0 ? <p>There is no project yet.</p> : null}
      </div>
    </main>
  );
}
