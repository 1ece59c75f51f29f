import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Plain } from "../support/answers.js";
import { apiDocument } from "../support/api-document.js";
import { Endpoint } from "../support/endpoint.js";
import { API_KEY, eventually, Product, type ProductProcess, type TriggeredRun } from "../support/product.js";
import { denseTexts, filled } from "./dense-texts.js";
import { expectNoStall, MEASURED } from "./stall.js";

let product: Product;
let gateway: ProductProcess;
let worker: ProductProcess;
let run: TriggeredRun;
let jobId: string;
let slug: string;
let endpoint: Endpoint;

beforeAll(async () => {
  product = await Product.start({ environment: { ...MEASURED, EVENT_BUFFER_SECS: "0" } });
  const [started] = product.gateways;
  if (started === undefined) throw new Error("no gateway");
  gateway = started;
  worker = product.startWorker();
  const job = await product.createJob();
  jobId = job.id;
  slug = job.slug;
  run = await begun();
  endpoint = await Endpoint.start();
});
afterAll(() => {
  endpoint.stop();
  return product.stop();
});

async function begun(): Promise<TriggeredRun> {
  const one = await product.trigger(jobId);
  await product.executor("POST", one, "heartbeat");
  return one;
}

async function take(answering: Promise<{ status: number; text: string }>, statuses = [200, 201]) {
  const { status, text } = await answering;
  expect(statuses, text.slice(0, 300)).toContain(status);
}

const TEXTS = denseTexts();
/** Those of which making values takes longest. */
const COSTLY = TEXTS.filter(([name]) => /^objects of|^lists in/.test(name));

describe("no body holds the gateway longer than a call may:", () => {
  test.each(TEXTS)("%s as a payload and as a value", async (_, json) => {
    await expectNoStall(gateway, async () => {
      await take(product.control("POST", `/v1/jobs/${jobId}/trigger`, `{"payload":${json}}`));
      await take(product.executor("POST", run, "checkpoint", `{"state":${json}}`));
    });
  });

  test.each(COSTLY)("%s wherever any JSON may be", async (_, json) => {
    const other = json.replace("0", "1");
    const key = crypto.randomUUID();
    const waiting = await begun();
    await take(product.executor("POST", waiting, "wait-for-event", { event_key: key }));
    await take(product.control("POST", `/v1/events/${key}/send`, `{"payload":${json}}`));
    const own = await begun();
    const conflict = `{"payload":${other === json ? `[${json}]` : other}}`;
    const trigger = `/v1/jobs/${jobId}/trigger`;
    const batch = `{"operations":[{"op":"checkpoint","body":{"state":${json}}},{"op":"heartbeat"}]}`;
    const calls: (() => Promise<void>)[] = [
      () => take(product.control("POST", `/v1/events/${key}/send`, conflict), [409]),
      () => take(product.control("POST", `/v1/events/${key}/send`, `{"payload": ${json} }`)),
      () => take(product.control("POST", trigger, `{"dry_run":true,"payload":${json}}`)),
      () => take(product.control("POST", `${trigger}/bulk`, `{"items":[{"payload":${json}}]}`)),
      () => take(product.executor("POST", own, "log", `{"message":"m","data":${json}}`)),
      () => take(product.executor("POST", own, "tool-call", `{"tool_name":"t","input":${json}}`)),
      () => take(product.executor("POST", own, "output", `{"key":"k","value":${json}}`)),
      () => take(product.executor("POST", own, "memory/k", `{"value":${json}}`)),
      () => take(product.executor("POST", own, "spawn", `{"job_slug":"${slug}","payload":${json}}`)),
      () => take(product.executor("POST", own, "batch", batch)),
    ];
    for (const call of calls) await expectNoStall(gateway, call);
    await take(product.executor("POST", own, "complete", `{"result":${json}}`));
  });

  const OPERATIONS = operationsWithBodies();
  const GROUP = 12;
  const groups = Array.from({ length: Math.ceil(OPERATIONS.length / GROUP) }, (_, index) =>
    OPERATIONS.slice(index * GROUP, (index + 1) * GROUP),
  );
  test.each(groups.map((group) => [group.map(({ operationId }) => operationId).join(", "), group] as const))(
    "what is read as values, of %s",
    async (_, group) => {
      for (const bytes of [1_000_000, 64_000]) {
        const json = new Map(denseTexts(bytes)).get("one object of many names");
        await expectNoStall(gateway, async () => {
          for (const { method, path, names } of group) {
            const share = filled(
              "[",
              (index) => `{"${index.toString(36)}":0}`,
              "]",
              bytes / (names.length + 1) - 40,
            );
            const body = `{${names.map((name) => `"${name}":${share}`).join()}}`;
            for (const sent of [body, json]) {
              const at = path
                .replace("{jobID}", jobId)
                .replace("{runID}", run.id)
                .replace(/\{\w+\}/g, "x");
              const token = path.startsWith("/sdk/") ? run.token : API_KEY;
              const headers = { Authorization: `Bearer ${token}` };
              const { status, text } = await product.call(method, at, { body: sent, headers });
              expect(status, text).toBeLessThan(500);
            }
          }
        });
      }
    },
  );

  test("what an endpoint answers", async () => {
    for (const [, json] of COSTLY) {
      const url = endpoint.url((_, response) => response.end(json));
      const { id } = await product.createJob({ endpoint_url: url, execution_mode: "http" });
      await expectNoStall(worker, async () => {
        const called = await product.trigger(id);
        const ended = await eventually(
          () => product.run(called.id),
          ({ status }) => status === "completed",
        );
        expect(ended.status).toBe("completed");
      });
    }
  });
});

/** All operations that have a body, with the names of its members. */
function operationsWithBodies() {
  const document = apiDocument();
  const components = (document["components"] as Plain)["schemas"] as Record<string, Plain>;
  return Object.entries(document["paths"] as Record<string, Record<string, Plain>>).flatMap(([path, item]) =>
    Object.entries(item).flatMap(([method, { operationId, requestBody }]) => {
      if (requestBody === undefined) return [];
      const text = JSON.stringify(requestBody);
      const component = /#\/components\/schemas\/(\w+)/.exec(text)?.[1] ?? "";
      const names = namesOf(components[component] ?? {}, components);
      return [{ operationId: String(operationId), method: method.toUpperCase(), path, names }];
    }),
  );
}

function namesOf(schema: Plain, components: Record<string, Plain>): string[] {
  const parts = ((schema["allOf"] ?? []) as Plain[]).flatMap((part) => {
    const base = /([^/]+)$/.exec(String(part["$ref"] ?? ""))?.[1];
    return namesOf(base === undefined ? part : (components[base] ?? {}), components);
  });
  return [...parts, ...Object.keys((schema["properties"] ?? {}) as Plain)];
}
