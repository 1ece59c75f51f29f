import { once } from "node:events";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { Router } from "../../../src/http/wire/node-router.js";
import { SocketSide } from "../../../src/http/wire/node-socket.js";
import { chooseHttpLibrary } from "../../../src/http-library.js";
import { freePort } from "../../support/ports.js";
import { API_KEY, eventually, INTERNAL_SECRET, Product, type TriggeredRun } from "../../support/product.js";
import { RawConnection, rawRequest } from "../../support/raw-http.js";

const KEY = `Authorization: Bearer ${API_KEY}`;
const GET = `GET /v1/runs HTTP/1.1\r\nHost: x\r\n${KEY}\r\n\r\n`;
const BROKEN_UWS = fileURLToPath(new URL("../../support/broken-uws.mjs", import.meta.url));

/** Where uWebSockets.js does not load, `node:http` is all there is. */
const here = await chooseHttpLibrary("auto");
const ENGINES = here.name === "uws" ? (["uws", "node"] as const) : (["node"] as const);

describe.each(ENGINES)("HTTP_ENGINE=%s", (engine) => {
  let product: Product;
  let port: number;
  let run: TriggeredRun;

  beforeAll(async () => {
    product = await Product.start({ environment: { HTTP_ENGINE: engine } });
    port = product.ports[0] ?? 0;
    run = await product.trigger((await product.createJob()).id);
    await product.executor("POST", run, "heartbeat");
  });
  afterAll(() => product.stop());

  test("is told to operators, and to nobody else", async () => {
    const name = engine === "uws" ? "uWebSockets.js" : "node:http";
    const told = await product.call("GET", "/health", { headers: { "X-Internal-Secret": INTERNAL_SECRET } });
    expect(told.body.http_engine.name).toBe(name);
    expect((await product.call("GET", "/health")).body.http_engine).toBeUndefined();
    expect(product.gateways[0]?.output()).toContain(`HTTP is answered by ${name}`);
  });

  test("says how long it keeps a connection", async () => {
    const answer = await rawRequest(port, "GET", "/health");
    expect(answer?.headers["keep-alive"]).toBe(engine === "uws" ? "timeout=8" : "timeout=75");
  });

  test.each(["ä", "äöü€", "日本", `${"a".repeat(300)}é`, "plain"])(
    "text leaves as UTF-8: %s",
    async (message) => {
      const answer = await product.executor("POST", run, "log", { message });
      expect(answer.status, answer.text).toBe(201);
      expect(answer.body.message).toBe(message);
      const events = await product.control("GET", `/v1/runs/${run.id}/events`);
      expect(events.text).toContain(message);
    },
  );

  test("frames of a WebSocket are UTF-8", async () => {
    const [followed] = [await product.trigger(run.jobId)];
    await product.executor("POST", followed, "heartbeat");
    await product.executor("POST", followed, "log", { message: "é" });
    const socket = new WebSocket(`ws://127.0.0.1:${port}/v1/runs/${followed.id}/ws`, {
      headers: { Authorization: `Bearer ${API_KEY}` },
    });
    const text = await new Promise<string>((resolve, reject) => {
      let all = "";
      socket.on("message", (data) => {
        all += data.toString();
        if (all.includes('"é"')) resolve(all);
      });
      socket.on("error", reject);
      socket.on("close", () => resolve(all));
    });
    socket.terminate();
    expect(text).toContain('"é"');
  });

  test("a head of 8 KiB is read", async () => {
    const large = await rawRequest(port, "GET", "/v1/runs", [KEY, `X-Large: ${"x".repeat(8_192)}`]);
    expect(large?.status).toBe(200);
  });

  test.each([
    ["Transfer-Encoding: xchunked", ""],
    ["Transfer-Encoding: gzip, chunked", ""],
    ["Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", "0\r\n\r\n"],
    ["Transfer-Encoding: chunked\r\nContent-Length: 2", "2\r\n{}\r\n0\r\n\r\n"],
    ["Content-Length: 2\r\nContent-Length: 3", "{}"],
  ])("a doubtful end of a body is refused, and the connection closed: %s", async (lines, body) => {
    const head = `POST /v1/jobs HTTP/1.1\r\nHost: x\r\n${KEY}\r\n${lines}\r\n\r\n`;
    const connection = new RawConnection(port);
    connection.write(head + body);
    expect((await connection.answer())?.status).toBe(400);
    await connection.end();
    connection.destroy();
    // What comes behind it is never read as a request.
    const smuggling = new RawConnection(port);
    smuggling.write(head + body + GET);
    await smuggling.end();
    expect(smuggling.rest).not.toContain("200 OK");
    smuggling.destroy();
  });

  test("a heartbeat that has come through a proxy may have one length only", async () => {
    const send = (...lines: string[]) => {
      const token = `Authorization: Bearer ${run.token}`;
      return rawRequest(port, "POST", `/sdk/v1/runs/${run.id}/heartbeat`, [token, ...lines], "{}");
    };
    expect((await send("X-Forwarded-For: 192.0.2.1", "Content-Length: 3"))?.status).toBe(400);
    expect((await send("X-Forwarded-For: 192.0.2.1"))?.status).toBe(200);
  });

  test.each([
    ["Authorization", `Bearer ${API_KEY}`, "Bearer strait_other"],
    ["Idempotency-Key", "one", "two"],
    ["X-Idempotency-Key", "one", "two"],
    ["X-Project-Id", "default", "other"],
    ["X-Internal-Secret", "", "guessed"],
  ])("%s with two values is refused with its body; the same value twice is one", async (name, one, other) => {
    const send = (first: string, second: string) => {
      const key = name === "Authorization" ? [] : [KEY];
      const lines = [...key, `${name}: ${first}`, `${name}: ${second}`];
      return rawRequest(port, "POST", `/v1/jobs/${run.jobId}/trigger`, lines, "{}");
    };
    const refused = await send(one, other);
    expect(refused?.status).toBe(400);
    expect(JSON.parse(refused?.body ?? "{}").message).toContain(`${name.toLowerCase()}: send it once`);
    expect((await send(one, one))?.status).toBe(201);
  });

  test("whatever a client expects, it gets its answer", async () => {
    for (const expected of ["100-continue", "200-ok", "__proto__"]) {
      const connection = new RawConnection(port);
      connection.write(
        `POST /v1/jobs/${run.jobId}/trigger HTTP/1.1\r\nHost: x\r\n${KEY}\r\nExpect: ${expected}\r\nContent-Length: 2\r\n\r\n{}`,
      );
      const first = await connection.answer(true);
      expect([expected, first?.status === 100 ? 201 : first?.status]).toEqual([expected, 201]);
      connection.destroy();
    }
  });

  test.each(["", "x", "dGhlIHNhbXBsZSBub25jZQ="])(
    "a WebSocket with the key %j is refused in the envelope",
    async (key) => {
      const lines = ["Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", KEY];
      const path = `/v1/runs/${run.id}/ws`;
      const answer = await rawRequest(port, "GET", path, [...lines, `Sec-WebSocket-Key: ${key}`]);
      expect(answer?.status).toBe(426);
      expect(JSON.parse(answer?.body ?? "{}").error.message).toContain("WebSocket");
    },
  );
});

