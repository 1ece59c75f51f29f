import { createServer, type Socket } from "node:net";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { eventually, INTERNAL_SECRET, PROJECT, Product, type TriggeredRun } from "../support/product.js";

import { expectNoStall, MEASURED } from "./stall.js";

/** What endpoints write at the socket, and names and URLs that a path or a connection cannot have. */
let product: Product;
let run: TriggeredRun;

beforeAll(async () => {
  product = await Product.start({ workers: 1, environment: MEASURED });
  run = await product.trigger((await product.createJob()).id);
  await product.executor("POST", run, "heartbeat");
});
afterAll(async () => {
  for (const { child, output } of [...product.gateways, ...product.workers]) {
    expect(child.exitCode).toBeNull();
    expect(output()).not.toMatch(/nhandled|"level":"?(?:50|error|fatal)/);
  }
  await product.stop();
});

/** What becomes of a run whose endpoint writes so on each connection. */
async function runOf(write: (socket: Socket) => void) {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.once("data", () => write(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const endpoint_url = `http://127.0.0.1:${port}/`;
  const job = await product.createJob({ endpoint_url, max_attempts: 1, timeout_secs: 2 });
  const { id } = await product.trigger(job.id);
  const ended = await eventually(
    () => product.run(id),
    ({ finished_at }) => finished_at !== undefined,
  );
  server.close();
  return ended;
}

const OK = "HTTP/1.1 200 OK\r\n";
const CHUNKED = `${OK}Transfer-Encoding: chunked\r\n\r\n`;
const sized = (body: string, headers = "") =>
  `${OK}${headers}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
const status = (code: string) => `HTTP/1.1 ${code} N\r\nContent-Length: 2\r\n\r\n{}`;
const GO_ON = "HTTP/1.1 100 Continue\r\nX: HTTP/1.1 200 OK\r\n\r\n";
const bytes = (text: string) => [...text];
/** Writes the same without end, until nobody takes it any more. */
const endless = (head: string, piece: string) => (socket: Socket) => {
  const write = () => {
    while (!socket.destroyed && socket.write(piece));
  };
  socket.write(head);
  socket.on("drain", write);
  write();
};

test.each([
  ["a status below 100", status("099"), "its status cannot be"],
  ["a status of 0", status("000"), "its status cannot be"],
  ["a bare switch of protocols", "HTTP/1.1 101 S\r\n\r\n", "unasked"],
  ["a switch of protocols", "HTTP/1.1 101 S\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n", "unasked"],
  ["another protocol", "SSH-2.0-OpenSSH\r\n", "Expected HTTP/"],
  ["more headers than are read", sized("{}", "X: a\r\n".repeat(20_000)), "bytes of headers"],
  ["a negative length", `${OK}Content-Length: -1\r\n\r\n{}`, "Content-Length"],
  ["two lengths", `${OK}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}x`, "content-length"],
  ["a chunk beyond numbers", `${CHUNKED}${"f".repeat(18)}\r\n{}`, "Chunk size overflow"],
  ["a chunk of no size", `${CHUNKED}zz\r\n{}`, "chunk size"],
  ["a folded header", sized("{}", "X: a\r\n b\r\n"), "header"],
  ["NUL in a header", sized("{}", "X: a\0b\r\n"), "header"],
  [
    "a redirection",
    "HTTP/1.1 307 R\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n",
    "307",
  ],
  ["status 600", status("600"), "endpoint returned 600"],
])("%s fails the run with a sentence", async (_, written, reason) => {
  const { status: end, error, result } = await runOf((socket) => socket.write(written));
  expect([end, result]).toEqual(["dead_letter", undefined]);
  expect(error).toContain(reason);
  expect(error).not.toMatch(/assert|falsy|node_modules|\n/);
});

const codedBy = (coding: string, body: string | Buffer) => [
  Buffer.from(`${OK}Content-Encoding: ${coding}\r\nContent-Length: ${body.length}\r\n\r\n`),
  Buffer.from(body),
];
test.each([
  ["gzip", gzipSync("{}")],
  // Its bytes are text, too.
  ["br", brotliCompressSync("{}")],
  ["deflate", deflateSync("{}")],
  ["zstd", "(\u00b5/\u00fd"],
  ["GZIP, identity", gzipSync("{}")],
  ["x-unknown", "{}"],
])("an answer coded as %s is no result", async (coding, body) => {
  const {
    status: end,
    error,
    result,
  } = await runOf((socket) => socket.write(Buffer.concat(codedBy(coding, body))));
  expect([end, result]).toEqual(["dead_letter", undefined]);
  expect(error).toContain(`Content-Encoding ${coding.split(",")[0]?.toLowerCase()}: heed Accept-Encoding`);
});

test("endpoints and receivers are asked for answers as they are, and those that are not are shown by their coding", async () => {
  const seen: string[] = [];
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.once("data", (head) => {
      seen.push(...(/accept-encoding: .*/i.exec(head.toString())?.[0].toLowerCase().split("\r\n") ?? []));
      for (const part of codedBy("br", brotliCompressSync("hello"))) socket.write(part);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/`;
  const tried = await product.control("POST", "/v1/webhooks/test", { url });
  expect(tried.body).toMatchObject({ success: true, response_body: "Content-Encoding: br" });
  server.close();
  expect(seen).toEqual(["accept-encoding: identity"]);
});

