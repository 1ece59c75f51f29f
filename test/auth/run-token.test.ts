import { createHmac, generateKeyPairSync, sign as signBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RunTokens } from "../../src/auth/run-token.js";
import { RunTokenCache } from "../../src/auth/run-token-cache.js";
import { newId } from "../../src/domain/ids.js";

const KEY = "signing-key-0123456789abcdef-0123456789abcdef";
const OLDER_KEY = "older-signing-key-0123456789abcdef-0123456789";
const NOW = 1_700_000_000_000;
const IN_AN_HOUR = NOW / 1000 + 3600;

const CLAIMS = { iss: "strait:run-token", sub: "run", attempt: 1, exp: IN_AN_HOUR };

const encoded = (part: unknown): string =>
  Buffer.from(typeof part === "string" ? part : JSON.stringify(part)).toString("base64url");

/** A header made without the library that verifies it; `claims` as text where JSON.stringify cannot write them. */
function bearer(
  claims: unknown,
  { head = { alg: "HS256", typ: "JWT" } as object, key = KEY, hash = "sha256" } = {},
): string {
  const signed = `${encoded(head)}.${encoded(claims)}`;
  return `Bearer ${signed}.${createHmac(hash, key).update(signed).digest("base64url")}`;
}

function clocked(options: { signingKeys?: string[]; cacheEntries?: number } = {}) {
  const clock = { now: NOW };
  const tokens = new RunTokens({ signingKeys: [KEY], ...options, now: () => clock.now });
  return { clock, tokens };
}

const isControl = (code: number): boolean => code < 0x20 || (code >= 0x7f && code <= 0x9f);
const safeId = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 40 })
  .filter((id) => id.length <= 128 && !id.includes(":") && ![...id].some((c) => isControl(c.charCodeAt(0))));
const attempt = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });

describe("a token that was signed here", () => {
  it("verifies to what was signed, twice", () => {
    const { tokens } = clocked();
    const runId = fc.oneof(safeId, fc.constant("").map(newId));
    const lifetime = fc.integer({ min: 1, max: 10 ** 10 });
    fc.assert(
      fc.property(runId, attempt, fc.option(safeId, { nil: undefined }), lifetime, (id, n, own, ms) => {
        const claims = { runId: id, attempt: n, ...(own === undefined ? {} : { assignmentId: own }) };
        const header = `Bearer ${tokens.sign(claims, NOW + ms)}`;
        const verified = tokens.verify(header);
        expect(verified).toEqual({
          ...claims,
          expiresAtSecs: Math.ceil((NOW + ms) / 1000),
          plausible: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id),
          liveMember: own === undefined ? `${id}:${n}` : `${id}:${n}:${own}`,
          text: header.slice("Bearer ".length),
        });
        expect(tokens.verify(header)).toBe(verified);
      }),
    );
  });

  it("is refused once one character of its header or claims has changed", () => {
    const { tokens } = clocked();
    const header = `Bearer ${tokens.sign({ runId: newId(), attempt: 1 }, NOW + 60_000)}`;
    const last = header.lastIndexOf(".") - 1;
    fc.assert(
      fc.property(fc.integer({ min: 7, max: last }), fc.constantFrom(..."AZaz09-_."), (at, other) => {
        fc.pre(header[at] !== other);
        const changed = header.slice(0, at) + other + header.slice(at + 1);
        expect(tokens.verify(changed)).toEqual({ rejected: "invalid_token" });
      }),
    );
  });
});

