import { type Failure, fail } from "../../domain/failures.js";
import type { RequestHead } from "./engine.js";

const CODINGS = fail("bad_request", { message: "Transfer-Encoding: only chunked is understood" });
const LENGTHS = fail("bad_request", {
  message: "Content-Length: several that differ, or one beside chunked",
});

/**
 * What is wrong with how a request says where its body ends: whoever stands before this process may have read that in
 * another way, and takes for a body what is read as a request here. `everyLine`: whether all lines are looked at, which
 * costs more than a look at one header.
 */
export function badFraming(req: RequestHead, everyLine: boolean): Failure | undefined {
  const coding = req.getHeader("transfer-encoding");
  const length = req.getHeader("content-length");
  if (coding !== "") {
    if (coding.toLowerCase() !== "chunked") return CODINGS;
    if (length !== "") return LENGTHS;
  }
  if (!everyLine || (length === "" && coding === "")) return undefined;
  let differs = false;
  let codings = 0;
  req.forEach((name, value) => {
    if (name === "content-length" && value !== length) differs = true;
    if (name === "transfer-encoding") codings++;
  });
  if (codings > 1) return CODINGS;
  return differs ? LENGTHS : undefined;
}
