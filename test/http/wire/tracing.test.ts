import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Endpoint } from "../../support/endpoint.js";
import { eventually, Product } from "../../support/product.js";

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly service: string;
}

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const spans: Span[] = [];
let collector: Server;
let endpoint: Endpoint;
let product: Product;

/** A collector as the OTLP/HTTP exporter expects it. */
async function startCollector(): Promise<void> {
  collector = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const sent = JSON.parse(Buffer.concat(chunks).toString());
      for (const { resource, scopeSpans } of sent.resourceSpans) {
        const named = resource.attributes.find((one: { key: string }) => one.key === "service.name");
        for (const scope of scopeSpans) {
          for (const span of scope.spans) spans.push({ ...span, service: named.value.stringValue });
        }
      }
      response.writeHead(200, { "Content-Type": "application/json" }).end("{}");
    });
  });
  await new Promise<void>((resolve) => collector.listen(0, "127.0.0.1", resolve));
}

beforeAll(async () => {
  await startCollector();
  endpoint = await Endpoint.start();
  const { port } = collector.address() as AddressInfo;
  product = await Product.start({
    workers: 1,
    environment: {
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
      OTEL_BSP_SCHEDULE_DELAY: "100",
    },
  });
});

afterAll(async () => {
  await product.stop();
  endpoint.stop();
  collector.closeAllConnections();
  collector.close();
});

function named(name: string): Span | undefined {
  return spans.find((span) => span.name === name && span.traceId === TRACE);
}

describe("traces", () => {
  it("join the trigger, the dispatch and the executor's calls into the caller's trace", async () => {
    const url = endpoint.url((call, response) => {
      const path = `${product.url()}/sdk/v1/runs/${call.headers["x-run-id"]}/progress`;
      // An executor that knows nothing of traces.
      fetch(path, {
        method: "POST",
        headers: { Authorization: `Bearer ${call.headers["x-run-token"]}` },
        body: '{"percent":50}',
      }).then(() => response.end("{}"));
    });
    const job = await product.createJob({ endpoint_url: url });
    const traceparent = `00-${TRACE}-00f067aa0ba902b7-01`;
    await product.control("POST", `/v1/jobs/${job.id}/trigger`, {}, { traceparent });
    const names = ["POST /v1/jobs/:jobID/trigger", "dispatch", "POST /sdk/v1/runs/:runID/progress"];
    await eventually(
      async () => names.map(named),
      (found) => found.every((span) => span !== undefined),
    );
    const [trigger, dispatch, progress] = names.map(named);
    expect(trigger).toMatchObject({ parentSpanId: "00f067aa0ba902b7", service: "bosporus-gateway" });
    expect(dispatch).toMatchObject({ parentSpanId: trigger?.spanId, service: "bosporus-worker" });
    expect(progress).toMatchObject({ parentSpanId: dispatch?.spanId });
    const [call] = endpoint.calls(url);
    expect(call?.headers["traceparent"]).toBe(`00-${TRACE}-${dispatch?.spanId}-01`);
  });

  it("join the calls of an executor that claimed", async () => {
    const job = await product.createJob();
    const trace = TRACE.replace("4", "5");
    const headers = { traceparent: `00-${trace}-00f067aa0ba902b7-01` };
    await product.control("POST", `/v1/jobs/${job.id}/trigger`, {}, headers);
    const claimed = await product.control("POST", "/v1/workers/claim", {
      worker_id: "traced",
      job_slugs: [job.slug],
      wait_ms: 5000,
    });
    const [run] = claimed.body.runs;
    const token = { id: run.run_id, token: run.run_token, jobId: job.id };
    expect((await product.executor("POST", token, "complete", {})).status).toBe(200);
    const isJoined = (span: Span): boolean => span.name.endsWith("/complete") && span.traceId === trace;
    await eventually(
      async () => spans.some(isJoined),
      (found) => found,
    );
    expect(spans.some(isJoined)).toBe(true);
  });
});
