import { once } from "node:events";
import { expect, test } from "vitest";
import { WebSocket } from "ws";
import type { Socket } from "../../../src/http/wire/engine.js";
import { NodeEngine } from "../../../src/http/wire/node-engine.js";
import { UwsEngine } from "../../../src/http/wire/uws-engine.js";
import { chooseHttpLibrary } from "../../../src/http-library.js";

const here = await chooseHttpLibrary("auto");
const ENGINES = here.name === "uws" ? (["uws", "node"] as const) : (["node"] as const);
const SOCKETS = 50;
/** In memory of uWebSockets.js it stands for a connection that is to be closed. */
const CLOSE_BIT = 0x10;

/** Takes pieces of memory of every small size, so that what was freed just now is among them. */
function takeFreedMemory(): Buffer[] {
  const pieces: Buffer[] = [];
  for (let bytes = 16; bytes <= 512; bytes += 8) {
    for (let count = 0; count < 3; count++) pieces.push(Buffer.allocUnsafeSlow(bytes).fill(CLOSE_BIT));
  }
  return pieces;
}

test.each(ENGINES)("HTTP_ENGINE=%s: a socket stays, whatever memory is taken as it opens", async (name) => {
  const engine = name === "uws" && here.name === "uws" ? new UwsEngine(here.library) : new NodeEngine(10_000);
  const open = new Set<Socket<object>>();
  const kept: Buffer[] = [];
  engine.onSocket<object>(
    "/socket",
    {
      idleSecs: 120,
      mostMessageBytes: 100,
      mostBacklogBytes: 1000,
      open: (socket) => {
        kept.push(...takeFreedMemory());
        open.add(socket);
      },
      drain: () => undefined,
      close: (socket) => open.delete(socket),
    },
    (res, _, upgrade) => {
      let gone = false;
      res.onAborted(() => {
        gone = true;
      });
      // Later, as after a look into Redis.
      setTimeout(() => {
        if (!gone) upgrade({});
      }, 1);
    },
  );
  const port = await engine.listen("127.0.0.1", 0);
  for (let count = 0; count < SOCKETS; count++) {
    const client = new WebSocket(`ws://127.0.0.1:${port}/socket`);
    client.once("open", () => client.ping());
    const [event] = await Promise.race(
      ["pong", "close"].map((name) => once(client, name).then(() => [name])),
    );
    expect(event, `socket ${count}`).toBe("pong");
  }
  expect([open.size, kept.length > 0]).toEqual([SOCKETS, true]);
  engine.close();
});
