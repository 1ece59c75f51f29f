import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { fetch } from "undici";
import { freePort } from "../support/ports.js";
import { eventually } from "../support/product.js";

export type BalancerName = "haproxy" | "nginx" | "caddy";

const DEPLOY = fileURLToPath(new URL("../../deploy", import.meta.url));
const FOLDERS = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/opt/homebrew/bin"];
const FILES: Record<BalancerName, string> = {
  haproxy: "haproxy.cfg",
  nginx: "nginx.conf",
  caddy: "Caddyfile",
};

function find(name: string): string | undefined {
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), ...FOLDERS];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

/** The system's program; installed as a package of the system where it is missing. */
function programPath(name: BalancerName): string {
  const found = find(name);
  if (found !== undefined) return found;
  const sudo = process.getuid?.() === 0 ? [] : ["sudo", "-n"];
  for (const args of [
    ["apt-get", "update"],
    ["apt-get", "install", "-y", "--no-install-recommends", name],
  ]) {
    const [command = "", ...rest] = [...sudo, ...args];
    const environment = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    spawnSync(command, rest, { stdio: "inherit", env: environment });
  }
  const now = find(name);
  if (now === undefined) {
    throw new Error(`${name} is missing: install it, as by \`apt-get install ${name}\``);
  }
  return now;
}

function replaced(text: string, what: RegExp, by: string): string {
  if (!what.test(text)) throw new Error(`the configuration has nothing like ${String(what)}`);
  return text.replace(what, by);
}

/** The shipped configuration with this machine's addresses in place of the containers' names, and nothing else. */
function configuration(name: BalancerName, port: number, gateways: readonly number[]): string {
  const text = readFileSync(join(DEPLOY, FILES[name]), "utf8");
  const [line = ""] = /^.*gateway-1:8080.*\n/m.exec(text) ?? [];
  const lines = gateways.map((gateway, index) =>
    line.replace("gateway-1:8080", `127.0.0.1:${gateway}`).replace("gateway-1", `gateway-${index + 1}`),
  );
  const here = replaced(text, /^.*gateway-1:8080.*\n.*gateway-2:8080.*\n/m, lines.join(""));
  if (name === "haproxy") return replaced(here, /bind :8080/, `bind 127.0.0.1:${port}`);
  if (name === "nginx") return replaced(here, /listen 8080/, `listen 127.0.0.1:${port}`);
  return `{\n\tadmin off\n}\n${replaced(here, /^:8080 \{/m, `http://:${port} {\n\tbind 127.0.0.1`)}`;
}

/** What nginx has around a file of conf.d. */
function aroundNginx(folder: string, file: string): string {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  return [
    "daemon off;",
    `pid ${folder}/nginx.pid;`,
    `error_log ${folder}/error.log notice;`,
    "worker_processes 2;",
    "events { worker_connections 4096; }",
    "http {",
    ...temporary.map((one) => `  ${one}_temp_path ${folder}/temporary/${one};`),
    `  include ${file};`,
    "}",
  ].join("\n");
}

function commandLine(name: BalancerName, folder: string, file: string): string[] {
  if (name === "haproxy") return ["-db", "-f", file];
  if (name === "caddy") return ["run", "--adapter", "caddyfile", "--config", file];
  const whole = join(folder, "whole.conf");
  mkdirSync(join(folder, "temporary"));
  writeFileSync(whole, aroundNginx(folder, file));
  return ["-e", `${folder}/error.log`, "-p", folder, "-c", whole];
}

/** A load balancer of the system in front of gateways on this machine. */
export class Balancer {
  readonly url: string;
  readonly port: number;
  /** Name and version of the program. */
  readonly version: string;
  readonly #child: ChildProcess;
  readonly #folder: string;

  private constructor(port: number, version: string, child: ChildProcess, folder: string) {
    this.port = port;
    this.url = `http://127.0.0.1:${port}`;
    this.version = version;
    this.#child = child;
    this.#folder = folder;
  }

  /** Starts it and waits until it leads to a gateway that is ready. */
  static async start(name: BalancerName, gateways: readonly number[]): Promise<Balancer> {
    const path = programPath(name);
    const folder = mkdtempSync(join(tmpdir(), `bosporus-${name}-`));
    const port = await freePort();
    const file = join(folder, FILES[name]);
    writeFileSync(file, configuration(name, port, gateways));
    const child = spawn(path, commandLine(name, folder, file), {
      env: { ...process.env, HOME: folder, XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let printed = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on("data", (chunk: Buffer) => {
        printed = (printed + chunk.toString()).slice(-10_000);
      });
    }
    const asked = spawnSync(path, [name === "caddy" ? "version" : "-v"], { encoding: "utf8" });
    const [version = ""] = /\d+\.\d+\.\d+/.exec(asked.stdout + asked.stderr) ?? [];
    const balancer = new Balancer(port, `${name} ${version}`, child, folder);
    const status = await eventually(
      () =>
        fetch(`${balancer.url}/health/ready`).then(
          (answer) => answer.body?.cancel().then(() => answer.status) ?? answer.status,
          () => 0,
        ),
      (seen) => seen === 200 || child.exitCode !== null,
    );
    if (status === 200) return balancer;
    await balancer.stop();
    throw new Error(`${name} did not become ready: ${printed}`);
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const ended = new Promise((resolve) => this.#child.once("exit", resolve));
      // nginx takes its workers with it; the others are one process.
      this.#child.kill("SIGTERM");
      await ended;
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
