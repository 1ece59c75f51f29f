import { connect } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { API_KEY, Product, type TriggeredRun } from "../../support/product.js";

let product: Product;
let run: TriggeredRun;
let pid: number | undefined;

beforeAll(async () => {
  product = await Product.start();
  run = await product.trigger((await product.createJob()).id);
  await product.executor("POST", run, "heartbeat");
  pid = product.gateways[0]?.child.pid;
});
afterAll(() => product.stop());

const auth = () => ({ Authorization: `Bearer ${run.token}` });
const log = (options: { body?: unknown; headers?: Record<string, string> }) =>
  product.call("POST", `/sdk/v1/runs/${run.id}/log`, {
    ...options,
    headers: { ...auth(), ...options.headers },
  });

/** Longest wait for what must happen: several times what the slowest machine needs. */
const WAIT_MS = 120_000;

/** Writes raw bytes to the gateway and collects what comes back until that is enough, or it closes. */
function raw(
  write: (send: (text: string) => boolean) => void,
  enough: (text: string) => boolean = () => false,
): Promise<{ text: string; closed: boolean }> {
  return new Promise((resolve) => {
    const socket = connect(product.ports[0] ?? 0, "127.0.0.1");
    let text = "";
    const finish = (closed: boolean) => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ text, closed });
    };
    const timer = setTimeout(() => finish(false), WAIT_MS);
    socket.on("data", (chunk) => {
      text += chunk.toString();
      if (enough(text)) finish(false);
    });
    socket.on("error", () => finish(true));
    socket.on("close", () => finish(true));
    // Answers whether there is somebody to write to.
    const send = (out: string): boolean => {
      if (socket.destroyed) return false;
      socket.write(out);
      return true;
    };
    socket.on("connect", () => write(send));
  });
}

test.each([
  ["not JSON", "{nope", 400],
  ["empty", "", 400],
  ["65 levels", `{"message":"x","data":${"[".repeat(64)}${"]".repeat(64)}}`, 400],
  ["a million brackets", "[".repeat(1_000_000), 400],
  ["not an object", "[1]", 422],
  ["wrong types", '{"message":1,"level":[]}', 422],
  ["a lone surrogate in bytes", Buffer.from([0x7b, 0xed, 0xa0, 0x80, 0x7d]).toString("latin1"), 400],
])("%s", async (_, body, status) => {
  const answer = await log({ body });
  expect(answer.status).toBe(status);
  expect(answer.body.error.message).toBeTruthy();
  expect(answer.text).not.toContain("at ");
});

test("64 levels are taken", async () => {
  const body = `{"message":"x","data":${"[".repeat(63)}${"]".repeat(63)}}`;
  expect((await log({ body })).status).toBe(201);
});

test("Content-Type and Accept", async () => {
  const body = '{"message":"x"}';
  expect((await log({ body, headers: { "Content-Type": "text/plain" } })).status).toBe(415);
  expect((await log({ body, headers: { "Content-Type": "application/json; charset=utf-8" } })).status).toBe(
    201,
  );
  expect((await log({ body, headers: { Accept: "text/html" } })).status).toBe(406);
  const get = await product.call("GET", `/sdk/v1/runs/${run.id}/payload`, { headers: auth() });
  expect(get.status).toBe(200);
});

test("unknown paths 404, known paths with another verb 405 with Allow", async () => {
  expect((await product.call("GET", "/nowhere")).status).toBe(404);
  const wrong = await product.call("PUT", `/sdk/v1/runs/${run.id}/log`, { body: {} });
  expect([wrong.status, wrong.headers.get("allow")]).toEqual([405, "POST"]);
  const jobs = await product.call("DELETE", "/v1/jobs");
  expect(jobs.headers.get("allow")?.split(", ").sort()).toEqual(["GET", "POST"]);
});

test("a path that is no valid percent-encoding", async () => {
  const answer = await product.call("GET", `/sdk/v1/runs/${run.id}/state/%ff`, { headers: auth() });
  expect(answer.status).toBe(400);
});

