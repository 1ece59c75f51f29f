import { type Client, createClient, ok } from "../client/index.js";
import type { Finding } from "../store/redis-findings.js";
import { CHECK_URL } from "./connect.js";
import { age } from "./show.js";

const MOST_CLOCK_MS = 2_000;
const MOST_WAIT_SECS = 600;

async function answerOf(url: string): Promise<Response | string> {
  try {
    return await fetch(url, { signal: AbortSignal.timeout(5_000) });
  } catch (error) {
    return error instanceof Error ? (error.cause instanceof Error ? error.cause.message : error.message) : "";
  }
}

/** Whether a gateway answers and is ready, and whether its clock is this machine's. */
async function gatewayFindings(baseUrl: string): Promise<Finding[]> {
  const sentMs = Date.now();
  const ready = await answerOf(`${baseUrl}/health/ready`);
  if (typeof ready === "string") {
    const advice = CHECK_URL;
    return [{ name: "Gateway", good: false, found: `${baseUrl} does not answer: ${ready}`, advice }];
  }
  const text = (await ready.text()).trim().slice(0, 200);
  const readiness = {
    name: "Gateway",
    good: ready.status === 200,
    found: ready.status === 200 ? `${baseUrl} is ready` : `${baseUrl} is not ready: ${text}`,
    advice: "see docs/operations.md, BosporusRedisAway",
  };
  const told = Date.parse(ready.headers.get("date") ?? "");
  if (Number.isNaN(told)) return [readiness];
  // The header has whole seconds.
  const offMs = Math.max(0, told - Date.now(), sentMs - (told + 1000));
  const clock = {
    name: "Clock",
    good: offMs <= MOST_CLOCK_MS,
    found:
      offMs <= MOST_CLOCK_MS ? "agrees with this machine's" : `differs from this machine's by ${offMs} ms`,
    advice: "run NTP on both machines",
  };
  return [readiness, clock];
}

async function queueFindings(client: Client): Promise<Finding[]> {
  const { queued, executing, oldest_queued_secs: oldest } = await ok(client.GET("/v1/stats"));
  const waits = oldest === undefined ? "" : `, the oldest waits for ${oldest} s`;
  return [
    {
      name: "Queue",
      good: (oldest ?? 0) <= MOST_WAIT_SECS,
      found: `${queued} queued, ${executing} executing${waits}`,
      advice: "see docs/operations.md, BosporusRunsWait",
    },
  ];
}

async function systemFindings(client: Client): Promise<Finding[]> {
  const { version, checks, processes } = await ok(client.GET("/v1/system"));
  const found = processes.map((one) => `${one.role} ${one.version} (${age(one.started_at)})`);
  const there = ["gateway", "worker"].every((role) => processes.some((one) => one.role === role));
  const advice = "run one gateway and one worker at least";
  return [
    { name: "Processes", good: there, found: `version ${version}: ${found.join(", ") || "none"}`, advice },
    ...checks,
  ];
}

/** Credentials of a deployment: a key shows the queue of its project, the internal secret the system. */
export interface DeploymentAccess {
  readonly baseUrl: string;
  readonly apiKey?: string | undefined;
  readonly internalSecret?: string | undefined;
}

/** What of a running deployment is not as it should be, as far as the credentials let it be seen. */
export async function deploymentFindings({
  baseUrl,
  apiKey,
  internalSecret,
}: DeploymentAccess): Promise<Finding[]> {
  const findings = await gatewayFindings(baseUrl);
  if (findings.some(({ good }) => !good)) return findings;
  if (apiKey) findings.push(...(await queueFindings(createClient({ baseUrl, apiKey }))));
  if (internalSecret) findings.push(...(await systemFindings(createClient({ baseUrl, internalSecret }))));
  return findings;
}
