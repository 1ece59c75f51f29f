import { Agent, request } from "node:http";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { API_KEY, Product, type TriggeredRun } from "../../support/product.js";

let product: Product;

beforeAll(async () => {
  product = await Product.start({ environment: { SHUTDOWN_DELAY: "300ms", SHUTDOWN_TIMEOUT: "10s" } });
});

afterAll(() => product.stop());

interface Outcome {
  readonly status: number;
  /** Why there was no answer; '' when there was one. */
  readonly error: string;
}

function heartbeat(agent: Agent, run: TriggeredRun): Promise<Outcome> {
  return new Promise((resolve) => {
    const call = request(
      `${product.url()}/sdk/v1/runs/${run.id}/heartbeat`,
      { method: "POST", agent, headers: { Authorization: `Bearer ${run.token}` } },
      (response) => {
        response.resume();
        const status = response.statusCode ?? 0;
        response.on("end", () => resolve({ status, error: "" }));
        response.on("error", () => resolve({ status: 0, error: "cut" }));
      },
    );
    call.on("error", (error: NodeJS.ErrnoException) => resolve({ status: 0, error: error.code ?? "cut" }));
    call.end();
  });
}

describe("SIGTERM", () => {
  it("is not ready at once, cuts no request under load, and lets a slow body come in", async () => {
    const job = await product.createJob();
    const runs = await Promise.all(Array.from({ length: 16 }, () => product.trigger(job.id)));
    const agent = new Agent({ keepAlive: true, maxSockets: 16 });
    const outcomes: Outcome[] = [];
    let calling = true;
    const load = runs.map(async (run) => {
      while (calling) {
        const outcome = await heartbeat(agent, run);
        outcomes.push(outcome);
        if (outcome.error === "ECONNREFUSED") return;
      }
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
    await new Promise((resolve) => setTimeout(resolve, 300));

    const stopped = product.gateways[0]?.stop();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect((await product.call("GET", "/health/ready")).status).toBe(503);
    await new Promise((resolve) => setTimeout(resolve, 600));
    socket.write(body.slice(10));
    expect(await stopped).toBe(0);
    await closed;
    calling = false;
    await Promise.all(load);
    agent.destroy();

    expect(answered).toMatch(/^HTTP\/1\.1 201 Created/);
    expect(outcomes.filter(({ status }) => status === 200).length).toBeGreaterThan(100);
    const cut = outcomes.filter(({ status, error }) => status !== 200 && error !== "ECONNREFUSED");
    expect(cut).toEqual([]);
  });
});
