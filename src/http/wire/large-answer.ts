import { type Failure, fail } from "../../domain/failures.js";
import type { ResponseSide } from "./engine.js";

/** What is answered where answers that others do not take hold all the memory there is for such. */
export const TOO_MANY_ANSWERS: Failure = fail("unavailable", {
  message: "too many large answers that are not read: read them, and try again",
});
/** Who takes less of an answer than these bytes in this time is cut: others wait for what it holds. */
const LEAST = { bytes: 65_536, everyMs: 15_000 };

/**
 * Sends the head, of the body what the connection takes, and the rest whenever it takes more. `ended` is called once:
 * when all of it was handed over, or the client has gone, which is told by calling what is returned.
 */
export function handOver(
  res: ResponseSide,
  body: Buffer,
  writeHead: () => void,
  ended: () => void,
): () => void {
  let sending = true;
  let [sent, seen] = [0, 0];
  const finish = (): void => {
    if (!sending) return;
    sending = false;
    clearInterval(pace);
    ended();
  };
  const pace = setInterval(() => {
    if (sent - seen < LEAST.bytes) res.close();
    else seen = sent;
  }, LEAST.everyMs);
  res.onWritable((offset) => {
    if (!sending) return true;
    sent = offset;
    const [taken, done] = res.tryEnd(body.subarray(offset), body.length);
    if (done) finish();
    return taken;
  });
  res.cork(() => {
    writeHead();
    const [, done] = res.tryEnd(body, body.length);
    if (done) finish();
  });
  return finish;
}
