/**
 * The trace context of a run: headers of its trigger, each with the metadata key that it is kept under and sent again
 * from at a dispatch (control-api 2.1).
 */
export const TRACE_METADATA = {
  Traceparent: "_trace_parent",
  Tracestate: "_trace_state",
  "Sentry-Trace": "_sentry_trace",
  Baggage: "_sentry_baggage",
} as const;

export type TraceHeader = keyof typeof TRACE_METADATA;

/** The names of the headers, as they are sent. */
export const TRACE_HEADERS = Object.keys(TRACE_METADATA) as readonly TraceHeader[];
