import { AS_TEXT, answer, api } from "../../api/calls.js";
import type { Page, ToolCall, UsageReport } from "../../api/objects.js";
import { useQuery } from "../../api/query.js";
import { JsonView } from "../../json/view.js";
import { Loading, Problem, Status, Time, Unfilled } from "../../ui/basics.js";
import { executorCurl } from "../../ui/curl.js";
import { Panel } from "../../ui/page.js";
import { cost, count, duration } from "../../ui/words.js";

const EVERY_MS = 10_000;

async function load(
  runID: string,
  signal: AbortSignal,
): Promise<{ usage: UsageReport; calls: Page<ToolCall> }> {
  const params = { path: { runID } };
  const [usage, calls] = await Promise.all([
    answer<UsageReport>(api().GET("/v1/runs/{runID}/usage/totals", { ...AS_TEXT, signal, params })),
    answer<Page<ToolCall>>(
      api().GET("/v1/runs/{runID}/tool-calls", {
        ...AS_TEXT,
        signal,
        params: { ...params, query: { limit: "100" } },
      }),
    ),
  ]);
  return { usage, calls };
}

function Models({ usage }: { usage: UsageReport }) {
  const models = Object.entries(usage.by_model);
  const most = Math.max(1, ...models.map(([, { total_tokens }]) => total_tokens));
  return (
    <div class="table-frame">
      <table>
        <caption class="hidden">Usage by model</caption>
        <thead>
          <tr>
            <th scope="col">Model</th>
            <th scope="col" class="rank3 grow">
              Share
            </th>
            <th scope="col" class="end rank2">
              Prompt
            </th>
            <th scope="col" class="end rank2">
              Completion
            </th>
            <th scope="col" class="end">
              Tokens
            </th>
            <th scope="col" class="end">
              Cost
            </th>
          </tr>
        </thead>
        <tbody>
          {models.map(([model, amounts]) => (
            <tr key={model}>
              <td>{model}</td>
              <td class="rank3 grow">
                <meter max={most} value={amounts.total_tokens} aria-label={`Tokens of ${model}`} />
              </td>
              <td class="end rank2">{count(amounts.prompt_tokens)}</td>
              <td class="end rank2">{count(amounts.completion_tokens)}</td>
              <td class="end">{count(amounts.total_tokens)}</td>
              <td class="end">{cost(amounts.cost_microusd)}</td>
            </tr>
          ))}
          <tr class="sum">
            <td>Total</td>
            <td class="rank3 grow" />
            <td class="end rank2">{count(usage.prompt_tokens)}</td>
            <td class="end rank2">{count(usage.completion_tokens)}</td>
            <td class="end">{count(usage.total_tokens)}</td>
            <td class="end">{cost(usage.cost_microusd)}</td>
          </tr>
        </tbody>
      </table>
    </div>
  );
}

/** What a run has used of models, and the tools it has called. */
export function Usage({ runId, live }: { runId: string; live: boolean }) {
  const { data, error, refresh } = useQuery(
    `usage:${runId}`,
    (signal) => load(runId, signal),
    live ? { everyMs: EVERY_MS } : {},
  );
  if (error !== undefined && data === undefined) return <Problem error={error} again={refresh} />;
  if (data === undefined) return <Loading />;
  const { usage, calls } = data;
  return (
    <>
      <Panel title="Tokens and cost" flush>
        {usage.records === 0 ? (
          <Unfilled
            curl={
              live
                ? executorCurl(
                    "usage",
                    { provider: "polar", model: "aurora", prompt_tokens: 900, completion_tokens: 120 },
                    runId,
                  )
                : undefined
            }
          >
            The run has reported no usage.
          </Unfilled>
        ) : (
          <Models usage={usage} />
        )}
      </Panel>
      <Panel title="Tool calls">
        {calls.data.length === 0 ? (
          <Unfilled
            curl={
              live
                ? executorCurl("tool-call", { tool_name: "search", input: { q: "fog" } }, runId)
                : undefined
            }
          >
            The run has called no tool.
          </Unfilled>
        ) : null}
        {calls.data.map(({ id, tool_name, status, input, output, duration_ms, created_at }) => (
          <details key={id}>
            <summary>
              <Status status={status} plain />
              <b>{tool_name}</b>
              <span class="faint">{duration_ms === undefined ? "" : duration(duration_ms)}</span>
              <Time at={created_at} age />
            </summary>
            <div class="pair">
              <JsonView value={input} label="input" />
              <JsonView value={output} label="output" />
            </div>
          </details>
        ))}
        {calls.has_more ? <p class="faint">The first 100 are shown.</p> : null}
      </Panel>
    </>
  );
}
