/**
 * Bare uWebSockets.js: every request is answered 200 `{"status":"ok"}` once its body has been read. Nothing
 * is verified and nothing is stored, so this is what the HTTP library alone can do on this machine. It also
 * serves as the job endpoint that the HTTP runs are dispatched to: `GET /count` tells how many POSTs came, and with
 * `HOLD_MS` each takes so long.
 */

import uWS, { type HttpResponse } from "uWebSockets.js";
import process from "node:process";

const OK = '{"status":"ok"}';
const HOLD_MS = Number(process.env["HOLD_MS"] ?? 0);
let posts = 0;

function answer(res: HttpResponse, body: string): void {
  res.cork(() => {
    res.writeHeader("content-type", "application/json");
    res.end(body);
  });
}

uWS
  .App()
  .get("/count", (res) => answer(res, JSON.stringify({ count: posts })))
  .post("/*", (res) => {
    let aborted = false;
    res.onAborted(() => {
      aborted = true;
    });
    res.onData((_chunk, isLast) => {
      if (!isLast || aborted) return;
      posts += 1;
      if (HOLD_MS === 0) answer(res, OK);
      else
        setTimeout(() => {
          if (!aborted) answer(res, OK);
        }, HOLD_MS);
    });
  })
  .any("/*", (res) => answer(res, OK))
  .listen("127.0.0.1", Number(process.env["PORT"]), (socket) => {
    if (!socket) throw new Error(`cannot listen on port ${process.env["PORT"]}`);
  });
