import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { KeptReplies, type KeptReply, type Reservation } from "../../src/store/kept-replies.js";
import { type OpenedScripts, openScripts } from "./opened.js";

let opened: OpenedScripts;

beforeAll(async () => {
  opened = await openScripts();
});
afterAll(() => opened.close());

test("a key is freed by who has reserved it, and of the reply that is there, whatever others did meanwhile", async () => {
  const replies = new KeptReplies(opened.scripts, opened.redis);
  const step = fc.record({
    who: fc.integer({ min: 0, max: 2 }),
    what: fc.constantFrom("reserve", "keep", "release", "expire"),
  });
  await fc.assert(
    fc.asyncProperty(fc.uuid(), fc.array(step, { maxLength: 12 }), async (digest, steps) => {
      const has = new Map<number, Reservation | KeptReply>();
      let holds: Reservation | KeptReply | undefined;
      for (const { who, what } of steps) {
        const own = has.get(who);
        if (what === "expire") {
          await opened.redis.del(opened.scripts.keys.catalog("reply", digest));
          holds = undefined;
        } else if (what === "reserve") {
          const found = await replies.reserve(digest);
          if (holds === undefined) {
            expect(found).toHaveProperty("reservation");
            holds = found as Reservation;
          } else expect(found).toEqual("status" in holds ? holds : "in_flight");
          if (found !== "in_flight") has.set(who, found);
        } else if (own !== undefined && what === "release") {
          await replies.release(digest, own);
          if (holds !== undefined && JSON.stringify(holds) === JSON.stringify(own)) holds = undefined;
        } else if (own !== undefined) {
          holds = { status: 201, body: `{"of":${who}}` };
          await replies.keep(digest, holds);
        }
      }
    }),
  );
});
