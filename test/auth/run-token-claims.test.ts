import { expect, it } from "vitest";
import { RunTokens } from "../../src/auth/run-token.js";

it("signs the claims that a verifier elsewhere expects, iat among them", () => {
  const tokens = new RunTokens({ signingKeys: ["k".repeat(32)], now: () => 1_700_000_000_900 });
  const token = tokens.sign({ runId: "run", attempt: 2, assignmentId: "assignment" }, 1_700_000_060_100);
  const [, payload = ""] = token.split(".");
  expect(JSON.parse(Buffer.from(payload, "base64url").toString())).toEqual({
    iss: "strait:run-token",
    sub: "run",
    attempt: 2,
    iat: 1_700_000_000,
    exp: 1_700_000_061,
    assignment_id: "assignment",
  });
});
