import { createHmac } from "node:crypto";
import fc from "fast-check";
import { expect, it } from "vitest";
import { HmacSha256 } from "../../src/auth/hmac-sha256.js";

/** Longer than a block, than a digest, and than what is kept for a text. */
const key = fc.uint8Array({ minLength: 1, maxLength: 200 });
const text = fc.stringMatching(/^[\x20-\x7e]*$/, { maxLength: 200 });
const longText = fc.integer({ min: 4090, max: 4200 }).map((length) => "a".repeat(length));

it("is the code that Node makes, for each key and each text after the other", () => {
  fc.assert(
    fc.property(key, fc.array(fc.oneof(text, longText), { minLength: 1, maxLength: 4 }), (bytes, texts) => {
      const mac = new HmacSha256(Buffer.from(bytes));
      for (const one of texts) {
        expect(mac.of(one)).toBe(createHmac("sha256", bytes).update(one).digest("base64url"));
      }
    }),
  );
});
