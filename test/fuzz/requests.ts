import fc, { type Arbitrary } from "fast-check";
import type { Plain } from "../support/answers.js";
import { oddValue, valueBy } from "./values.js";

/** A part of a path: the n-th thing of the name that is known by then, or a text as it is. */
type Part = { readonly known: string; readonly nth: number } | { readonly text: string };

/** Who asks: credentials that are right for the path, those of the other API, wrong ones, none. */
export type Credential = "right" | "other" | "wrong" | "none";

export interface Request {
  readonly operationId: string;
  readonly method: string;
  readonly parts: readonly Part[];
  readonly query: readonly (readonly [string, string])[];
  readonly credential: Credential;
  readonly headers: readonly (readonly [string, string])[];
  /** Undefined: none; else the bytes as they are sent. */
  readonly body: Buffer | undefined;
}

const PARAMETER = /\{(\w+)\}/;
const ODD_TEXTS = [
  "x",
  "0",
  "-1",
  "%00",
  "%ff",
  "%2e%2e",
  "a%2fb",
  "*",
  "\u00e4",
  "__proto__",
  "x".repeat(300),
];

function partsOf(path: string): Arbitrary<Part[]> {
  const parts = path
    .split("/")
    .slice(1)
    .map((segment): Arbitrary<Part> => {
      const name = PARAMETER.exec(segment)?.[1];
      if (name === undefined) return fc.constant({ text: segment });
      return fc.oneof(
        { weight: 9, arbitrary: fc.nat(30).map((nth) => ({ known: name, nth })) },
        { weight: 1, arbitrary: fc.constantFrom(...ODD_TEXTS).map((text) => ({ text: encodeURI(text) })) },
      );
    });
  return fc.tuple(...parts);
}

function queryOf(operation: Plain): Arbitrary<[string, string][]> {
  const declared = ((operation["parameters"] ?? []) as Plain[])
    .filter((one) => one["in"] === "query")
    .map((one) => String(one["name"]));
  const name = declared.length === 0 ? fc.constant("x") : fc.constantFrom(...declared);
  const value = fc.oneof(
    fc.constantFrom("", "1", "100", "-1", "x", "queued", "1-1", "true", "null", "{}"),
    fc.string({ maxLength: 30 }),
  );
  return fc.array(fc.tuple(name, value), { maxLength: 2 });
}

const HEADERS: readonly (readonly [string, string])[] = [
  ...([
    ["Content-Type", "text/plain"],
    ["Content-Encoding", "gzip"],
    ["Content-Encoding", "br"],
  ] as const),
  ...([
    ["Accept", "text/html"],
    ["Accept", "*/*"],
    ["X-SDK-Version", "2.0"],
    ["X-SDK-Version", "x"],
  ] as const),
  ...([
    ["Idempotency-Key", "k"],
    ["Idempotency-Key", "\u00e9"],
    ["Idempotency-Key", "x".repeat(300)],
  ] as const),
  ...([
    ["X-Project-Id", "other"],
    ["X-Forwarded-For", "1.2.3.4, x"],
    ["Last-Event-ID", "0-0.0"],
  ] as const),
  ...([
    ["traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"],
    ["Origin", "http://x"],
  ] as const),
];

/** A body by its schema, as text; now and then something else, broken JSON, or bytes. */
function bodyOf(
  operation: Plain,
  components: Readonly<Record<string, Plain>>,
): Arbitrary<Buffer | undefined> {
  const content = ((operation["requestBody"] ?? {}) as Plain)["content"] as Record<string, Plain> | undefined;
  const schema = content?.["application/json"]?.["schema"] as Plain | undefined;
  if (schema === undefined) return fc.constant(undefined);
  const text = (value: unknown) => Buffer.from(JSON.stringify(value) ?? "");
  return fc.oneof(
    { weight: 16, arbitrary: valueBy(schema, components).map(text) },
    { weight: 1, arbitrary: oddValue.map(text) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(valueBy(schema, components), fc.nat(60))
        .map(([value, cut]) => text(value).subarray(0, cut)),
    },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)) },
    { weight: 1, arbitrary: fc.constant(undefined) },
  );
}

/** Requests of all operations of the document, each as often as another. */
export function requestOf(document: Plain): Arbitrary<Request> {
  const components = (document["components"] as Plain)["schemas"] as Record<string, Plain>;
  const operations = Object.entries(document["paths"] as Record<string, Record<string, Plain>>).flatMap(
    ([path, item]) => Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
  );
  const requests = operations.map(({ path, method, operation }) =>
    fc.record({
      operationId: fc.constant(String(operation["operationId"])),
      method: fc.constant(method.toUpperCase()),
      parts: partsOf(path),
      query: queryOf(operation),
      credential: fc.oneof(
        { weight: 17, arbitrary: fc.constant<Credential>("right") },
        { weight: 3, arbitrary: fc.constantFrom<Credential>("other", "wrong", "none") },
      ),
      headers: fc.oneof(
        { weight: 4, arbitrary: fc.constant([]) },
        { weight: 1, arbitrary: fc.subarray([...HEADERS], { maxLength: 3 }) },
      ),
      body: bodyOf(operation, components),
    }),
  );
  return fc.oneof(...requests);
}

/** Bytes for a socket: requests in which something is wrong, or nothing that is a request. */
export const rawBytes: Arbitrary<string> = fc.oneof(
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString("latin1")),
  fc
    .tuple(
      fc.constantFrom("GET", "POST", "get", "PRI", "CONNECT", "G\u0000T", ""),
      fc.constantFrom("/health", "/v1/runs", "*", "http://x/health", "/%", `/${"x".repeat(5000)}`, ""),
      fc.constantFrom("HTTP/1.1", "HTTP/1.0", "HTTP/2.0", "HTTP/9", ""),
      fc.array(
        fc.constantFrom(
          ...[
            "Host: x",
            "Host:",
            "Content-Length: 5",
            "Content-Length: -1",
            "Content-Length: 99999999999999999999",
          ],
          ...[
            "Transfer-Encoding: chunked",
            "Transfer-Encoding: xchunked",
            "Expect: 100-continue",
            ": x",
            "a",
            " b: c",
          ],
          ...["Upgrade: websocket", "Connection: Upgrade", `X: ${"y".repeat(5000)}`],
        ),
        { maxLength: 6 },
      ),
      fc.constantFrom("", "hello", "5\r\nhello\r\n0\r\n\r\n", "zz\r\n", "ffffffffffffffff\r\n"),
    )
    .map(
      ([method, path, version, lines, body]) =>
        `${[`${method} ${path} ${version}`, ...lines].join("\r\n")}\r\n\r\n${body}`,
    ),
);