test("a body over the limit: 413, and the connection stays usable", async () => {
  const head = `POST /sdk/v1/runs/${run.id}/log HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${run.token}\r\n`;
  const large = "x".repeat(1_048_577);
  const statuses = (text: string) => text.match(/HTTP\/1\.1 \d+/g);
  const { text } = await raw(
    (send) => {
      send(`${head}Content-Length: ${large.length}\r\n\r\n${large}`);
      send(`${head}Transfer-Encoding: chunked\r\n\r\n${large.length.toString(16)}\r\n${large}\r\n0\r\n\r\n`);
      send(`${head}Content-Length: 15\r\n\r\n{"message":"x"}`);
    },
    (came) => statuses(came)?.length === 3,
  );
  expect(statuses(text)).toEqual(["HTTP/1.1 413", "HTTP/1.1 413", "HTTP/1.1 201"]);
});

test("a chunked body without end is refused and closed", async () => {
  const { text, closed } = await raw((send) => {
    send(
      `POST /sdk/v1/runs/${run.id}/heartbeat HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${run.token}\r\n`,
    );
    send("Transfer-Encoding: chunked\r\n\r\n");
    const chunk = `10000\r\n${"x".repeat(65_536)}\r\n`;
    const sending = setInterval(() => {
      for (let sent = 0; sent < 16; sent++) if (!send(chunk)) return clearInterval(sending);
    }, 1);
  });
  expect(closed).toBe(true);
  if (text !== "") expect(text).toContain("413");
});

test("a header bomb is closed", async () => {
  const { text, closed } = await raw((send) => {
    send("GET /health HTTP/1.1\r\nHost: x\r\n");
    for (let count = 0; count < 2000; count++) send(`X-Bomb-${count}: ${"x".repeat(1000)}\r\n`);
  });
  expect(closed).toBe(true);
  expect(text).not.toContain("200 OK");
});

test("a body that stops coming is closed", async () => {
  const { closed } = await raw((send) => {
    send(`POST /sdk/v1/runs/${run.id}/log HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${run.token}\r\n`);
    send('Content-Length: 100\r\n\r\n{"message":');
  });
  expect(closed).toBe(true);
});

test("bad control input", async () => {
  const create = (body: unknown) => product.control("POST", "/v1/jobs", body);
  expect((await create({})).status).toBe(422);
  const base = { project_id: "default", name: "n", slug: "bad" };
  expect((await create({ ...base, execution_mode: "http" })).status).toBe(400);
  expect((await create({ ...base, endpoint_url: "ftp://x/" })).status).toBe(400);
  expect((await create({ ...base, endpoint_url: "http://127.0.0.1:9/\r\nX: y" })).status).toBe(400);
  expect((await create({ ...base, payload_schema: { type: "nonsense" } })).status).toBe(400);
  expect((await create({ ...base, project_id: "other" })).status).toBe(403);
  for (const query of ["limit=0", "limit=x", "status=nope", "tag_value=x", "tag_key=a&metadata_key=b"]) {
    expect((await product.control("GET", `/v1/runs?${query}`)).status).toBe(400);
  }
  expect((await product.control("GET", "/v1/runs/no-uuid")).status).toBe(404);
  for (const headers of [
    {},
    { Authorization: "Bearer strait_wrong" },
    { Authorization: `Basic ${API_KEY}` },
  ]) {
    expect((await product.call("GET", "/v1/jobs", { headers })).status).toBe(401);
  }
});

test("the process is alive, the same as before, and has logged no secret", async () => {
  expect((await product.call("GET", "/health/ready")).status).toBe(200);
  expect(product.gateways[0]?.child.pid).toBe(pid);
  expect(product.gateways[0]?.child.exitCode).toBeNull();
  for (const secret of [run.token, API_KEY]) expect(product.gateways[0]?.output()).not.toContain(secret);
});