describe("checks 1 to 4", () => {
  const without = (absent: string): object =>
    Object.fromEntries(Object.entries(CLAIMS).filter(([claim]) => claim !== absent));
  const rs256 = (): string => {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const signed = `${encoded({ alg: "RS256" })}.${encoded(CLAIMS)}`;
    return `Bearer ${signed}.${signBytes("sha256", Buffer.from(signed), privateKey).toString("base64url")}`;
  };
  const good = bearer(CLAIMS).slice("Bearer ".length);

  it.each(["bearer", "BEARER", "bEaReR"])("the scheme may be written %s", (scheme) => {
    expect(clocked().tokens.verify(`${scheme} ${good}`)).toMatchObject({ runId: CLAIMS.sub });
  });

  it.each([
    ["nothing", ""],
    ["only a token", good],
    ["scheme alone", "Bearer"],
    ["another scheme", `Basic ${good}`],
    ["tab for a space", `Bearer\t${good}`],
  ])("1 missing_header: %s", (_name, header) => {
    expect(clocked().tokens.verify(header)).toEqual({ rejected: "missing_header" });
  });

  it.each([
    ["no token", "Bearer "],
    ["two spaces", `Bearer  ${good}`],
    ["rubbish", "Bearer x.y.z"],
    ["another key", bearer(CLAIMS, { key: OLDER_KEY })],
    ["no signature", `Bearer ${encoded({ alg: "HS256" })}.${encoded(CLAIMS)}.`],
    ["alg none", `Bearer ${encoded({ alg: "none" })}.${encoded(CLAIMS)}.`],
    ["alg none, signed all the same", bearer(CLAIMS, { head: { alg: "none" } })],
    ["alg RS256 over our HMAC", bearer(CLAIMS, { head: { alg: "RS256" } })],
    ["a true RS256", rs256()],
    ["a true HS512", bearer(CLAIMS, { head: { alg: "HS512" }, hash: "sha512" })],
    ["a true HS384", bearer(CLAIMS, { head: { alg: "HS384" }, hash: "sha384" })],
    ["no alg", bearer(CLAIMS, { head: { typ: "JWT" } })],
    ["foreign issuer", bearer({ ...CLAIMS, iss: "strait:sse" })],
    ["issuer in a list", bearer({ ...CLAIMS, iss: [CLAIMS.iss] })],
    ["no issuer", bearer(without("iss"))],
    ["issuer null", bearer({ ...CLAIMS, iss: null })],
    ["issuer empty", bearer({ ...CLAIMS, iss: "" })],
    ["expired", bearer({ ...CLAIMS, exp: NOW / 1000 - 1 })],
    ["expires now", bearer({ ...CLAIMS, exp: NOW / 1000 })],
    ["no exp", bearer(without("exp"))],
    ["exp null", bearer({ ...CLAIMS, exp: null })],
    ["exp as a string", bearer({ ...CLAIMS, exp: String(IN_AN_HOUR) })],
    ["claims no object", bearer("7")],
    ["claims null", bearer("null")],
    ["claims no JSON", bearer("{")],
    ["sub a number", bearer({ ...CLAIMS, sub: 7 })],
    ["sub a list", bearer({ ...CLAIMS, sub: ["run"] })],
    ["sub null", bearer({ ...CLAIMS, sub: null })],
    ["sub too long", bearer({ ...CLAIMS, sub: "r".repeat(129) })],
    ["assignment too long", bearer({ ...CLAIMS, assignment_id: "a".repeat(129) })],
    ["assignment a number", bearer({ ...CLAIMS, assignment_id: 1 })],
    ["2 before 3", bearer({ ...CLAIMS, sub: "", exp: 1 })],
    ["2 before 4", bearer({ ...CLAIMS, attempt: 0, exp: 1 })],
  ])("2 invalid_token: %s", (_name, header) => {
    expect(clocked().tokens.verify(header)).toEqual({ rejected: "invalid_token" });
  });

  it("2 invalid_token: what could forge a live member, or a control character, in an id", () => {
    const { tokens } = clocked();
    const unsafe = Array.from({ length: 256 }, (_, code) => code).filter((code) => isControl(code));
    for (const character of [":", ...unsafe.map((code) => String.fromCharCode(code))]) {
      for (const claim of ["sub", "assignment_id"]) {
        const header = bearer({ ...CLAIMS, [claim]: `a${character}1` });
        expect(tokens.verify(header)).toEqual({ rejected: "invalid_token" });
      }
    }
  });

  it.each([
    ["empty", bearer({ ...CLAIMS, sub: "" })],
    ["absent", bearer(without("sub"))],
    ["3 before 4", bearer({ ...CLAIMS, sub: "", attempt: 0 })],
  ])("3 missing_run_id: %s", (_name, header) => {
    expect(clocked().tokens.verify(header)).toEqual({ rejected: "missing_run_id" });
  });

  it.each([
    ...[0, -1, 1.5, "1", null, true, [1], 2 ** 53].map(
      (n) => [String(n), { ...CLAIMS, attempt: n }] as const,
    ),
    ["absent", without("attempt")] as const,
  ])("4 missing_attempt: %s", (_name, claims) => {
    expect(clocked().tokens.verify(bearer(claims))).toEqual({ rejected: "missing_attempt" });
  });

  it("pass at their bounds, and an empty assignment is none", () => {
    const { tokens } = clocked();
    const longest = "r".repeat(128);
    expect(tokens.verify(bearer({ ...CLAIMS, sub: longest, assignment_id: longest }))).toMatchObject({
      liveMember: `${longest}:1:${longest}`,
    });
    const unassigned = tokens.verify(bearer({ ...CLAIMS, assignment_id: "" }));
    expect(unassigned).toMatchObject({ liveMember: "run:1", assignmentId: undefined });
  });

  it("never throw, whatever the header or the claims", () => {
    const { tokens } = clocked();
    const text = fc.string({ unit: "binary", maxLength: 60 });
    const claim = fc.oneof(fc.jsonValue({ maxDepth: 1 }), fc.constantFrom(...Object.values(CLAIMS)));
    const claims = fc.dictionary(
      fc.constantFrom("iss", "sub", "attempt", "exp", "nbf", "iat", "assignment_id", "__proto__"),
      claim,
    );
    const header = fc.oneof(
      text,
      text.map((rest) => `Bearer ${rest}`),
      fc.tuple(text, text, text).map((parts) => `Bearer ${parts.map(encoded).join(".")}`),
      claims.map((given) => bearer({ ...CLAIMS, ...given })),
    );
    fc.assert(
      fc.property(header, (given) => {
        const verified = tokens.verify(given);
        expect("rejected" in verified || verified.expiresAtSecs * 1000 > NOW).toBe(true);
      }),
    );
  });
});

