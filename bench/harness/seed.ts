import { createSigner } from "fast-jwt";
import { v4 as uuidv4, v7 as uuidv7 } from "uuid";
import { HttpConnection } from "../load/http-connection.js";
import { requestText } from "../load/plan.js";
import type { Credentials } from "./contenders.js";
import { BODIES, chunkBody } from "./executor-calls.js";

/** A live run and the token its executor calls with. */
export interface Run {
  readonly id: string;
  readonly token: string;
}

/** What a benchmark's job needs; without an endpoint its runs are pulled by executors. */
export interface JobSpec {
  readonly slug: string;
  readonly endpointUrl?: string;
}

/** Long enough for the tokens of any benchmark. */
const TIMEOUT_SECS = 7200;
/** What a completed run was given, and gave: a payload of 200 bytes. */
const COMPLETED = {
  trigger: JSON.stringify({ payload: { text: "x".repeat(189) } }),
  result: JSON.stringify({ result: { ok: true } }),
};
/** Connections over which runs are made. */
const CONNECTIONS = 128;
/** Runs of one bulk trigger, and how many of these are under way: more would be more than a gateway takes at once. */
const BULK_ITEMS = 250;
const BULK_CONNECTIONS = 8;

/** Creates a job through the public API. Throws with the answer when it is refused. */
export async function createJob(url: string, credentials: Credentials, spec: JobSpec): Promise<string> {
  const response = await fetch(`${url}/v1/jobs`, {
    method: "POST",
    headers: { authorization: `Bearer ${credentials.apiKey}`, "content-type": "application/json" },
    body: JSON.stringify({
      project_id: credentials.projectId,
      name: spec.slug,
      slug: spec.slug,
      timeout_secs: TIMEOUT_SECS,
      ...(spec.endpointUrl
        ? { execution_mode: "http", endpoint_url: spec.endpointUrl }
        : { execution_mode: "worker" }),
    }),
  });
  const text = await response.text();
  if (response.status !== 201) throw new Error(`POST /v1/jobs answered ${response.status}: ${text}`);
  return (JSON.parse(text) as { id: string }).id;
}