test.each([
  ["a coding that is none", sized("{}", "Content-Encoding: identity\r\n"), "{}"],
  ["a coding of nothing", `HTTP/1.1 204 N\r\nContent-Encoding: gzip\r\n\r\n`, undefined],
  ["headers that are names of JavaScript", sized("{}", "__proto__: x\r\nconstructor: y\r\n"), "{}"],
  ["an early hint", `HTTP/1.1 103 E\r\nLink: a\r\n\r\n${sized("{}")}`, "{}"],
  ["a hint to go on", `${GO_ON}${sized("{}")}`, "{}"],
  [
    "hints to go on and others",
    `${GO_ON}HTTP/1.1 103 E\r\nLink: a\r\n\r\n${GO_ON}${GO_ON}${sized("{}")}`,
    "{}",
  ],
  ["a hint to go on, a byte at a time", bytes(`${GO_ON}HTTP/1.1 199 E\r\n\r\n${GO_ON}${sized("{}")}`), "{}"],
  ["an answer that holds a hint", sized(JSON.stringify(GO_ON)), JSON.stringify(GO_ON)],
  ["a byte order mark before JSON", sized('\ufeff{"a":1}'), '{"a":1}'],
  ["a byte order mark before text", sized("\ufeffhello"), '"hello"'],
  ["a byte order mark alone", sized("\ufeff"), undefined],
  ["a second answer", `${sized("{}")}${sized('{"second":1}')}`, "{}"],
  ["half a surrogate pair", sized('{"a":"\\ud800"}'), '{"a":"\\ud800"}'],
  ["204 with chunks", "HTTP/1.1 204 N\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", undefined],
])("%s is taken", async (_, written, result) => {
  const ended = await runOf(async (socket) => {
    for (const part of typeof written === "string" ? [written] : written) {
      socket.write(part);
      if (typeof written !== "string") await new Promise((resolve) => setImmediate(resolve));
    }
  });
  expect(ended.status).toBe("completed");
  expect(ended.result === undefined ? undefined : JSON.stringify(ended.result)).toBe(result);
});

test.each([
  ["hints", endless("", "HTTP/1.1 103 E\r\nLink: a\r\n\r\n".repeat(1000))],
  ["an extension of a chunk", endless(`${CHUNKED}1;`, "a".repeat(65_536))],
  ["a reason", endless("HTTP/1.1 200 ", "a".repeat(65_536))],
])("%s without end cost the run its time, and no more", async (_, write) => {
  expect(await runOf(write)).toMatchObject({ status: "timed_out", error: "execution timed out" });
});

test("headers without end hold no worker", async () => {
  const call = () => runOf(endless(OK, "X: a\r\n".repeat(10_000)));
  // The first call of a worker loads what reads answers.
  await call();
  for (const worker of product.workers) {
    await expectNoStall(worker, async () => {
      expect((await call()).error).toContain("bytes of headers");
    });
  }
});

test("a name that stands in a path is not one that URLs leave out", async () => {
  const internal = { "X-Internal-Secret": INTERNAL_SECRET };
  for (const name of [".", ".."]) {
    const answers = [
      await product.call("POST", "/v1/projects", { body: { id: name }, headers: internal }),
      await product.executor("POST", run, "state", { key: name, value: 1 }),
      await product.executor("POST", run, "wait-for-event", { event_key: name }),
      await product.control("POST", "/v1/workers/claim", { worker_id: name }),
    ];
    expect(answers.map((answer) => answer.status)).toEqual([422, 422, 422, 422]);
  }
  for (const name of ["...", ".a", "a.."]) {
    expect((await product.executor("POST", run, "state", { key: name, value: 1 })).status).toBe(201);
    expect((await product.executor("GET", run, `state/${name}`)).body.value).toBe(1);
  }
});

test("no URL is taken whose port is 0", async () => {
  const url = "http://127.0.0.1:0/";
  const job = { project_id: PROJECT, name: "j", slug: "port-0" };
  const answers = [
    await product.control("POST", "/v1/jobs", { ...job, endpoint_url: url }),
    await product.control("POST", "/v1/jobs", { ...job, webhook_url: url }),
    await product.control("POST", "/v1/webhooks/subscriptions", { webhook_url: url, event_types: ["*"] }),
    await product.control("POST", "/v1/webhooks/test", { url }),
  ];
  for (const { status: code, text } of answers)
    expect([code, text]).toEqual([400, expect.stringContaining("port 0")]);
});
