/** What a gateway of the image answers to requests as bytes: what the base image, Node and the HTTP library come to. */
import { connect } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

/** After so long without another byte an answer is over, ms. */
const QUIET_MS = 1_000;
const ANSWER_MS = 10_000;

/** All bytes that come for the segments, as Latin-1, until the connection is closed or quiet. */
function exchange(port, segments) {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    let received = "";
    const end = () => {
      clearTimeout(timer);
      socket.destroy();
      resolve(received);
    };
    let timer = setTimeout(end, ANSWER_MS);
    socket.on("data", (part) => {
      received += part.toString("latin1");
      clearTimeout(timer);
      timer = setTimeout(end, QUIET_MS);
    });
    socket.on("close", end);
    socket.on("error", reject);
    socket.on("connect", async () => {
      for (const segment of segments) {
        socket.write(segment);
        await delay(50);
      }
    });
  });
}

function statusOf(answer) {
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0);
}

/** Asks the gateway on the port, and tells `check(what, isTrue)` what came. */
export async function checkRequests(port, { apiKey, internalSecret }, check) {
  const url = `http://127.0.0.1:${port}`;
  const health = await fetch(`${url}/health`, { headers: { "X-Internal-Secret": internalSecret } });
  const { http_engine } = await health.json();
  check("uWebSockets.js answers", http_engine?.name === "uWebSockets.js" && http_engine.note === undefined);

  const headers = { Authorization: `Bearer ${apiKey}`, "Content-Type": "application/json" };
  const body = JSON.stringify({ project_id: "default", name: "Prüfung ä", slug: "image" });
  const made = await fetch(`${url}/v1/jobs`, { method: "POST", headers, body });
  check("a job is made", made.status === 201);
  const { id } = await made.json();
  const authorized = `Host: image\r\nAuthorization: Bearer ${apiKey}\r\n`;
  const read = `GET /v1/jobs/${id} HTTP/1.1\r\n${authorized}`;
  const utf8 = Buffer.from("Prüfung ä").toString("latin1");
  check("text beyond ASCII leaves as UTF-8", (await exchange(port, [`${read}\r\n`])).includes(utf8));
  const large = await exchange(port, [`${read}X-Filler: ${"x".repeat(8_192)}\r\n\r\n`]);
  check("8 KiB of headers are taken", statusOf(large) === 200);
  const split = await exchange(port, [read.slice(0, 9), read.slice(9, 30), `${read.slice(30)}\r\n`]);
  check("a first line in three segments is read", statusOf(split) === 200);
  const hostless = await exchange(port, ["GET /health HTTP/1.1\r\n\r\n"]);
  check("a request without Host is refused in words", statusOf(hostless) === 400);
  const pipelined = await exchange(port, [`${read}\r\n${read}\r\n`]);
  check("requests sent without waiting: the connection is closed", pipelined.split("HTTP/1.1").length <= 2);

  const run = await fetch(`${url}/v1/jobs/${id}/trigger`, { method: "POST", headers, body: "{}" });
  const { id: runId, run_token: token } = await run.json();
  const own = { Authorization: `Bearer ${token}` };
  const ended = await fetch(`${url}/sdk/v1/runs/${runId}/complete`, { method: "POST", headers: own });
  check("a run is triggered and completed", run.status === 201 && ended.status === 200);
}
