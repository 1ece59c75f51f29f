import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  eventually,
  INTERNAL_SECRET,
  type LaunchOptions,
  Product,
  type ProductProcess,
} from "../support/product.js";

/** Errors that nothing was made for: planted in the processes, because no request is known that causes one. */

const preload = fileURLToPath(new URL("fixtures/faults.mjs", import.meta.url));
const SECRET = { "X-Internal-Secret": INTERNAL_SECRET };
const JOB = "00000000-0000-7000-8000-000000000000";

let product: Product;

beforeAll(async () => {
  product = await Product.start();
  await product.gateways[0]?.stop();
});

afterAll(() => product.stop());

interface Line {
  readonly pid: number;
  readonly msg: string;
  readonly request_id?: string;
  readonly route?: string;
  readonly err?: { readonly message: string };
}

function lines({ output }: ProductProcess): Line[] {
  return output()
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as Line);
}

/** Pids of the processes that said they are ready, in order. */
function ready(one: ProductProcess): number[] {
  return lines(one)
    .filter(({ msg }) => msg === "gateway ready" || msg === "worker ready")
    .map(({ pid }) => pid);
}

async function launch(
  role: "gateway" | "worker",
  environment: Record<string, string>,
  options: LaunchOptions = {},
): Promise<{ process: ProductProcess; pid: number }> {
  const port = { PORT: String(product.ports[0]) };
  const process = product.launch(role, { ...port, ...environment }, { preload, ...options });
  const [pid = 0] = await eventually(
    async () => ready(process),
    (pids) => pids.length > 0 || process.child.exitCode !== null,
    60_000,
  );
  expect(pid, process.output()).toBeGreaterThan(0);
  return { process, pid };
}

async function unexpected(where: string): Promise<string | undefined> {
  const { text } = await product.call("GET", "/metrics", { headers: SECRET });
  return new RegExp(`unexpected_errors_total\\{in="${where}"\\} (\\d+)`).exec(text)?.[1];
}

test("what a handler throws is a 500, logged with its request, counted, and the process goes on", async () => {
  const { process } = await launch("gateway", { TEST_FAULT_MEMBER: "1" });
  const asked = async (
    method: string,
    path: string,
    headers: Record<string, string>,
    route: string,
    what: string,
  ) => {
    const id = crypto.randomUUID();
    const answer = await product.call(method, path, { headers: { ...headers, "X-Request-Id": id } });
    expect(answer.status, what).toBe(500);
    expect(answer.body.error.code).toBe("internal_error");
    expect(answer.body.request_id).toBe(id);
    const line = await eventually(
      async () => lines(process).find(({ request_id, err }) => request_id === id && err !== undefined),
      (found) => found !== undefined,
    );
    expect(line?.route).toBe(route);
    return line?.err?.message;
  };
  const fault = { Authorization: "Bearer fault" };
  for (const name of ["heartbeat", "log", "annotate"]) {
    const route = `/sdk/v1/runs/:runID/${name}`;
    const message = await asked("POST", `/sdk/v1/runs/${JOB}/${name}`, fault, route, name);
    expect(message).toBe("planted in a handler");
  }
  const inPromise = await asked("GET", `/v1/jobs/${JOB}`, SECRET, "/v1/jobs/:jobID", "a job");
  expect(inPromise).toBe("planted in a promise");
  const job = await product.createJob();
  const run = await product.trigger(job.id);
  const bearer = { Authorization: `Bearer ${run.token}` };
  const heartbeat = "/sdk/v1/runs/:runID/heartbeat";
  await asked("POST", `/sdk/v1/runs/${run.id}/heartbeat`, bearer, heartbeat, "a reply");
  expect(await unexpected("request")).toBe("5");
  expect(process.child.exitCode).toBeNull();
  expect(await process.stop()).toBe(0);
});

test("a rejection that nobody waits for is logged and counted, and the process goes on", async () => {
  const { process, pid } = await launch("gateway", { TEST_FAULT: "rejection" });
  globalThis.process.kill(pid, "SIGUSR2");
  expect(
    await eventually(
      () => unexpected("promise"),
      (count) => count === "1",
    ),
  ).toBe("1");
  expect(lines(process).find(({ err }) => err?.message === "planted where nobody waits")).toBeDefined();
  expect(process.child.exitCode).toBeNull();
  expect(await process.stop()).toBe(0);
});

test.each(["gateway", "worker"] as const)(
  "a %s alone is replaced after an exception, and when it was killed",
  {
    timeout: 180_000,
  },
  async (role) => {
    const { process, pid } = await launch(role, { TEST_FAULT: "exception" }, { supervised: true });
    expect(pid).not.toBe(process.child.pid);
    globalThis.process.kill(pid, "SIGUSR2");
    const replaced = async (count: number): Promise<number> => {
      const pids = await eventually(
        async () => ready(process),
        (found) => found.length === count,
        60_000,
      );
      expect(pids, process.output()).toHaveLength(count);
      return pids[count - 1] ?? 0;
    };
    const second = await replaced(2);
    expect(second).not.toBe(pid);
    expect(lines(process).find(({ err }) => err?.message === "planted in a timer")).toBeDefined();
    expect(process.output()).toContain(`${role} ended with code 70: starting it again`);
    globalThis.process.kill(second, "SIGKILL");
    const third = await replaced(3);
    if (role === "gateway") expect((await product.call("GET", "/health/ready")).status).toBe(200);
    expect(await process.stop()).toBe(0);
    expect(() => globalThis.process.kill(third, 0)).toThrow();
  },
);

test.each([
  ["gateway", "a short key", { JWT_SIGNING_KEY: "short" }, "JWT_SIGNING_KEY"],
  ["gateway", "no address of it", { HOST: "256.1.1.1", HTTP_ENGINE: "node" }, "port 0 of 256.1.1.1"],
  ["worker", "no address of it for metrics", { HOST: "256.1.1.1", METRICS_PORT: "1" }, "port 1 of 256.1.1.1"],
] as const)(
  "a %s alone with %s ends with what is wrong, and is not started again",
  async (role, _, environment, wrong) => {
    const process = product.launch(
      role,
      { PORT: "0", LOG_LEVEL: "silent", ...environment },
      { supervised: true },
    );
    const code = await new Promise((resolve) => process.child.once("exit", resolve));
    expect(code).toBe(78);
    expect(process.output()).toMatch(/^bosporus: .*\n$/);
    expect(process.output()).toContain(`bosporus: ${wrong}`);
  },
);

test("a server whose supervisor was killed ends too", async () => {
  const { process, pid } = await launch("gateway", {}, { supervised: true });
  await process.kill();
  const alive = await eventually(
    async () => {
      try {
        return globalThis.process.kill(pid, 0);
      } catch {
        return false;
      }
    },
    (lives) => !lives,
    60_000,
  );
  expect(alive).toBe(false);
});