describe("keys", () => {
  it("rotate: the first signs, all verify, one that was taken out does not", () => {
    const before = clocked({ signingKeys: [OLDER_KEY] }).tokens;
    const during = clocked({ signingKeys: [KEY, OLDER_KEY] }).tokens;
    const after = clocked({ signingKeys: [KEY] }).tokens;
    const header = (tokens: RunTokens) => `Bearer ${tokens.sign({ runId: "run", attempt: 1 }, NOW + 60_000)}`;
    const passes = { liveMember: "run:1" };
    expect(during.verify(header(before))).toMatchObject(passes);
    expect(during.verify(header(during))).toMatchObject(passes);
    expect(after.verify(header(during))).toMatchObject(passes);
    expect(after.verify(header(before))).toEqual({ rejected: "invalid_token" });
    expect(before.verify(header(during))).toEqual({ rejected: "invalid_token" });
  });

  it("are needed", () => {
    expect(() => new RunTokens({ signingKeys: [] })).toThrow("signing key");
  });
});

describe("the cache of verified tokens", () => {
  it("never outlives exp, and keeps no refusal", () => {
    const lifetimes = fc.integer({ min: 1, max: 60 }).map((seconds) => seconds * 1000);
    const fromExpiry = fc.oneof(fc.integer({ min: -60_000, max: 60_000 }), fc.constantFrom(-1, 0, 1));
    const moments = fc.array(fromExpiry, { minLength: 1, maxLength: 12, size: "max" });
    fc.assert(
      fc.property(lifetimes, moments, (lifetime, given) => {
        const { clock, tokens } = clocked();
        const header = `Bearer ${tokens.sign({ runId: "run", attempt: 1 }, NOW + lifetime)}`;
        for (const moment of given) {
          clock.now = NOW + lifetime + moment;
          expect("rejected" in tokens.verify(header)).toBe(moment >= 0);
        }
      }),
    );
  });

  it("lets go of tokens that others have pushed out", () => {
    const { tokens } = clocked({ cacheEntries: 2 });
    const header = (n: number) => bearer({ ...CLAIMS, attempt: n });
    const first = tokens.verify(header(1));
    expect(tokens.verify(header(1))).toBe(first);
    for (let n = 2; n <= 6; n++) tokens.verify(header(n));
    const again = tokens.verify(header(1));
    expect(again).toEqual(first);
    expect(again).not.toBe(first);
  });

  it("takes no header beyond 4096 characters", () => {
    const { tokens } = clocked();
    const header = bearer({ ...CLAIMS, pad: "p".repeat(4096) });
    const first = tokens.verify(header);
    expect(tokens.verify(header)).toEqual(first);
    expect(tokens.verify(header)).not.toBe(first);
  });

  it("knows a token by its whole text, not by its signature alone", () => {
    const { tokens } = clocked();
    const [, text = ""] = bearer(CLAIMS).split(" ");
    expect(tokens.known(text)).toBeUndefined();
    const first = tokens.verify(`Bearer ${text}`);
    expect(tokens.known(text)).toBe(first);
    const signature = text.slice(text.lastIndexOf("."));
    const [, other = ""] = bearer({ ...CLAIMS, attempt: 2 }).split(" ");
    const forged = other.slice(0, other.lastIndexOf(".")) + signature;
    expect(tokens.known(forged)).toBeUndefined();
    expect(tokens.verify(`Bearer ${forged}`)).toEqual({ rejected: "invalid_token" });
    expect(tokens.known(text)).toBe(first);
  });

  it("is bounded, answers only what was set last, and keeps what is in use", () => {
    const step = fc.tuple(fc.constantFrom("set", "get", "delete"), fc.integer({ min: 0, max: 7 }));
    const steps = fc.array(step, { maxLength: 60, size: "max" });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), steps, (capacity, given) => {
        const cache = new RunTokenCache<number>(capacity);
        const last = new Map<string, number>();
        /** Names by their last use, the latest last; one that was deleted took room until then. */
        let used: string[] = [];
        for (const [index, [action, number]] of given.entries()) {
          const name = `k${number}`;
          // Fewer than a generation were used since: it cannot have been dropped.
          const sure = used.slice(-capacity).includes(name);
          let touched = true;
          if (action === "set") {
            cache.set(name, index);
            last.set(name, index);
          } else if (action === "delete") {
            cache.delete(name);
            last.delete(name);
          } else {
            const got = cache.get(name);
            touched = got !== undefined;
            if (touched || sure) expect(got).toBe(last.get(name));
          }
          if (touched) used = [...used.filter((other) => other !== name), name];
          expect(cache.size).toBeLessThanOrEqual(2 * capacity);
        }
      }),
    );
  });
});
