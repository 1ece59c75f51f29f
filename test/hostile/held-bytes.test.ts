import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { LIMITS } from "../../src/domain/limits.js";
import { API_KEY, eventually, Product, type TriggeredRun } from "../support/product.js";
import { RawConnection } from "../support/raw-http.js";

const MIB = 1_048_576;
let product: Product;
let port: number;
let run: TriggeredRun;

beforeAll(async () => {
  product = await Product.start({ environment: { REQUEST_TIMEOUT: "10m" } });
  port = product.ports[0] ?? 0;
  run = await product.trigger((await product.createJob()).id);
  await product.executor("POST", run, "heartbeat");
});
afterAll(() => product.stop());

/** Resident memory of the gateway in bytes. */
async function resident(): Promise<number> {
  const status = await readFile(`/proc/${product.gateways[0]?.child.pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) * 1024;
}

/** A connection that has sent most of a body, and keeps the rest. */
function unfinished(path: string, credential: string): RawConnection {
  const connection = new RawConnection(port);
  const head = [`POST ${path} HTTP/1.1`, "Host: x", credential, `Content-Length: ${MIB}`].join("\r\n");
  connection.write(Buffer.concat([Buffer.from(`${head}\r\n\r\n`), Buffer.alloc(MIB - 1000, " ")]));
  return connection;
}

test.each([
  ["/v1/jobs", ""],
  ["/v1/jobs", "Authorization: Bearer strait_unknown"],
  ["/sdk/v1/runs/x/log", "Authorization: Bearer x"],
])("who is not known is refused before the body of %s has come: %s", async (path, credential) => {
  const connections = Array.from({ length: 20 }, () => unfinished(path, credential || "X-Nothing: 1"));
  const answers = await Promise.all(connections.map((connection) => connection.answer()));
  for (const connection of connections) connection.destroy();
  expect(answers.every((answer) => answer?.status === 401 || answer?.status === 429)).toBe(true);
});

test("one address holds its share of unfinished bodies and no more; they are given back", async () => {
  const most = LIMITS.bufferedBodyBytesAddress / MIB;
  const token = `Authorization: Bearer ${run.token}`;
  const connections: RawConnection[] = [];
  const refused = new Set<RawConnection>();
  for (let index = 0; index < most + 20; index++) {
    const connection = unfinished(`/sdk/v1/runs/${run.id}/log`, token);
    connections.push(connection);
    void connection.answer().then((answer) => answer?.status === 503 && refused.add(connection));
  }
  expect(
    await eventually(
      async () => refused.size,
      (count) => count >= 19,
      60_000,
    ),
  ).toBeGreaterThanOrEqual(19);
  for (const connection of connections) connection.destroy();
  const again = await eventually(
    () => product.executor("POST", run, "log", { message: "x".repeat(60_000) }),
    ({ status }) => status === 201,
  );
  expect(again.status).toBe(201);
});

test("small bodies that become large ones are decoded a few at a time", async () => {
  const before = await resident();
  const path = `/sdk/v1/runs/${run.id}/log`;
  const coded = gzipSync(Buffer.alloc(MIB - 1000, " "));
  const head = [`POST ${path} HTTP/1.1`, "Host: x", `Authorization: Bearer ${run.token}`];
  const rest = ["Content-Encoding: gzip", `Content-Length: ${coded.length}`, "", ""];
  const bytes = Buffer.concat([Buffer.from([...head, ...rest].join("\r\n")), coded]);
  let most = before;
  const answers = await Promise.all(
    Array.from({ length: 800 }, async (_, index) => {
      const connection = new RawConnection(port);
      connection.write(bytes);
      const answer = await connection.answer();
      connection.destroy();
      if (index % 20 === 0) most = Math.max(most, await resident());
      return answer?.status;
    }),
  );
  expect([...new Set(answers)]).toEqual([400]);
  expect(most - before).toBeLessThan(200 * MIB);
});

test("a WebSocket that sends pings and reads nothing is cut", async () => {
  const connection = new RawConnection(port);
  const head = [
    `GET /v1/runs/${run.id}/ws HTTP/1.1`,
    ...["Host: x", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13"],
    ...["Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", `Authorization: Bearer ${API_KEY}`],
  ].join("\r\n");
  connection.write(`${head}\r\n\r\n`);
  expect((await connection.answer())?.status).toBe(101);
  const { socket } = connection;
  socket.pause();
  const ping = Buffer.concat([Buffer.from([0x89, 0x80 | 125, 0, 0, 0, 0]), Buffer.alloc(125)]);
  const many = Buffer.concat(Array.from({ length: 2000 }, () => ping));
  const before = await resident();
  let gone = false;
  for (const event of ["error", "close"]) socket.on(event, () => (gone = true));
  const write = (bytes: Buffer) => new Promise<void>((resolve) => socket.write(bytes, () => resolve()));
  for (let sent = 0; sent < 400 * MIB && !gone; sent += many.length) await write(many);
  // What was under way is still taken in, and let fall; the end is seen by who then sends on.
  await eventually(
    async () => {
      if (!gone) await write(ping);
      return gone;
    },
    (cut) => cut,
  );
  expect(gone).toBe(true);
  expect((await resident()) - before).toBeLessThan(150 * MIB);
  connection.destroy();
});

test("large answers that are not read hold one address its share and no more; they are given back", async () => {
  const [value, keys] = ["x".repeat(65_000), 100];
  for (let index = 0; index < keys; index++) {
    await product.executor("POST", run, "state", { key: `large${index}`, value });
  }
  const [before, token] = [await resident(), `Authorization: Bearer ${run.token}`];
  const most = Math.floor(LIMITS.bufferedBodyBytesAddress / (value.length * keys));
  const request = `GET /sdk/v1/runs/${run.id}/state HTTP/1.1\r\nHost: x\r\n${token}\r\n\r\n`;
  const answered = { 200: 0, 503: 0 };
  // One after the other: of many at once, what is read of Redis together is refused too.
  const connections: RawConnection[] = [];
  while (answered[503] < 3 && connections.length < most + 40) {
    const connection = new RawConnection(port);
    connections.push(connection);
    connection.write(request);
    await once(connection.socket, "data");
    connection.socket.pause();
    answered[connection.rest.startsWith("HTTP/1.1 200") ? 200 : 503]++;
  }
  expect(answered[503]).toBe(3);
  expect(connections.at(-1)?.rest).toContain("too many large answers that are not read");
  expect((await resident()) - before).toBeLessThan(300 * MIB);
  for (const connection of connections) connection.destroy();
  const again = await eventually(
    () => product.executor("GET", run, "state"),
    ({ status }) => status === 200,
  );
  expect(again.body.length).toBeGreaterThanOrEqual(keys);
});
