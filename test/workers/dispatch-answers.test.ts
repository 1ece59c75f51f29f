import { createHmac } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { eventually, Product, type TriggeredRun } from "../support/product.js";

interface Delivery {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly path: string;
}

let product: Product;
let endpoint: Server;
let url: string;
const deliveries: Delivery[] = [];
let answer: (delivery: Delivery, response: ServerResponse) => void = (_, response) => response.end("{}");

beforeAll(async () => {
  product = await Product.start({ workers: 1, environment: { SWEEP_INTERVAL: "200ms" } });
  endpoint = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const delivery = {
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
        path: request.url ?? "",
      };
      deliveries.push(delivery);
      answer(delivery, response);
    });
  });
  await new Promise<void>((resolve) => endpoint.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}`;
});
afterAll(async () => {
  endpoint.closeAllConnections();
  endpoint.close();
  await product.stop();
});

async function ended(id: string) {
  return eventually(
    () => product.run(id),
    ({ finished_at }) => finished_at !== undefined,
  );
}

/** The run of a call, which may come before its trigger has answered. */
function calledRun(headers: IncomingHttpHeaders): TriggeredRun {
  const [id, token, jobId] = ["x-run-id", "x-run-token", "x-job-id"].map((name) => String(headers[name]));
  return { id: id ?? "", token: token ?? "", jobId: jobId ?? "" };
}

async function dispatch(job: object, respond: typeof answer, payload?: unknown) {
  answer = respond;
  deliveries.length = 0;
  const created = await product.createJob({ endpoint_url: `${url}/hook`, max_attempts: 1, ...job });
  const run = await product.trigger(created.id, payload === undefined ? {} : { payload });
  return { run, job: created };
}

test("the request: headers, signature, raw payload, a token that works", async () => {
  const secret = "a-signing-secret-of-the-job";
  const { run, job } = await dispatch(
    { endpoint_signing_secret: secret },
    (_, response) => response.end('{"big":9007199254740993,"list":[]}'),
    { n: [] },
  );
  const done = await ended(run.id);
  expect(done).toMatchObject({ status: "completed", attempt: 1 });
  expect((await product.control("GET", `/v1/runs/${run.id}`)).text).toContain(
    '"result":{"big":9007199254740993,"list":[]}',
  );
  for (const name of [
    "queue_wait_ms",
    "dequeue_ms",
    "connect_ms",
    "ttfb_ms",
    "transfer_ms",
    "dispatch_ms",
    "total_ms",
  ]) {
    expect(done.execution_trace[name]).toBeGreaterThanOrEqual(0);
  }
  const [{ headers, body }] = deliveries as [Delivery];
  expect(body).toBe('{"n":[]}');
  expect(headers).toMatchObject({ "x-run-id": run.id, "x-job-id": job.id, "x-attempt": "1" });
  expect(headers["x-run-token"]).toBe(headers["x-sdk-token"]);
  const expected = createHmac("sha256", secret)
    .update(`${headers["x-strait-timestamp"]}.${body}`)
    .digest("hex");
  expect(headers["x-strait-signature"]).toBe(`v1=${expected}`);
  expect(JSON.stringify(await product.control("GET", `/v1/jobs/${job.id}`))).not.toContain(secret);
});

test.each([
  ["2xx without body", 204, "", "completed", undefined],
  ["2xx that is no JSON", 200, "plain text", "completed", undefined],
  ["202 of an ordinary job", 202, "{}", "completed", undefined],
  ["a redirect", 302, "", "dead_letter", "unknown"],
  ["401", 401, "", "dead_letter", "auth"],
  ["408", 408, "", "dead_letter", "client"],
  ["429", 429, "", "dead_letter", "rate_limited"],
  ["500", 500, "", "dead_letter", "server"],
])("%s", async (_, status, body, outcome, errorClass) => {
  const { run } = await dispatch({}, (__, response) => {
    response.writeHead(status, { Location: `${url}/elsewhere` }).end(body);
  });
  const done = await ended(run.id);
  expect([done.status, done.error_class]).toEqual([outcome, errorClass]);
  if (outcome === "completed")
    expect(done.result).toBe(body === "plain text" ? body : body === "" ? undefined : done.result);
  else expect(done.error).toBe(`endpoint returned ${status}`);
  expect(deliveries).toHaveLength(1);
});

test("a failure is retried with the attempt raised, and not before Retry-After", async () => {
  const times: number[] = [];
  const { run } = await dispatch({ max_attempts: 2 }, ({ headers }, response) => {
    times.push(Date.now());
    if (headers["x-attempt"] === "1") response.writeHead(429, { "Retry-After": "2" }).end();
    else response.end('"ok"');
  });
  const waiting = await eventually(
    () => product.run(run.id),
    ({ attempt, status }) => attempt === 2 && status === "queued",
  );
  expect(Date.parse(waiting.next_retry_at)).toBeGreaterThanOrEqual((times[0] ?? 0) + 2000);
  expect(await ended(run.id)).toMatchObject({ status: "completed", attempt: 2, result: "ok" });
  expect(deliveries[1]?.headers["x-previous-error"]).toBe("endpoint returned 429");
  expect(times[1]).toBeGreaterThanOrEqual((times[0] ?? 0) + 2000);
});

test("no connection: retried as class connection, then a dead letter", async () => {
  const { run } = await dispatch({ endpoint_url: "http://127.0.0.1:9/" }, () => undefined);
  expect(await ended(run.id)).toMatchObject({ status: "dead_letter", error_class: "connection" });
});

test("the attempt's deadline: timed_out, never a dead letter", async () => {
  const { run } = await dispatch({ timeout_secs: 1 }, () => undefined);
  expect(await ended(run.id)).toMatchObject({ status: "timed_out", error: "execution timed out" });
});

test("the executor that completes inside its call wins over the answer", async () => {
  const { run } = await dispatch({}, async ({ headers }, response) => {
    await product.executor("POST", calledRun(headers), "complete", {
      result: "own",
    });
    response.writeHead(500).end();
  });
  expect(await ended(run.id)).toMatchObject({ status: "completed", result: "own" });
});

test("async_completion: a 202 leaves the run executing until the executor ends it", async () => {
  const { run } = await dispatch({ async_completion: true }, (_, response) => response.writeHead(202).end());
  const [{ headers }] = (await eventually(
    async () => deliveries,
    (list) => list.length > 0,
  )) as [Delivery];
  const own = { ...run, token: String(headers["x-run-token"]) };
  expect((await product.executor("POST", own, "heartbeat")).status).toBe(200);
  expect((await product.run(run.id)).status).toBe("executing");
  expect((await product.executor("POST", own, "complete")).status).toBe(200);
});

test("the fallback endpoint is tried for transient failures only", async () => {
  const fallback = { fallback_endpoint_url: `${url}/fallback` };
  const first = await dispatch({ ...fallback, endpoint_url: "http://127.0.0.1:9/" }, (_, response) =>
    response.end("1"),
  );
  expect(await ended(first.run.id)).toMatchObject({ status: "completed", result: 1 });
  const second = await dispatch(fallback, (_, response) => response.writeHead(500).end());
  expect((await ended(second.run.id)).status).toBe("dead_letter");
  expect(deliveries.map(({ path }) => path)).toEqual(["/hook"]);
});

test("a run that waits for an event is called again with the payload as checkpoint, in the same attempt", async () => {
  const key = crypto.randomUUID();
  const { run } = await dispatch({}, async ({ headers }, response) => {
    if (headers["x-last-checkpoint"] === undefined) {
      await product.executor("POST", calledRun(headers), "wait-for-event", { event_key: key });
      response.writeHead(200).end();
    } else response.end(String(headers["x-last-checkpoint"]));
  });
  await eventually(
    () => product.run(run.id),
    ({ status }) => status === "waiting",
  );
  expect((await product.control("POST", `/v1/events/${key}/send`, { payload: { é: ["✓"] } })).status).toBe(
    200,
  );
  expect(await ended(run.id)).toMatchObject({ status: "completed", attempt: 1, result: { é: ["✓"] } });
});

test("a delayed run starts when its time has come", async () => {
  const { job } = await dispatch({}, (_, response) => response.end("1"));
  const scheduled_at = new Date(Date.now() + 1500).toISOString();
  const triggered = await product.control("POST", `/v1/jobs/${job.id}/trigger`, { scheduled_at });
  expect(triggered.body.status).toBe("delayed");
  const done = await ended(triggered.body.id);
  expect(done.status).toBe("completed");
  expect(Date.parse(done.started_at)).toBeGreaterThanOrEqual(Date.parse(scheduled_at));
});

test("max_concurrency is never exceeded, and all runs are done", async () => {
  let open = 0;
  let most = 0;
  const { job } = await dispatch({ max_concurrency: 2 }, (_, response) => {
    open++;
    most = Math.max(most, open);
    setTimeout(() => {
      open--;
      response.end("1");
    }, 30);
  });
  const runs = await Promise.all(Array.from({ length: 10 }, () => product.trigger(job.id)));
  for (const { id } of runs) expect((await ended(id)).status).toBe("completed");
  expect(most).toBeLessThanOrEqual(2);
});
