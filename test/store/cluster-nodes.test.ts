import { createServer, type Server, type Socket } from "node:net";
import { afterEach, expect, it } from "vitest";
import { readRedisConfig } from "../../src/config.js";
import { ClusterNodes } from "../../src/store/cluster-nodes.js";

const LIMIT_MS = 2_000;
const open: { readonly server: Server; readonly sockets: Set<Socket> }[] = [];

afterEach(() => {
  for (const { server, sockets } of open.splice(0)) {
    server.close();
    for (const socket of sockets) socket.destroy();
  }
});

/** A node that says of all slots that the port has them; undefined: it says nothing at all. */
async function node(says: { host?: string; port: number } | undefined): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("data", () => {
      if (says === undefined) return;
      const { host = "127.0.0.1", port } = says;
      const master = `*4\r\n$${host.length}\r\n${host}\r\n:${port}\r\n$2\r\nid\r\n*0\r\n`;
      socket.write(`*1\r\n*3\r\n:0\r\n:16383\r\n${master}`);
    });
  });
  open.push({ server, sockets });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

async function nodes(...says: Parameters<typeof node>[0][]): Promise<ClusterNodes> {
  const ports = await Promise.all(says.map((one) => node(one)));
  return new ClusterNodes(
    ports.map((port) => ({ host: "127.0.0.1", port })),
    {},
    LIMIT_MS,
  );
}

const [OLD, NEW] = [{ port: 1 }, { port: 2 }];
const at = (port: number) => ({ host: "127.0.0.1", port });

it("takes what most nodes say, not what one says that was cut off from them", async () => {
  for (const says of [
    [OLD, NEW, NEW],
    [NEW, OLD, NEW],
    [NEW, NEW, OLD],
  ]) {
    expect(await (await nodes(...says)).masterOf(7)).toEqual(at(2));
  }
});

it("waits for nobody who is silent, longer than its limit, and knows nothing when all are", async () => {
  expect(await (await nodes(undefined, NEW, NEW)).masterOf(7)).toEqual(at(2));
  expect(await (await nodes(undefined, undefined, NEW)).masterOf(7)).toEqual(at(2));
  expect(await (await nodes(undefined)).masterOf(7)).toBeUndefined();
});

it("goes once where a refused command says, and asks again after that", async () => {
  const cluster = await nodes(OLD);
  cluster.heed(new Error("MOVED 7 10.0.0.9:7000"));
  cluster.heed(new Error("MOVED 8 fd00::9:7000"));
  cluster.heed(new Error("MOVED 9 :7000"));
  expect(await cluster.masterOf(9)).toEqual(at(1));
  expect(await cluster.masterOf(7)).toEqual({ host: "10.0.0.9", port: 7000 });
  expect(await cluster.masterOf(8)).toEqual({ host: "fd00::9", port: 7000 });
  expect(await cluster.masterOf(7)).toEqual(at(1));
});

it("takes a node that does not know its name by the one it was reached under", async () => {
  expect(await (await nodes({ host: "", port: 6379 })).masterOf(7)).toEqual(at(6379));
});

it("asks those that nodes have told of from then on, and the first ones when none of these is left", async () => {
  const second = await node(NEW);
  const first = await node({ port: second });
  const cluster = new ClusterNodes([at(first)], {}, LIMIT_MS);
  const masters: unknown[] = [];
  for (let asked = 0; asked < 4; asked++) {
    masters.push((await cluster.masterOf(7))?.port);
    // Those who ask within a moment share one answer.
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
  // The second is asked, then the one it tells of, which is not there, then the first again.
  expect(masters).toEqual([second, 2, undefined, second]);
});

it("reads REDIS_CLUSTER, with what all nodes share in front", () => {
  const read = (REDIS_CLUSTER: string) => {
    const { url, cluster, tls } = readRedisConfig({ REDIS_CLUSTER });
    return { url, cluster, encrypted: tls !== undefined };
  };
  expect(read("a, b:7000,[::1]:7001")).toEqual({
    url: "redis://a",
    cluster: [
      { host: "a", port: 6379 },
      { host: "b", port: 7000 },
      { host: "::1", port: 7001 },
    ],
    encrypted: false,
  });
  expect(read("rediss://me:p%40ss@a:1,b")).toEqual({
    url: "rediss://me:p%40ss@a:1",
    cluster: [
      { host: "a", port: 1 },
      { host: "b", port: 6379 },
    ],
    encrypted: true,
  });
});

it.each([
  [{ REDIS_CLUSTER: "a:1", REDIS_URL: "redis://b" }, "REDIS_CLUSTER and REDIS_URL are two ways"],
  [{ REDIS_CLUSTER: "a:1", REDIS_SENTINEL_ADDRS: "b:1", REDIS_SENTINEL_MASTER: "m" }, "REDIS_SENTINEL_ADDRS"],
  [{ REDIS_CLUSTER: "a:1", REDIS_SENTINEL_MASTER: "m" }, "REDIS_SENTINEL_MASTER"],
  [{ REDIS_CLUSTER: "a:b" }, "is not like host:6379"],
  [{ REDIS_CLUSTER: "redis://a:1,redis://b:1" }, "is not like host:6379"],
  [{ REDIS_CLUSTER: "a:1/3" }, "is not like host:6379"],
  [{ REDIS_CLUSTER: "," }, "names no nodes"],
  [{ REDIS_CLUSTER: "rediss://me:secret@" }, "names no nodes"],
  [{ REDIS_CLUSTER: "a:1", REDIS_TLS_SERVERNAME: "n" }, "REDIS_CLUSTER with rediss://"],
])("refuses %o", (variables, said) => {
  expect(() => readRedisConfig(variables)).toThrow(said);
});
