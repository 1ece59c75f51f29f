import { once } from "node:events";
import { connect, Socket } from "node:net";
import { expect, test, vi } from "vitest";
import { NodeEngine } from "../../../src/http/wire/node-engine.js";

/** Requests that were ended in each turn of the event loop. */
const turns = [0];

test("requests that cannot be answered are ended a few in a turn of the event loop, however many they are", async () => {
  const COUNT = 600;
  const engine = new NodeEngine(10_000);
  const port = await engine.listen("127.0.0.1", 0);
  const sockets = Array.from({ length: COUNT }, () => connect({ port: port ?? 0, host: "127.0.0.1" }));
  // Who has an answer has been accepted.
  for (const socket of sockets) socket.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  await Promise.all(sockets.map((socket) => once(socket, "data")));
  const end = Socket.prototype.end;
  const ended = vi.spyOn(Socket.prototype, "end").mockImplementation(function (this: Socket, ...given) {
    if (String(given[0]).startsWith("HTTP/1.1 400 ")) turns.push((turns.pop() ?? 0) + 1);
    return Reflect.apply(end, this, given);
  });
  let looking = true;
  const look = (): void => {
    turns.push(0);
    if (looking) setImmediate(look);
  };
  setImmediate(look);
  const closed = sockets.map((socket) => once(socket, "close"));
  for (const socket of sockets) socket.write("no request\r\n\r\n");
  await Promise.all(closed);
  looking = false;
  ended.mockRestore();
  engine.close();
  expect(turns.reduce((all, count) => all + count)).toBe(COUNT);
  expect(Math.max(...turns)).toBeLessThanOrEqual(COUNT / 4);
});
