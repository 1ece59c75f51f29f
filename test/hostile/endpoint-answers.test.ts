import type { ServerResponse } from "node:http";
import { createServer, type Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { LIMITS } from "../../src/domain/limits.js";
import { Endpoint } from "../support/endpoint.js";
import { eventually, Product } from "../support/product.js";

let product: Product;
let endpoint: Endpoint;

beforeAll(async () => {
  endpoint = await Endpoint.start();
  product = await Product.start({ workers: 1 });
});
afterAll(async () => {
  endpoint.stop();
  await product.stop();
});

async function runAt(url: string, fields: object = {}) {
  const job = await product.createJob({ endpoint_url: url, max_attempts: 1, ...fields });
  const { id } = await product.trigger(job.id);
  return eventually(
    () => product.run(id),
    ({ finished_at }) => finished_at !== undefined,
  );
}

const MOST = LIMITS.resultBytes;
const TOO_LARGE = `endpoint answered with more than ${MOST} bytes`;
const NOT_TEXT = "endpoint answered with bytes that are not UTF-8";

/** Writes without end, until nobody takes it any more. */
function withoutEnd(response: ServerResponse): void {
  const write = () => {
    while (!response.destroyed && response.write("x".repeat(65_536)));
  };
  response.on("drain", write);
  write();
}

describe("what an endpoint answers is a result whole, or a failure that says why:", () => {
  const FAILING: readonly (readonly [string, string, (response: ServerResponse) => void])[] = [
    ["a text of one byte more", TOO_LARGE, (response) => response.end("x".repeat(MOST + 1))],
    ["JSON of one byte more", TOO_LARGE, (response) => response.end(`"${"x".repeat(MOST - 1)}"`)],
    [
      "a text that grows as JSON",
      "as JSON has more than",
      (response) => response.end("\u0001".repeat(200_000)),
    ],
    ["chunks without end", TOO_LARGE, withoutEnd],
    ["bytes that are no text", NOT_TEXT, (response) => response.end(Buffer.from([0x7b, 0xff, 0xfe]))],
    ["a character that is cut", NOT_TEXT, (response) => response.end(Buffer.from("ä").subarray(0, 1))],
    [
      "compressed, which was not asked for",
      "Content-Encoding gzip",
      (response) => response.setHeader("Content-Encoding", "gzip").end(gzipSync("x".repeat(50_000_000))),
    ],
  ];
  test.each(FAILING)("%s", async (_, reason, respond) => {
    const run = await runAt(endpoint.url((__, response) => respond(response)));
    expect(run).toMatchObject({ status: "dead_letter", error_class: "client" });
    expect(run.error).toContain(reason);
    expect(run.result).toBeUndefined();
  });

  test.each(["x".repeat(MOST - 2), "ä".repeat(MOST / 2 - 1)])("the largest there may be", async (text) => {
    for (const body of [text, JSON.stringify(text)]) {
      const run = await runAt(endpoint.url((_, response) => response.end(body)));
      expect([run.status, run.result === text]).toEqual(["completed", true]);
    }
  });

  test("lengths that are not those of the body", async () => {
    const HEAD = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: ";
    const sent = [
      `${HEAD}10\r\n\r\n{"a":1}`,
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7\r\n{"a":1}\r\n',
    ];
    let nth = 0;
    const server = createServer((socket: Socket) => {
      socket.on("error", () => undefined);
      socket.once("data", () => socket.end(sent[nth++] ?? ""));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    for (const _ of sent) {
      const run = await runAt(`http://127.0.0.1:${port}/`);
      expect([run.status, run.result]).toEqual(["dead_letter", undefined]);
      expect(run.error).not.toBe("");
    }
    server.close();
  });

  test("an answer that never ends, by the time its job has", async () => {
    const url = endpoint.url((_, response) => {
      response.write("[");
    });
    const run = await runAt(url, { timeout_secs: 1 });
    expect([run.result, run.error]).toEqual([undefined, "execution timed out"]);
  });

  test("a refusal stays one, however large and whatever its bytes", async () => {
    const url = endpoint.url((_, response) => {
      response.statusCode = 422;
      response.end(Buffer.alloc(MOST * 2, 0xff));
    });
    expect((await runAt(url)).error).toBe("endpoint returned 422");
  });
});

describe("POST /v1/webhooks/test", () => {
  const call = (body: object) => product.control("POST", "/v1/webhooks/test", body);

  test("calls a url, by either name", async () => {
    const url = endpoint.url((_, response) => response.end("ok"));
    for (const body of [{ url }, { webhook_url: url }]) {
      const { status, body: outcome } = await call(body);
      expect([status, outcome.success, outcome.status_code]).toEqual([200, true, 200]);
      expect(outcome.response_body).toBe("ok");
    }
    expect(endpoint.calls(url)).toHaveLength(2);
    expect((await call({})).status).toBe(422);
  });

  test("calls a subscription with its own secret, and one of nobody not at all", async () => {
    const url = endpoint.url((_, response) => response.end("ok"));
    const subscription = (
      await product.control("POST", "/v1/webhooks/subscriptions", { webhook_url: url, event_types: ["*"] })
    ).body;
    const { status, body } = await call({ subscription_id: subscription.id });
    expect([status, body.success]).toEqual([200, true]);
    expect(endpoint.calls(url)[0]?.headers["x-strait-signature"]).toBeDefined();
    expect((await call({ subscription_id: crypto.randomUUID() })).status).toBe(404);
  });

  test("shows the beginning of a large answer, and no half character", async () => {
    const url = endpoint.url((_, response) => response.end(`x${"ä".repeat(10_000)}`));
    const { body } = await call({ url });
    expect(body.response_body).toBe(`x${"ä".repeat(511)}`);
  });
});
