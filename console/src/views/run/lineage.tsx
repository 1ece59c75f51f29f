import { useState } from "preact/hooks";
import { AS_TEXT, answer, api } from "../../api/calls.js";
import type { Page, Run } from "../../api/objects.js";
import { useQuery } from "../../api/query.js";
import { readRun } from "../../api/reads.js";
import { address } from "../../shell/router.js";
import { Button, Id, Loading, Problem, Status, Time } from "../../ui/basics.js";
import { Panel } from "../../ui/page.js";
import { JobLink, runAddress } from "../run-columns.js";

const LIMIT = "50";
const MOST_ANCESTORS = 20;

/** Direct children of a run. */
export function readChildren(runID: string, signal: AbortSignal): Promise<Page<Run>> {
  return answer(
    api().GET("/v1/runs/{runID}/children", {
      ...AS_TEXT,
      signal,
      params: { path: { runID }, query: { limit: LIMIT } },
    }),
  );
}

async function ancestorsOf(run: Run, signal: AbortSignal): Promise<Run[]> {
  const found: Run[] = [];
  let parent = run.parent_run_id;
  while (parent !== undefined && found.length < MOST_ANCESTORS) {
    const one = await readRun(parent, signal).catch(() => undefined);
    if (one === undefined) break;
    found.unshift(one);
    parent = one.parent_run_id;
  }
  return found;
}

async function chainOf(runID: string, signal: AbortSignal): Promise<readonly Run[]> {
  const chain = await answer<Page<Run>>(
    api().GET("/v1/runs/{runID}/lineage", {
      ...AS_TEXT,
      signal,
      params: { path: { runID }, query: { limit: LIMIT } },
    }),
  );
  return chain.data;
}

function Line({ run, current }: { run: Run; current: boolean }) {
  return (
    <span class="branch-line" aria-current={current ? "true" : undefined}>
      <Status status={run.status} plain />
      <JobLink id={run.job_id} />
      <Id id={run.id} href={runAddress(run.id)} />
      <span class="faint">
        <Time at={run.created_at} age />
      </span>
    </span>
  );
}

function Branch({ run, current, open = false }: { run: Run; current: string; open?: boolean }) {
  const [shown, setShown] = useState(open);
  const { data, error, refresh } = useQuery(shown ? `children:${run.id}` : "", (signal) =>
    readChildren(run.id, signal),
  );
  return (
    <li>
      <div class="branch">
        <Button
          kind="quiet"
          icon={shown ? "down" : "chevron"}
          label={shown ? "Hide the children" : "Show the children"}
          onClick={() => setShown(!shown)}
        />
        <Line run={run} current={run.id === current} />
      </div>
      {!shown ? null : (
        <ul>
          {error === undefined ? null : <Problem error={error} again={refresh} />}
          {data?.data.map((child) => (
            <Branch key={child.id} run={child} current={current} />
          ))}
          {data?.data.length === 0 ? <li class="faint leaf">No children</li> : null}
          {data?.has_more === true ? (
            <li class="leaf">
              <a href={address(["runs"], { parent: run.id })}>All children</a>
            </li>
          ) : null}
        </ul>
      )}
    </li>
  );
}

/** Where a run comes from and what came of it: parents, children, and the runs that continue one another. */
export function Lineage({ run }: { run: Run }) {
  const { data, error, refresh } = useQuery(`lineage:${run.id}`, async (signal) => {
    const [ancestors, chain] = await Promise.all([ancestorsOf(run, signal), chainOf(run.id, signal)]);
    return { ancestors, chain };
  });
  if (error !== undefined && data === undefined) return <Problem error={error} again={refresh} />;
  if (data === undefined) return <Loading />;
  const { ancestors, chain } = data;
  return (
    <>
      <Panel title="Parents and children">
        <ul class="tree">
          {ancestors.map((one, depth) => (
            <li key={one.id} style={{ paddingLeft: `${depth * 20}px` }}>
              <div class="branch">
                <Line run={one} current={false} />
              </div>
            </li>
          ))}
          <li style={{ paddingLeft: `${ancestors.length * 20}px` }}>
            <ul>
              <Branch run={run} current={run.id} open />
            </ul>
          </li>
        </ul>
      </Panel>
      {chain.length < 2 ? null : (
        <Panel title="Continuations">
          <ol class="tree">
            {chain.map((one) => (
              <li key={one.id}>
                <div class="branch">
                  <Line run={one} current={one.id === run.id} />
                </div>
              </li>
            ))}
          </ol>
        </Panel>
      )}
    </>
  );
}