describe("node:http", () => {
  let product: Product;
  let port: number;

  beforeAll(async () => {
    product = await Product.start({ environment: { HTTP_ENGINE: "node" } });
    port = product.ports[0] ?? 0;
  });
  afterAll(() => product.stop());

  test("a request may come in two segments, wherever they part", async () => {
    for (let at = 1; at < GET.length; at += 3) {
      const connection = new RawConnection(port);
      connection.socket.setNoDelay(true);
      connection.write(GET.slice(0, at));
      await new Promise((resolve) => setImmediate(resolve));
      connection.write(GET.slice(at));
      expect((await connection.answer())?.status, `parted at ${at}`).toBe(200);
      connection.destroy();
    }
  });

  test("HTTP/1.0 is answered, and its connection closed; a stream ends with it", async () => {
    for (const path of ["/health", "/v1/runs"]) {
      const connection = new RawConnection(port);
      connection.write(`GET ${path} HTTP/1.0\r\n${KEY}\r\n\r\n`);
      expect((await connection.answer())?.status).toBe(200);
      await connection.end();
      connection.destroy();
    }
  });

  test("requests may be sent without waiting: each is answered, in order", async () => {
    const paths = ["/health", "/v1/runs", "/nowhere", "/health/ready", "/v1/jobs"];
    const connection = new RawConnection(port);
    connection.write(paths.map((path) => `GET ${path} HTTP/1.1\r\nHost: x\r\n${KEY}\r\n\r\n`).join(""));
    const statuses = [];
    for (const _ of paths) statuses.push((await connection.answer())?.status);
    connection.destroy();
    expect(statuses).toEqual([200, 200, 404, 200, 200]);
  });

  test("what comes behind an answer that closes the connection is not carried out", async () => {
    const slug = `job-${crypto.randomUUID()}`;
    const body = JSON.stringify({ project_id: "default", name: slug, slug });
    const connection = new RawConnection(port);
    connection.write(
      `GET /v1/runs HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${KEY}\r\n\r\n` +
        `POST /v1/jobs HTTP/1.1\r\nHost: x\r\n${KEY}\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    expect((await connection.answer())?.status).toBe(200);
    await connection.end();
    connection.destroy();
    const jobs = await product.control("GET", "/v1/jobs");
    expect(jobs.text).not.toContain(slug);
  });

  test("what waits behind an answer of a gateway that stops is not carried out", async () => {
    const own = await freePort();
    const gateway = product.launch("gateway", { PORT: String(own), SHUTDOWN_DELAY: "0s" });
    await eventually(
      () => rawRequest(own, "GET", "/health/ready").catch(() => undefined),
      (answer) => answer?.status === 200,
    );
    const slug = `job-${crypto.randomUUID()}`;
    const body = JSON.stringify({ project_id: "default", name: slug, slug });
    const connection = new RawConnection(own);
    connection.write("GET /health HTTP/1.1\r\nHost: x\r\n\r\n");
    expect((await connection.answer())?.status).toBe(200);
    const { pid } = product.redis;
    process.kill(pid, "SIGSTOP");
    try {
      connection.write(
        `${GET}POST /v1/jobs HTTP/1.1\r\nHost: x\r\n${KEY}\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
      );
      // What has come before this was read before this is answered.
      await rawRequest(own, "GET", "/health");
      gateway.child.kill("SIGTERM");
      await eventually(
        () => rawRequest(own, "GET", "/health"),
        // Nobody is let in any more.
        (answer) => answer === undefined,
      );
    } finally {
      process.kill(pid, "SIGCONT");
    }
    expect((await connection.answer())?.headers["connection"]).toBe("close");
    await connection.end();
    connection.destroy();
    await gateway.stop();
    expect((await product.control("GET", "/v1/jobs")).text).not.toContain(slug);
  });

  test("endless requests without reading are cut", async () => {
    const connection = new RawConnection(port);
    connection.write(GET.repeat(5_000));
    await connection.end();
    connection.destroy();
    expect((await product.call("GET", "/health")).status).toBe(200);
  });

  test("a client that has closed its half is answered, however long that takes", async () => {
    const { pid } = product.redis;
    process.kill(pid, "SIGSTOP");
    try {
      const connection = new RawConnection(port);
      connection.socket.end(GET);
      setTimeout(() => process.kill(pid, "SIGCONT"), 1_000);
      expect((await connection.answer())?.status).toBe(200);
      connection.destroy();
    } finally {
      process.kill(pid, "SIGCONT");
    }
  });

  test("nothing is claimed for a client that has closed its half", async () => {
    const { id } = await product.createJob({ slug: "half-closed" });
    const body = JSON.stringify({ worker_id: "w", job_slugs: ["half-closed"], max: 1, wait_ms: 30_000 });
    const connection = new RawConnection(port);
    connection.socket.end(
      `POST /v1/workers/claim HTTP/1.1\r\nHost: x\r\n${KEY}\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    // Long before other calls of such a client are given up.
    const late = new Promise((resolve) => setTimeout(resolve, 8_000, "still waits"));
    expect(await Promise.race([connection.answer(), late])).toBeUndefined();
    connection.destroy();
    const waiting = await product.trigger(id);
    expect((await product.control("GET", `/v1/runs/${waiting.id}`)).body.status).toBe("queued");
  });

  test("a client that wishes for HTTP/2 is answered in HTTP/1.1, its body read", async () => {
    const slug = `job-${crypto.randomUUID()}`;
    const body = JSON.stringify({ project_id: "default", name: slug, slug });
    const connection = new RawConnection(port);
    connection.write(
      `POST /v1/jobs HTTP/1.1\r\nHost: x\r\n${KEY}\r\nConnection: Upgrade, HTTP2-Settings\r\n` +
        `Upgrade: h2c\r\nHTTP2-Settings: AAEAAEAAAAIAAAAB\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    expect((await connection.answer())?.status).toBe(201);
    connection.write(GET);
    expect((await connection.answer())?.status).toBe(200);
    connection.destroy();
  });

  test("a head above 16 KiB is 431", async () => {
    const lines = Array.from({ length: 20 }, (_, index) => `X-${index}: ${"x".repeat(1_000)}`);
    expect((await rawRequest(port, "GET", "/v1/runs", [KEY, ...lines]))?.status).toBe(431);
  });

  test("what is no HTTP is refused in the envelope", async () => {
    for (const bytes of [
      "nonsense\r\n\r\n",
      "GET / HTTP/1.1\r\n\r\n",
      "CONNECT example.com:443 HTTP/1.1\r\nHost: x\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: x\r\n a: b\r\n\r\n",
    ]) {
      const connection = new RawConnection(port);
      connection.write(bytes);
      const answer = await connection.answer();
      expect(answer?.status).toBe(400);
      expect(JSON.parse(answer?.body || "{}").error.code).toBe("bad_request");
      await connection.end();
      connection.destroy();
    }
  });
});

