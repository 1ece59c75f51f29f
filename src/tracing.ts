import type { Context, Span, TextMapGetter } from "@opentelemetry/api";
import type { BullMQOtel } from "bullmq-otel";

/** Traces of this process; made only when an `OTEL_*` variable asks for them. */
export interface Tracing {
  /** For BullMQ queues and workers. */
  readonly bullmq: BullMQOtel;
  /** The span of a request: a child of its `traceparent`, else of `parent` (a run's own trace). */
  requestSpan(method: string, route: string, header: (name: string) => string, parent?: string): Span;
  endRequest(span: Span, status: number): void;
  contextWith(span: Span): Context;
  /** The span of one call of a job endpoint. `parent` is the run's `traceparent`. */
  dispatchSpan(attributes: Readonly<Record<string, string | number>>, parent: string | undefined): Span;
  endDispatch(span: Span, error: string | undefined): void;
  /** The `traceparent` that makes what is called a child of the span. */
  traceparent(span: Span): string;
  /** Sends what is not sent yet. */
  stop(): Promise<void>;
}

const EXPORTER_VARIABLES = [
  "OTEL_EXPORTER_OTLP_ENDPOINT",
  "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
  "OTEL_TRACES_EXPORTER",
];

const TRACEPARENT = /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;
/** Statuses from here on are the server's fault and mark a span as failed. */
const SERVER_ERROR = 500;

/** Whether the environment asks for traces. */
function tracingIsWanted(environment: NodeJS.ProcessEnv): boolean {
  if (environment["OTEL_SDK_DISABLED"] === "true" || environment["OTEL_TRACES_EXPORTER"] === "none")
    return false;
  return EXPORTER_VARIABLES.some((name) => (environment[name] ?? "") !== "");
}

/**
 * Starts exporting spans as the `OTEL_*` variables say (endpoint, headers, sampler, resource), or nothing, and
 * nothing of OpenTelemetry is loaded, when none of them asks for it.
 */
export async function startTracing(
  environment: NodeJS.ProcessEnv,
  service: string,
  version: string,
): Promise<Tracing | undefined> {
  if (!tracingIsWanted(environment)) return undefined;
  const [api, sdk, exporter, resources, bullmq] = await Promise.all([
    import("@opentelemetry/api"),
    import("@opentelemetry/sdk-trace-node"),
    import("@opentelemetry/exporter-trace-otlp-http"),
    import("@opentelemetry/resources"),
    import("bullmq-otel"),
  ]);
  const named = resources.resourceFromAttributes({ "service.name": service, "service.version": version });
  const fromEnvironment = resources.detectResources({ detectors: [resources.envDetector] });
  const provider = new sdk.NodeTracerProvider({
    // What the environment names has the last word.
    resource: named.merge(fromEnvironment),
    spanProcessors: [
      environment["OTEL_TRACES_EXPORTER"] === "console"
        ? new sdk.SimpleSpanProcessor(new sdk.ConsoleSpanExporter())
        : new sdk.BatchSpanProcessor(new exporter.OTLPTraceExporter()),
    ],
  });
  provider.register();
  const tracer = api.trace.getTracer("bosporus", version);

  const incoming: TextMapGetter<(name: string) => string> = {
    keys: () => api.propagation.fields(),
    get: (header, name) => header(name) || undefined,
  };
  const contextOf = (header: (name: string) => string): Context =>
    api.propagation.extract(api.ROOT_CONTEXT, header, incoming);
  const parentOf = (traceparent: string | undefined): Context =>
    contextOf((name) => (name === "traceparent" ? (traceparent ?? "") : ""));

  return {
    bullmq: new bullmq.BullMQOtel({ tracerName: "bosporus", version }),
    requestSpan(method, route, header, parent) {
      const own = header("traceparent");
      return tracer.startSpan(
        `${method} ${route}`,
        {
          kind: api.SpanKind.SERVER,
          attributes: { "http.request.method": method, "http.route": route },
        },
        TRACEPARENT.test(own) ? contextOf(header) : parentOf(parent),
      );
    },
    endRequest(span, status) {
      span.setAttribute("http.response.status_code", status);
      if (status >= SERVER_ERROR) span.setStatus({ code: api.SpanStatusCode.ERROR });
      span.end();
    },
    contextWith: (span) => api.trace.setSpan(api.ROOT_CONTEXT, span),
    dispatchSpan(attributes, parent) {
      return tracer.startSpan(
        "dispatch",
        { kind: api.SpanKind.CLIENT, attributes: { ...attributes } },
        parentOf(parent),
      );
    },
    endDispatch(span, error) {
      if (error !== undefined) span.setStatus({ code: api.SpanStatusCode.ERROR, message: error });
      span.end();
    },
    traceparent(span) {
      const { traceId, spanId, traceFlags } = span.spanContext();
      return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, "0")}`;
    },
    stop: () => provider.shutdown(),
  };
}
