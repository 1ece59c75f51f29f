import * as fc from "fast-check";
import { expect, test } from "vitest";
import { Places } from "../../src/workers/places.js";

test("are as many as there are, whoever takes and frees them in whatever order", () => {
  const step = fc.record({
    take: fc.integer({ min: 0, max: 5 }),
    fromReserve: fc.boolean(),
    ends: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), fc.array(step), (total, steps) => {
      const places = new Places(total);
      const open: boolean[] = [];
      for (const { take, fromReserve, ends } of steps) {
        const wanted = Math.min(take, places.left(fromReserve));
        places.take({ wanted, fromReserve });
        for (let n = 0; n < wanted; n++) open.push(fromReserve);
        const last = ends ? open.pop() : undefined;
        if (last !== undefined) places.end(last);
        const reserved = open.filter((isReserved) => isReserved).length;
        expect(places.left(true)).toBe(places.reserve - reserved);
        expect(places.left(false)).toBe(total - (open.length - reserved));
      }
    }),
  );
});

test("are offered to one cell first and to the other next", () => {
  const places = new Places(1);
  const heard: string[] = [];
  places.enter(() => heard.push("a"));
  places.enter(() => heard.push("b"));
  for (let n = 0; n < 3; n++) {
    places.take({ wanted: 1, fromReserve: false });
    places.end(false);
  }
  expect(heard.join("")).toBe("abbaab");
});

test("say that a call of the reserve has ended, not that places were given back", () => {
  const places = new Places(4);
  const heard: boolean[] = [];
  places.enter((reserveEnded) => heard.push(reserveEnded));
  places.take({ wanted: 1, fromReserve: true });
  places.giveBack(1, true);
  places.take({ wanted: 1, fromReserve: true });
  places.end(true);
  places.giveBack(0, false);
  expect(heard).toEqual([false, true]);
});
