import fc from "fast-check";
import { expect, test } from "vitest";
import { type Room, roomOf } from "../../src/store/storage.js";

test("what is refused changes once, however the memory in use goes up and down around a bound", () => {
  const most = 1_000_000;
  const around = fc.tuple(
    fc.constantFrom(
      { at: 0.9, from: "enough", to: "no_new_runs" },
      { at: 0.95, from: "no_new_runs", to: "no_records" },
    ),
    fc.array(fc.integer({ min: -19_000, max: 10_000 }), { maxLength: 50 }),
  );
  fc.assert(
    fc.property(around, ([{ at, from, to }, steps]) => {
      let room = from as Room;
      let changes = 0;
      for (const step of steps) {
        const now = roomOf(at * most + step, most, room);
        if (now !== room) changes++;
        expect([from, to]).toContain(now);
        room = now;
      }
      expect(changes).toBeLessThanOrEqual(1);
      expect(roomOf(at * most - 20_001, most, room)).toBe(from);
    }),
  );
});