/** Creates a project with a key of its own. Throws with the answer when it is refused. */
export async function createProject(
  url: string,
  { internalSecret }: Credentials,
  projectId: string,
): Promise<{ apiKey: string; projectId: string }> {
  const post = async (path: string, body: unknown): Promise<Record<string, string>> => {
    const response = await fetch(`${url}${path}`, {
      method: "POST",
      headers: { "x-internal-secret": internalSecret, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    if (response.status !== 201) throw new Error(`POST ${path} answered ${response.status}: ${text}`);
    return JSON.parse(text) as Record<string, string>;
  };
  await post("/v1/projects", { id: projectId, name: projectId });
  const { key = "" } = await post("/v1/api-keys", { project_id: projectId, name: "bench", scopes: ["*"] });
  return { apiKey: key, projectId };
}

/** Triggers runs by calls of many, one item for each. Throws with the answer when a call is refused. */
export async function triggerMany(
  url: string,
  apiKey: string,
  job: string,
  items: readonly Readonly<Record<string, unknown>>[],
): Promise<void> {
  const calls = Math.ceil(items.length / BULK_ITEMS);
  let next = 0;
  const trigger = async (connection: HttpConnection): Promise<void> => {
    const body = JSON.stringify({ items: items.slice(next, next + BULK_ITEMS) });
    next += BULK_ITEMS;
    const path = `/v1/jobs/${job}/trigger/bulk`;
    const created = await connection.request(requestText(new URL(url).host, { path, token: apiKey, body }));
    if (created.status !== 201) throw new Error(`trigger/bulk answered ${created.status}: ${created.body}`);
  };
  await inParallel(url, calls, trigger, BULK_CONNECTIONS);
}

/**
 * Makes executing runs through the public API: trigger, then the first heartbeat with the token it gave. Of
 * `count` runs it gives back `keep`, spread evenly over them: a million tokens would not fit a generator.
 */
export async function liveRuns(
  url: string,
  credentials: Credentials,
  count: number,
  keep: number = count,
): Promise<Run[]> {
  const job = await createJob(url, credentials, { slug: `bench-${uuidv4()}` });
  const host = new URL(url).host;
  const trigger = requestText(host, {
    path: `/v1/jobs/${job}/trigger`,
    token: credentials.apiKey,
    body: "{}",
  });
  const every = Math.max(1, Math.floor(count / keep));
  const runs: Run[] = [];
  let made = 0;
  await inParallel(url, count, async (connection) => {
    const created = await connection.request(trigger);
    if (created.status !== 201) throw new Error(`trigger answered ${created.status}: ${created.body}`);
    const { id, run_token: token } = JSON.parse(created.body.toString()) as { id: string; run_token: string };
    const path = `/sdk/v1/runs/${id}/heartbeat`;
    const beat = await connection.request(requestText(host, { path, token, body: "" }));
    if (beat.status !== 200) throw new Error(`first heartbeat answered ${beat.status}: ${beat.body}`);
    if (made % every === 0 && runs.length < keep) runs.push({ id, token });
    made += 1;
  });
  return runs;
}

/** What an executor of a completed run has sent. */
export interface Sent {
  readonly logs: number;
  readonly chunks: number;
}

/** Makes completed runs through the public API: trigger, claim, logs and chunks, end. Throws when a call is refused. */
export async function completedRuns(
  url: string,
  credentials: Credentials,
  count: number,
  sent: Sent,
): Promise<string[]> {
  const slug = `bench-${uuidv4()}`;
  const job = await createJob(url, credentials, { slug });
  const host = new URL(url).host;
  const ids: string[] = [];
  await inParallel(url, count, async (connection) => {
    const call = async (path: string, token: string, body: string): Promise<string> => {
      const answer = await connection.request(requestText(host, { path, token, body }));
      if (answer.status >= 300) throw new Error(`${path} answered ${answer.status}: ${answer.body}`);
      return answer.body.toString();
    };
    await call(`/v1/jobs/${job}/trigger`, credentials.apiKey, COMPLETED.trigger);
    const wanted = JSON.stringify({ job_slugs: [slug], worker_id: "bench", max: 1 });
    const claimed = await call("/v1/workers/claim", credentials.apiKey, wanted);
    const [run] = (JSON.parse(claimed) as { runs: { run_id: string; run_token: string }[] }).runs;
    if (!run) throw new Error("nothing was claimed");
    const path = `/sdk/v1/runs/${run.run_id}`;
    for (let log = 0; log < sent.logs; log += 1) await call(`${path}/log`, run.run_token, BODIES.log);
    for (let seq = 0; seq < sent.chunks; seq += 1) {
      await call(`${path}/stream`, run.run_token, chunkBody("out", seq));
    }
    await call(`${path}/complete`, run.run_token, COMPLETED.result);
    ids.push(run.run_id);
  });
  return ids;
}

/** Ids and tokens of the right shape and size for a server that looks at neither. */
export function localRuns(count: number, signingKey: string): Run[] {
  const sign = createSigner({ key: signingKey, iss: "strait:run-token", expiresIn: TIMEOUT_SECS * 1000 });
  return Array.from({ length: count }, () => {
    const id = uuidv7();
    return { id, token: sign({ sub: id, attempt: 1 }) };
  });
}

/** Does a step `count` times over several connections; the first failure ends it. */
export async function inParallel(
  url: string,
  count: number,
  step: (connection: HttpConnection) => Promise<void>,
  most: number = CONNECTIONS,
): Promise<void> {
  const connections = Array.from({ length: Math.min(most, count) }, () => new HttpConnection(url));
  let begun = 0;
  const lane = async (connection: HttpConnection): Promise<void> => {
    while (begun < count) {
      begun += 1;
      await step(connection);
    }
  };
  try {
    await Promise.all(connections.map(lane));
  } finally {
    for (const connection of connections) connection.close();
  }
}