describe("a WebSocket of node:http", () => {
  test("takes the frames of a packet one a turn", async () => {
    const nothing = (): void => undefined;
    const events = { idleSecs: 60, mostMessageBytes: 100, mostBacklogBytes: 1_000_000 };
    const side = new SocketSide<object>({ ...events, open: nothing, drain: nothing, close: nothing });
    const server = createServer();
    server.on("upgrade", (req, connection, head) => side.open(req, connection, head, {}));
    await once(server.listen(0, "127.0.0.1"), "listening");
    const address = server.address();
    const connection = new RawConnection(typeof address === "object" ? (address?.port ?? 0) : 0);
    const lines = ["Host: x", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13"];
    const head = ["GET / HTTP/1.1", ...lines, "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "", ""];
    connection.write(head.join("\r\n"));
    expect((await connection.answer())?.status).toBe(101);
    const pings = 3000;
    connection.write(Buffer.concat(Array(pings).fill(Buffer.from([0x89, 0x80, 0, 0, 0, 0]))));
    let turns = 0;
    for (; connection.rest.length < 2 * pings && !connection.closed; turns++) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    connection.destroy();
    server.close();
    expect(connection.rest).toHaveLength(2 * pings);
    expect(turns).toBeGreaterThan(pings);
  });
});

describe("HTTP_ENGINE where uWebSockets.js does not load", () => {
  test("auto: node:http answers and says why; uws: the gateway does not start and says why", async () => {
    const product = await Product.start();
    const port = await freePort();
    const gateway = product.launch(
      "gateway",
      { HTTP_ENGINE: "auto", PORT: String(port) },
      { preload: BROKEN_UWS },
    );
    const output = await eventually(
      async () => gateway.output(),
      (text) => text.includes("gateway ready") || gateway.child.exitCode !== null,
    );
    expect(output).toContain("HTTP is answered by node:http: uWebSockets.js");
    expect(output).toContain("needs glibc 2.38");
    expect((await rawRequest(port, "GET", "/health"))?.status).toBe(200);
    const wanted = product.launch("gateway", { HTTP_ENGINE: "uws" }, { preload: BROKEN_UWS });
    await eventually(
      async () => wanted.child.exitCode,
      (code) => code !== null,
    );
    expect([wanted.child.exitCode, wanted.output()]).toEqual([78, expect.stringContaining("glibc 2.38")]);
    await product.stop();
  });
});

describe("the routes of node:http", () => {
  const SEGMENT = fc.constantFrom("a", "b", "", "c");
  const PATTERN = fc
    .tuple(fc.array(fc.constantFrom("a", "b", ":x"), { maxLength: 3 }), fc.boolean())
    .map(([segments, rest]) => `/${[...segments, ...(rest ? ["*"] : [])].join("/")}`);

  /** Whether a pattern is for a path, and how each of its segments ranks: a name, a parameter, the rest. */
  function rank(pattern: string, path: string): string | undefined {
    const given = path.slice(1).split("/");
    const wanted = pattern.slice(1).split("/");
    let ranks = "";
    for (const [index, segment] of wanted.entries()) {
      const part = given[index];
      if (part === undefined) return undefined;
      if (segment === "*") return `${ranks}2`;
      if (segment === part) ranks += "0";
      else if (segment.startsWith(":") && part !== "") ranks += "1";
      else return undefined;
    }
    return wanted.length === given.length ? ranks : undefined;
  }

  test("are found by name before parameter before rest", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(PATTERN, { maxLength: 8 }),
        fc.array(SEGMENT, { minLength: 1, maxLength: 4 }).map((segments) => `/${segments.join("/")}`),
        (patterns, path) => {
          const router = new Router<string>();
          for (const pattern of patterns) router.add("get", pattern, pattern);
          const ranked = patterns
            .map((pattern) => [rank(pattern, path), pattern] as const)
            .filter(([found]) => found !== undefined)
            .sort(([left = ""], [right = ""]) => (left < right ? -1 : 1));
          expect(router.find("get", path)?.handler).toBe(ranked[0]?.[1]);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test("a method's own before those of any", () => {
    const router = new Router<string>();
    router.add("any", "/a", "any");
    router.add("get", "/*", "get");
    expect(router.find("get", "/a")?.handler).toBe("get");
    expect(router.find("put", "/a")?.handler).toBe("any");
    expect(router.find("put", "/b")).toBeUndefined();
  });
});
