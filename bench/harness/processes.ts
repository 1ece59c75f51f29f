import { type ChildProcess, execFileSync, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";

/** Milliseconds that a child gets to become ready, or to stop before it is killed. */
const READY_MS = 20_000;
const STOP_MS = 2_000;

const children = new Set<ChildProcess>();

/** A process of ours, with what it wrote lately for when it fails. */
export interface Child {
  readonly pid: number;
  readonly process: ChildProcess;
  stop(): Promise<void>;
}

process.on("exit", () => {
  for (const child of children) child.kill("SIGKILL");
});
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => process.exit(signal === "SIGINT" ? 130 : 143));
}

/** Runs a Node file as a child that cannot outlive this process; `{ready}` messages go over its channel. */
export function startNode(file: string, args: readonly string[], env: Record<string, string>): Child {
  const child = fork(file, args, {
    env: { ...process.env, NODE_ENV: "production", ...env },
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    execArgv: [],
  });
  return track(child, file);
}

/** Runs a program to its end and gives what it printed. */
export async function output(program: string, args: readonly string[]): Promise<string> {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
  children.add(child);
  let printed = "";
  let complaints = "";
  child.stdout.on("data", (chunk: Buffer) => {
    printed += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    complaints += chunk.toString();
  });
  const [code] = (await once(child, "close")) as [number | null];
  children.delete(child);
  if (code !== 0) throw new Error(`${program} ended with ${code}: ${complaints || printed}`);
  return printed;
}

function track(child: ChildProcess, name: string): Child {
  children.add(child);
  let complaints = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    complaints = (complaints + chunk.toString()).slice(-4_000);
  });
  let stopping = false;
  child.once("exit", (code, signal) => {
    children.delete(child);
    if (!stopping) process.stderr.write(`${name} ended with ${signal ?? code}\n${complaints}\n`);
  });
  return {
    pid: child.pid ?? 0,
    process: child,
    stop: async () => {
      stopping = true;
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, "exit");
      child.kill("SIGTERM");
      const timer = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
      await gone;
      clearTimeout(timer);
    },
  };
}

/** Asks a child over its channel and waits for the answer that carries `field`. */
export function ask(child: Child, message: Record<string, unknown>, field: string): Promise<number> {
  const answered = answer(child, field);
  child.process.send(message);
  return answered;
}

/** Waits for a message of the child that carries `field`. */
export function answer(child: Child, field: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const onExit = (): void => reject(new Error("a peer ended before it answered"));
    const onMessage = (reply: Record<string, number>): void => {
      if (!(field in reply)) return;
      child.process.off("message", onMessage);
      child.process.off("exit", onExit);
      resolve(Number(reply[field]));
    };
    child.process.on("message", onMessage);
    child.process.once("exit", onExit);
  });
}

/** Waits until GET `url` answers 200; throws when the child ends or the time is over. */
export async function waitUntilReady(url: string, child: Child): Promise<void> {
  const deadline = performance.now() + READY_MS;
  while (performance.now() < deadline) {
    if (child.process.exitCode !== null) throw new Error(`the process behind ${url} ended`);
    const status = await fetch(url).then(
      (response) => response.status,
      () => 0,
    );
    if (status === 200) return;
    await sleep(20);
  }
  throw new Error(`${url} did not answer 200 within ${READY_MS} ms`);
}

/** A TCP port of the loopback interface that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no TCP port was given");
  return address.port;
}

/** Clock ticks of a second in `/proc`. */
const TICKS = 100;

/** Processor time that a process has taken, s; NaN where there is no `/proc`. */
export function processorSecs(pid: number): number {
  const path = `/proc/${pid}/stat`;
  if (!existsSync(path)) return Number.NaN;
  const text = readFileSync(path, "utf8");
  // Behind its name, which may hold anything: state, then numbers, of which user and system time are the 11th and 12th.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

/** Resident memory of a process in bytes. */
export function residentBytes(pid: number): number {
  return (
    Number(
      execFileSync("ps", ["-o", "rss=", "-p", String(pid)])
        .toString()
        .trim(),
    ) * 1024
  );
}
