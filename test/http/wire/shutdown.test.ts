import { Agent, request } from "node:http";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { API_KEY, eventually, Product, type TriggeredRun } from "../../support/product.js";

let product: Product;

beforeAll(async () => {
  product = await Product.start({ environment: { SHUTDOWN_DELAY: "5s", SHUTDOWN_TIMEOUT: "120s" } });
});

afterAll(() => product.stop());

interface Outcome {
  readonly status: number;
  /** Why there was no answer; '' when there was one. */
  readonly error: string;
}

/** One call over a connection of the agent. */
function call(agent: Agent, method: string, path: string, token = ""): Promise<Outcome> {
  return new Promise((resolve) => {
    const headers = token === "" ? {} : { Authorization: `Bearer ${token}` };
    const asked = request(`${product.url()}${path}`, { method, agent, headers }, (response) => {
      response.resume();
      const status = response.statusCode ?? 0;
      response.on("end", () => resolve({ status, error: "" }));
      response.on("error", () => resolve({ status: 0, error: "cut" }));
    });
    asked.on("error", (error: NodeJS.ErrnoException) => resolve({ status: 0, error: error.code ?? "cut" }));
    asked.end();
  });
}

const heartbeat = (agent: Agent, run: TriggeredRun) =>
  call(agent, "POST", `/sdk/v1/runs/${run.id}/heartbeat`, run.token);

describe("SIGTERM", () => {
  it("is not ready at once, cuts no request under load, and lets a slow body come in", async () => {
    const job = await product.createJob();
    const runs = await Promise.all(Array.from({ length: 8 }, () => product.trigger(job.id)));
    const agent = new Agent({ keepAlive: true, maxSockets: 9 });
    const outcomes: Outcome[] = [];
    const load = runs.map(async (run) => {
      do outcomes.push(await heartbeat(agent, run));
      while (outcomes.at(-1)?.error !== "ECONNREFUSED");
    });
    // A request whose body is half there when the signal comes.
    const body = JSON.stringify({ payload: { slow: true } });
    const head = [
      `POST /v1/jobs/${job.id}/trigger HTTP/1.1`,
      "Host: gateway",
      `Authorization: Bearer ${API_KEY}`,
      `Content-Length: ${body.length}`,
    ].join("\r\n");
    const socket = connect(product.ports[0] ?? 0, "127.0.0.1");
    let answered = "";
    socket.on("data", (chunk) => {
      answered += chunk.toString();
    });
    const closed = new Promise((resolve) => socket.on("close", resolve));
    socket.write(`${head}\r\n\r\n${body.slice(0, 10)}`);
    await eventually(
      async () => outcomes.length,
      (count) => count >= 20 * runs.length,
    );

    const stopped = product.gateways[0]?.stop();
    const ready = await eventually(
      () => call(agent, "GET", "/health/ready"),
      ({ status }) => status !== 200,
    );
    expect(ready).toEqual({ status: 503, error: "" });
    // Until nobody is let in any more.
    await Promise.all(load);
    socket.write(body.slice(10));
    expect(await stopped).toBe(0);
    await closed;
    agent.destroy();

    expect(answered).toMatch(/^HTTP\/1\.1 201 Created/);
    const cut = outcomes.filter(({ status, error }) => status !== 200 && error !== "ECONNREFUSED");
    expect(cut).toEqual([]);
  });
});
