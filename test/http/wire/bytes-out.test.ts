import fc from "fast-check";
import { afterEach, expect, test, vi } from "vitest";
import { ClientAddresses } from "../../../src/auth/client-address.js";
import { BodyBudget } from "../../../src/http/wire/body.js";
import type { RequestHead, ResponseSide } from "../../../src/http/wire/engine.js";
import { Exchange } from "../../../src/http/wire/exchange.js";
import { handOver } from "../../../src/http/wire/large-answer.js";
import { Traffic } from "../../../src/http/wire/traffic.js";
import type { Logger } from "../../../src/log.js";

const ASCII = /^[\0-\x7f]*$/;
const log = { isLevelEnabled: () => false, warn: () => undefined } as unknown as Logger;
const bodies = new BodyBudget(new ClientAddresses([]));
const route = new Traffic({ log, slowMs: 0, tracing: undefined, bodies }).route("GET", "/");
const head = { getHeader: () => "", forEach: () => undefined } as unknown as RequestHead;

/** A library's side that keeps what it is given. */
function recorded(): { side: ResponseSide; given: (string | Buffer)[] } {
  const given: (string | Buffer)[] = [];
  const keep = (part?: string | Buffer): void => void (part !== undefined && given.push(part));
  const side: Partial<ResponseSide> = {
    ...{ onAborted: () => undefined, onWritable: () => undefined, cork: (write) => write() },
    ...{ writeStatus: keep, writeHeader: (_, value) => keep(value), endWithoutBody: () => undefined },
    write: (part) => {
      keep(part);
      return true;
    },
    tryEnd: (rest) => {
      keep(rest);
      return [true, true];
    },
    end: keep,
    getRemoteAddressAsText: () => new ArrayBuffer(0),
  };
  return { side: side as ResponseSide, given };
}

// One library writes a text whose characters are all below U+0100 as Latin-1.
test("what leaves is ASCII or bytes, so that no library chooses how it is written", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary", maxLength: 50 }),
    fc.string({ unit: fc.constantFrom("\u00e4", "\u00ff", "a", "\u20ac"), maxLength: 50 }),
    fc.constantFrom("\u00e4".repeat(70_000), "a".repeat(70_000)),
  );
  fc.assert(
    fc.property(text, (sent) => {
      const one = recorded();
      new Exchange(one.side, head, { executor: false, head: false }, route).send({
        status: 200,
        body: sent,
        headers: { "X-Name": sent.slice(0, 100) },
      });
      const parts = recorded();
      const exchange = new Exchange(parts.side, head, { executor: false, head: false }, route);
      const stream = exchange.stream({}, { drained: () => undefined, gone: () => undefined });
      stream?.write(sent);
      stream?.end(sent);
      const given = [...one.given, ...parts.given];
      expect(given.filter((part) => typeof part === "string" && !ASCII.test(part))).toEqual([]);
      const body = Buffer.concat(parts.given.slice(-2).map((part) => Buffer.from(part as string)));
      if (sent !== "") expect(body.toString()).toBe(Buffer.from(sent + sent).toString());
    }),
  );
});

afterEach(() => {
  vi.useRealTimers();
});

test("a large answer is cut once almost nothing of it is taken, however long the whole takes", () => {
  vi.useFakeTimers();
  const BODY = Buffer.alloc(2_000_000);
  let [offset, ended, closed] = [0, 0, 0];
  let writable = (_: number): boolean => true;
  const side: Partial<ResponseSide> = {
    cork: (write) => write(),
    onWritable: (handler) => (writable = handler),
    tryEnd: () => [false, offset === BODY.length],
    close: () => {
      closed++;
      gone();
    },
  };
  const gone = handOver(
    side as ResponseSide,
    BODY,
    () => undefined,
    () => ended++,
  );
  const take = (bytes: number, forMs: number): void => {
    offset += bytes;
    writable(offset);
    vi.advanceTimersByTime(forMs);
  };
  for (let minute = 0; minute < 10; minute++) take(100_000, 15_000);
  expect([ended, closed]).toEqual([0, 0]);
  take(1, 15_000);
  expect([ended, closed]).toEqual([1, 1]);
  take(1, 60_000);
  expect([ended, closed, vi.getTimerCount()]).toEqual([1, 1, 0]);
});
