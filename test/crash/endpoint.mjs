/** The endpoint of the crash test's http jobs: a process of its own that is never killed. */
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import process from "node:process";
import { insist, journal, note, pause } from "./client.mjs";

const FAILS = 0.05;

async function work(run, token, payload) {
  const path = `/sdk/v1/runs/${run}`;
  if (payload.kind === "parent") {
    const spawned = await insist("POST", `${path}/spawn`, token, {
      ...payload.child,
      payload: { kind: "plain" },
      await_completion: true,
      idempotency_key: "child",
    });
    if (spawned.status !== 201) return;
    note("spawn", run, spawned.body.id, spawned.atMs);
    // Called again once the child has ended: the answer to this call is then nobody's any more.
    if (spawned.body.await_completion) return;
  }
  const logged = await insist("POST", `${path}/log`, token, { message: `http ${run}` });
  if (logged.status === 201) note("log", run, `http ${run}`, logged.atMs);
}

const server = createServer((request, response) => {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", async () => {
    const body = JSON.parse(Buffer.concat(chunks).toString("utf8") || "{}");
    if (request.url !== "/job") {
      note("webhook", body.run_id, request.headers["x-strait-delivery-id"], Date.now());
      response.end();
      return;
    }
    if (Math.random() < FAILS) {
      response.writeHead(500).end();
      return;
    }
    await work(request.headers["x-run-id"], request.headers["x-run-token"], body);
    await pause(Math.random() * 200);
    response.end(JSON.stringify(request.headers["x-run-id"]));
  });
});
server.listen(0, "127.0.0.1", () => process.send(server.address().port));
process.on("message", (path) => {
  writeFileSync(path, JSON.stringify(journal));
  process.send("written");
});
process.on("disconnect", () => process.exit(0));
