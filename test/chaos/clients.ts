import { API_KEY, type HttpAnswer, type Product, type TriggeredRun } from "../support/product.js";

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Calls until somebody answers: the gateways in turn, again after a connection that broke and after a 503. Like
 * a client behind a balancer, it does not know whether a call without an answer was done.
 */
async function insist(
  product: Product,
  method: string,
  path: string,
  options: { body?: unknown; headers?: Record<string, string> } = {},
): Promise<HttpAnswer> {
  for (let turn = 0; ; turn++) {
    const gateway = turn % product.ports.length;
    const answer = await product.call(method, path, { ...options, gateway }).catch(() => undefined);
    if (answer !== undefined && answer.status !== 503) return answer;
    await pause(20);
  }
}

export function insistAsExecutor(
  product: Product,
  run: TriggeredRun,
  operation: string,
  body?: unknown,
): Promise<HttpAnswer> {
  const headers = { Authorization: `Bearer ${run.token}` };
  return insist(product, "POST", `/sdk/v1/runs/${run.id}/${operation}`, { body, headers });
}

export function insistAsControl(
  product: Product,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<HttpAnswer> {
  return insist(product, method, path, { body, headers: { Authorization: `Bearer ${API_KEY}`, ...headers } });
}

/** Everything of a paged list. */
// biome-ignore lint/suspicious/noExplicitAny: records as the API shows them
export async function allOf(product: Product, path: string): Promise<any[]> {
  const records = [];
  for (let cursor = ""; ; ) {
    const separator = path.includes("?") ? "&" : "?";
    const { body } = await insistAsControl(product, "GET", `${path}${separator}limit=100${cursor}`);
    records.push(...body.data);
    if (!body.has_more) return records;
    cursor = `&cursor=${encodeURIComponent(body.next_cursor)}`;
  }
}
