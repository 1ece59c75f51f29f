import { type ChildProcess, fork } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Product } from "../support/product.js";
import type { CrashedRedis } from "./crashed-redis.js";

/** Something that was acknowledged to a client. */
export interface Noted {
  readonly kind: string;
  readonly run: string;
  readonly value: string;
  /** When its answer had come, in ms since the epoch. */
  readonly atMs: number;
}

/** A process of the test itself, which is never killed: it keeps what was acknowledged. */
export class Client {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  static start(file: string, settings: unknown): Client {
    const path = fileURLToPath(new URL(file, import.meta.url));
    const env = { ...process.env, CRASH_SETTINGS: JSON.stringify(settings) };
    return new Client(fork(path, { env, stdio: ["ignore", "inherit", "inherit", "ipc"] }));
  }

  /** The next thing it says. Rejects when it ends instead. */
  next(): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const ended = (code: number | null): void => reject(new Error(`a client ended with ${code}`));
      this.#child.once("exit", ended);
      this.#child.once("message", (message) => {
        this.#child.off("exit", ended);
        resolve(message);
      });
    });
  }

  ask(message: string): Promise<unknown> {
    const answer = this.next();
    this.#child.send(message);
    return answer;
  }

  /** Ends its work and answers everything it was acknowledged. */
  async journal(): Promise<Noted[]> {
    const folder = await mkdtemp(join(tmpdir(), "bosporus-crash-"));
    const path = join(folder, "journal.json");
    await this.ask(path);
    const noted = JSON.parse(await readFile(path, "utf8")) as Noted[];
    await rm(folder, { recursive: true });
    return noted;
  }

  stop(): void {
    this.#child.kill("SIGKILL");
  }
}

const MOST_STARTS = 3;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Kills a random process every second or so, and starts it again. */
export class Killer {
  readonly kills: { readonly target: string; readonly isRedis: boolean; readonly atMs: number }[] = [];
  readonly #product: Product;
  readonly #redis: CrashedRedis;
  /** Processes that come back at the moment: `gateway 0`, `redis-server`. */
  readonly #down = new Set<string>();
  readonly #returning = new Set<Promise<void>>();
  /** Why a process did not come back. */
  readonly #failures: unknown[] = [];

  constructor(product: Product, redis: CrashedRedis) {
    this.#product = product;
    this.#redis = redis;
  }

  async during(ms: number): Promise<void> {
    const until = Date.now() + ms;
    const targets = ["gateway", "worker", ...Object.keys(this.#redis.blows)];
    while (Date.now() < until) {
      await pause(600 + Math.random() * 800);
      const target = targets[Math.floor(Math.random() * targets.length)] ?? "gateway";
      const isRedis = target in this.#redis.blows;
      const index = isRedis ? 0 : Math.floor(Math.random() * 2);
      const name = isRedis ? "redis-server" : `${target} ${index}`;
      // What is down already cannot be killed; Redis waits for a gateway, or nothing would be written in between.
      if (this.#down.has(name)) continue;
      if (isRedis && this.#down.has("gateway 0") && this.#down.has("gateway 1")) continue;
      this.#down.add(name);
      const returning = this.#kill(target, index)
        .catch((error: unknown) => {
          this.#failures.push(error);
        })
        .finally(() => {
          this.#down.delete(name);
          this.#returning.delete(returning);
        });
      this.#returning.add(returning);
    }
    await Promise.all(this.#returning);
    if (this.#failures.length > 0) throw this.#failures[0];
  }

  async #kill(target: string, index: number): Promise<void> {
    const product = this.#product;
    const blow = this.#redis.blows[target];
    this.kills.push({ target, isRedis: blow !== undefined, atMs: Date.now() });
    if (blow !== undefined) return blow();
    if (target === "worker") {
      await product.workers[index]?.kill();
      await pause(Math.random() * 300);
      product.workers[index] = product.launch("worker");
      // Long enough to have taken work when it is killed again.
      await pause(2_000);
      return;
    }
    await product.gateways[index]?.kill();
    await pause(Math.random() * 300);
    // On a busy machine, with Redis killed meanwhile, one start may not do.
    for (let tries = 1; ; tries++) {
      try {
        await product.startGateway(index);
        return;
      } catch (error) {
        if (tries === MOST_STARTS) throw error;
        await product.gateways[index]?.kill();
      }
    }
  }
}
