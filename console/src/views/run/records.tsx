import { AS_TEXT, answer, api } from "../../api/calls.js";
import type { Checkpoint, Output, Page, StateEntry } from "../../api/objects.js";
import { useQuery } from "../../api/query.js";
import { JsonView } from "../../json/view.js";
import { Loading, Problem, Time, Unfilled } from "../../ui/basics.js";
import { executorCurl } from "../../ui/curl.js";
import { Panel } from "../../ui/page.js";
import { statusWord } from "../../ui/words.js";

const EVERY_MS = 10_000;

interface Records {
  readonly checkpoints: readonly Checkpoint[];
  readonly state: readonly StateEntry[];
  readonly outputs: readonly Output[];
}

async function load(runID: string, signal: AbortSignal): Promise<Records> {
  const params = { path: { runID } };
  const [checkpoints, state, outputs] = await Promise.all([
    answer<Page<Checkpoint>>(
      api().GET("/v1/runs/{runID}/checkpoints", {
        ...AS_TEXT,
        signal,
        params: { ...params, query: { limit: "100" } },
      }),
    ),
    answer<readonly StateEntry[]>(api().GET("/v1/runs/{runID}/state", { ...AS_TEXT, signal, params })),
    answer<Page<Output>>(
      api().GET("/v1/runs/{runID}/outputs", {
        ...AS_TEXT,
        signal,
        params: { ...params, query: { limit: "100" } },
      }),
    ),
  ]);
  return { checkpoints: checkpoints.data.toReversed(), state, outputs: outputs.data };
}

/** What a run keeps: outputs, state by key, checkpoints with the newest first. */
export function RunRecords({ runId, live }: { runId: string; live: boolean }) {
  const { data, error, refresh } = useQuery(
    `records:${runId}`,
    (signal) => load(runId, signal),
    live ? { everyMs: EVERY_MS } : {},
  );
  if (error !== undefined && data === undefined) return <Problem error={error} again={refresh} />;
  if (data === undefined) return <Loading />;
  return (
    <>
      <Panel title="Outputs">
        {data.outputs.length === 0 ? (
          <Unfilled
            curl={
              live ? executorCurl("output", { output_key: "answer", value: { words: 7 } }, runId) : undefined
            }
          >
            The run has kept no output.
          </Unfilled>
        ) : null}
        {data.outputs.map(({ id, output_key, value, created_at }) => (
          <details key={id} open={data.outputs.length < 4}>
            <summary>
              <b>{output_key}</b>
              <Time at={created_at} age />
            </summary>
            <JsonView value={value} label={`output ${output_key}`} />
          </details>
        ))}
      </Panel>
      <Panel title="State">
        {data.state.length === 0 ? (
          <Unfilled
            curl={live ? executorCurl("state", { key: "progress", value: { page: 4 } }, runId) : undefined}
          >
            The run has kept no state.
          </Unfilled>
        ) : null}
        {data.state.map(({ state_key, value, updated_at }) => (
          <details key={state_key} open={data.state.length < 4}>
            <summary>
              <b>{state_key}</b>
              <Time at={updated_at} age />
            </summary>
            <JsonView value={value} label={`state ${state_key}`} />
          </details>
        ))}
      </Panel>
      <Panel title="Checkpoints">
        {data.checkpoints.length === 0 ? (
          <Unfilled curl={live ? executorCurl("checkpoint", { state: { page: 4 } }, runId) : undefined}>
            The run has made no checkpoint.
          </Unfilled>
        ) : null}
        {data.checkpoints.map(({ id, sequence, source, state, created_at }, index) => (
          <details key={id} open={index === 0}>
            <summary>
              <b>{sequence}</b>
              <span class="faint">{statusWord(source)}</span>
              <Time at={created_at} age />
            </summary>
            <JsonView value={state} label={`checkpoint ${sequence}`} />
          </details>
        ))}
      </Panel>
    </>
  );
}
