import { afterAll, beforeAll, expect, it } from "vitest";
import { WebSocket } from "ws";
import { API_KEY, eventually, Product, type TriggeredRun } from "../../support/product.js";
import { follow } from "../../support/sse.js";

let product: Product;
let jobId: string;

beforeAll(async () => {
  product = await Product.start();
  jobId = (await product.createJob()).id;
});
afterAll(() => product.stop());

interface Message {
  readonly id?: string;
  readonly event: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into messages of every shape
  readonly data: any;
}

/** Opens a socket and gathers what comes until it is closed, and what became of it. */
function connect(path: string, headers: Record<string, string> = { Authorization: `Bearer ${API_KEY}` }) {
  const socket = new WebSocket(`${product.url().replace("http", "ws")}${path}`, { headers });
  const messages: Message[] = [];
  const story: string[] = [];
  const opened = new Promise<void>((resolve) => {
    socket.on("upgrade", () => {
      story.push("upgraded");
      resolve();
    });
  });
  socket.addEventListener("message", ({ data }) => messages.push(JSON.parse(String(data)) as Message));
  // A refusal is an error and a close.
  socket.addEventListener("error", ({ message }) => story.push(message));
  const closed = new Promise<number>((resolve) => {
    socket.addEventListener("close", ({ code, reason }) => {
      story.push(`closed: ${code} ${reason}`);
      resolve(code);
    });
  });
  const until = async (count: number): Promise<void> => {
    await eventually(
      async () => messages,
      (all) => all.length >= count || socket.readyState === WebSocket.CLOSED,
    );
    expect(messages.length, `of ${count} messages; ${story.join(", ")}`).toBeGreaterThanOrEqual(count);
  };
  return { socket, messages, opened, closed, until };
}

/** A call of the run's executor, which has to be taken. */
async function call(run: TriggeredRun, operation: string, body?: unknown): Promise<void> {
  const { status, text } = await product.executor("POST", run, operation, body);
  if (status >= 300) throw new Error(`${operation} was refused: ${text}`);
}

it("tells a run's changes, events and chunks in one, as they happen, and closes with its end", async () => {
  const run = await product.trigger(jobId);
  const { messages, closed, until } = connect(`/v1/runs/${run.id}/ws`);
  await call(run, "log", { message: "m" });
  await until(2);
  await call(run, "stream", { chunk: "c" });
  await until(3);
  await call(run, "progress", { percent: 1 });
  await until(4);
  await call(run, "complete", { result: 1 });
  expect(await closed).toBe(1000);
  expect(
    messages.map(({ event, data }) => [event, data.to ?? data.event_type ?? data.chunk ?? data.status]),
  ).toEqual([
    ["message", "executing"],
    ["message", "log"],
    ["message", "c"],
    ["message", "progress"],
    ["message", "completed"],
    ["end", "completed"],
  ]);
  // Behind every message a new socket goes on with the next.
  for (const [index, { id = "" }] of messages.slice(0, -1).entries()) {
    const resumed = connect(`/v1/runs/${run.id}/ws?last_event_id=${encodeURIComponent(id)}`);
    await resumed.closed;
    expect(resumed.messages).toEqual(messages.slice(index + 1));
  }
});

it("carries the same frames as the streams, by ?feed=", async () => {
  const run = await product.trigger(jobId);
  await call(run, "log", { message: "m" });
  await call(run, "stream", { chunk: "c" });
  await call(run, "fail", { error: "e" });
  for (const [feed, path] of [
    ["status", "stream"],
    ["logs", "stream/logs"],
    ["chunks", "stream/chunks"],
  ]) {
    const socket = connect(`/v1/runs/${run.id}/ws?feed=${feed}`);
    const reader = await follow(product, `/v1/runs/${run.id}/${path}`);
    await Promise.all([socket.closed, reader.ended]);
    expect(socket.messages).toEqual(reader.frames);
  }
});

it("takes an SSE token, and refuses who may not follow before the upgrade", async () => {
  const run = await product.trigger(jobId);
  const { token } = (await product.control("POST", "/v1/sse-token")).body;
  const good = connect(`/v1/runs/${run.id}/ws?token=${token}`, {});
  await call(run, "heartbeat");
  await good.until(1);
  expect(good.messages[0]?.data.to).toBe("executing");
  good.socket.close();
  await good.closed;
  for (const path of [`/v1/runs/${run.id}/ws`, `/v1/runs/${run.id}/ws?token=x`]) {
    const bad = connect(path, {});
    await bad.closed;
    expect(bad.messages).toEqual([]);
  }
  const plain = await product.control("GET", `/v1/runs/${run.id}/ws`);
  expect([plain.status, plain.body.error.code]).toEqual([426, "upgrade_required"]);
});

it("ends a socket that sends more than a reader has to say, and goes on serving", async () => {
  const run = await product.trigger(jobId);
  const { socket, closed } = connect(`/v1/runs/${run.id}/ws`);
  socket.addEventListener("open", () => socket.send("x".repeat(10_000)));
  await closed;
  expect((await product.executor("POST", run, "heartbeat")).status).toBe(200);
});

it("keeps every socket that has nothing to tell yet", async () => {
  const runs = await Promise.all(Array.from({ length: 100 }, () => product.trigger(jobId)));
  const followers = runs.map(({ id }) => connect(`/v1/runs/${id}/ws`));
  await Promise.all(followers.map(({ opened }) => opened));
  await Promise.all(runs.map((run) => call(run, "heartbeat")));
  await Promise.all(followers.map(({ until }) => until(1)));
  for (const { socket } of followers) socket.close();
});
