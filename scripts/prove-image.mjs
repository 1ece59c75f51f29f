/** The part of `prove-image.sh` that carries out the Dockerfile and tries what came out. */
import { spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as delay } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { executeDockerfile } from "./dockerfile.mjs";
import { checkRequests } from "./image-requests.mjs";

const READY_TIMEOUT_MS = 60_000;
const NOBODY = "65534";

function check(what, isTrue) {
  if (!isTrue) throw new Error(`not so: ${what}`);
  console.log(`ok: ${what}`);
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

/** As root, the words before a command that take all rights from it, as `USER` does. */
function withoutRights(user) {
  if (process.getuid?.() !== 0 || user === "root") return [];
  const words = ["setpriv", `--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups", "--no-new-privs"];
  if (spawnSync(words[0], [...words.slice(1), "true"]).status === 0) return words;
  console.log("setpriv is not here: the processes keep root's rights");
  return [];
}

function startProcess(stage, command, environment) {
  const [program, ...args] = [...withoutRights(stage.user), ...stage.entrypoint, ...command];
  return spawn(program, args, { cwd: stage.path("."), env: environment, stdio: "inherit" });
}

async function becomesHealthy(stage, child, environment) {
  const [program, ...args] = stage.healthcheck;
  const until = Date.now() + READY_TIMEOUT_MS;
  while (child.exitCode === null && Date.now() < until) {
    if (spawnSync(program, args, { env: environment }).status === 0) return true;
    await delay(100);
  }
  return false;
}

async function stopsCleanly(child) {
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  const [code] = await ended;
  return code === 0;
}

async function embeddedRedis(stage, directory) {
  const load = (name) => import(pathToFileURL(stage.path(`dist/embedded/${name}.js`)).href);
  const { ensureRedis } = await load("install-redis");
  const { startRedisServer } = await load("redis-server");
  const found = await ensureRedis((line) => console.log(line));
  if (found.outcome !== "found") throw new Error(found.reason);
  // A port: the socket would be its owner's alone, and the gateway runs as another user.
  const start = await startRedisServer({ binary: found.path, directory, appendfsync: "no", socket: false });
  if (start.outcome !== "started") throw new Error(start.reason);
  return start.server;
}

async function prove(work) {
  const { stage, files } = executeDockerfile(join(work, "context"), join(work, "image"));
  console.log(
    `the image's files: ${files.join(", ")}; made with Node ${process.versions.node}, for ${stage.base}`,
  );
  const binaries = readdirSync(stage.path("node_modules/uWebSockets.js")).filter((name) =>
    name.endsWith(".node"),
  );
  check("one uWebSockets.js binary is left", binaries.length === 1);
  check("no tool of the build is left", !existsSync(stage.path("node_modules/typescript")));
  check("the process does not run as root", stage.user !== "root");

  const redis = await embeddedRedis(stage, join(work, "redis"));
  const children = [];
  const internalSecret = randomBytes(32).toString("hex");
  const apiKey = `strait_${randomBytes(32).toString("hex")}`;
  try {
    const environment = {
      PATH: process.env.PATH,
      ...stage.environment,
      REDIS_URL: redis.url,
      JWT_SIGNING_KEY: randomBytes(32).toString("hex"),
      INTERNAL_SECRET: internalSecret,
      BOOTSTRAP_API_KEY: apiKey,
      PORT: String(await freePort()),
    };
    const gateway = startProcess(stage, stage.command, environment);
    children.push(gateway);
    check("the gateway's health check passes", await becomesHealthy(stage, gateway, environment));
    const worker = startProcess(stage, ["worker"], environment);
    children.push(worker);
    await Promise.race([once(worker, "exit"), delay(2000)]);
    check("a worker runs beside it", worker.exitCode === null);
    await checkRequests(environment.PORT, { apiKey, internalSecret }, check);
    check("the gateway stops cleanly", await stopsCleanly(gateway));
    check("the worker stops cleanly", await stopsCleanly(worker));
  } finally {
    for (const child of children) child.kill("SIGKILL");
    await redis.stop();
  }
}

try {
  await prove(process.argv[2]);
  console.log("the image's steps work");
} catch (error) {
  console.error(`prove-image: ${error.message}`);
  process.exitCode = 1;
}
