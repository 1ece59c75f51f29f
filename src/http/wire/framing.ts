import { type Failure, fail } from "../../domain/failures.js";
import type { RequestHead } from "./engine.js";
import { FORWARDED_FOR } from "./incoming.js";

const CODINGS = fail("bad_request", { message: "Transfer-Encoding: only chunked is understood" });
const LENGTHS = fail("bad_request", {
  message: "Content-Length: several that differ, or one beside chunked",
});

/** What says who calls, and which call it is: of two that differ, the next program may believe the other one. */
const SINGLE: ReadonlySet<string> = new Set([
  ...["authorization", "x-internal-secret", "x-project-id", "x-actor-id"],
  ...["idempotency-key", "x-idempotency-key"],
]);

/**
 * What is wrong with how a request says where its body ends: whoever stands before this process may have read that in
 * another way, and takes for a body what is read as a request here. The same of what says who sends a body.
 * `everyLine`: whether all lines are looked at, which costs more than a look at one header, although nothing says that
 * somebody stands before this process.
 */
export function badFraming(req: RequestHead, everyLine: boolean): Failure | undefined {
  const coding = req.getHeader("transfer-encoding");
  const isDirect = !everyLine && req.getHeader(FORWARDED_FOR) === "";
  if (coding === "" && isDirect) return undefined;
  const length = req.getHeader("content-length");
  if (coding !== "") {
    if (coding.toLowerCase() !== "chunked") return CODINGS;
    if (length !== "") return LENGTHS;
  }
  if (isDirect || (length === "" && coding === "")) return undefined;
  let differs = false;
  let codings = 0;
  let twice = "";
  req.forEach((name, value) => {
    if (name === "content-length" && value !== length) differs = true;
    if (name === "transfer-encoding") codings++;
    if (SINGLE.has(name) && value !== req.getHeader(name)) twice = name;
  });
  if (codings > 1) return CODINGS;
  if (twice !== "") return fail("bad_request", { message: `${twice}: send it once, not with two values` });
  return differs ? LENGTHS : undefined;
}
