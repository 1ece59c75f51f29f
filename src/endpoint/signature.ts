import { createHmac } from "node:crypto";

/** `v1=` and the hex HMAC-SHA256 of `timestamp.body`; the timestamp is part of it so that it cannot be replayed later. */
export function signBody(secret: string, timestampSecs: number, body: string | Buffer): string {
  return `v1=${createHmac("sha256", secret).update(`${timestampSecs}.`).update(body).digest("hex")}`;
}
