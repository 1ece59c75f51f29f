import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import fc from "fast-check";
import { type TObject, type TSchema, Type } from "typebox";
import { describe, expect, it } from "vitest";
import { ApiKey, apiKeyJson } from "../../src/api/api-key.js";
import { BatchOperation, batchOperationJson } from "../../src/api/batch-operation.js";
import { Checkpoint, checkpointJson } from "../../src/api/checkpoint.js";
import { Chunk, chunkJson } from "../../src/api/chunk.js";
import { ClaimedRun, claimedRunJson } from "../../src/api/claim.js";
import { deliveryJson, WebhookDelivery } from "../../src/api/delivery.js";
import { eventJson, eventRecord, RunEvent } from "../../src/api/event.js";
import { EventTrigger, triggerJson, Wait, waitJson } from "../../src/api/event-trigger.js";
import { MemoryEntry, memoryJson } from "../../src/api/memory-entry.js";
import { Output, outputJson, outputRecord } from "../../src/api/output.js";
import { Project, projectJson } from "../../src/api/project.js";
import { recordJson } from "../../src/api/record.js";
import { Run, type RunView, runJson } from "../../src/api/run.js";
import { StateEntry, stateJson } from "../../src/api/state-entry.js";
import { ToolCall, toolCallRecord } from "../../src/api/tool-call.js";
import { TriggeredRun, triggeredRunJson } from "../../src/api/trigger.js";
import { UsageRecord, usageRecord } from "../../src/api/usage.js";
import { WebhookSubscription, webhookSubscriptionJson } from "../../src/api/webhook-subscription.js";
import { Worker, WorkerTask, workerJson, workerTaskJson } from "../../src/api/worker.js";
import { newId } from "../../src/domain/ids.js";
import { timestamp } from "../../src/domain/time.js";
import { placeOf } from "../../src/store/records.js";

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);

/** The schema with no member allowed that it does not declare. */
function strict(schema: TObject): object {
  return { ...(JSON.parse(JSON.stringify(schema)) as object), additionalProperties: false };
}

const RUN_ID = newId();
const LAST_MS = Date.parse("9999-12-31T23:59:59.999Z");
const timeMs = fc.integer({ min: 1, max: LAST_MS });
/** Texts that need escaping, and those that look like JSON. */
const text = fc.oneof(
  fc.string({ unit: "binary", minLength: 1 }),
  fc.constantFrom('"', "\\", "\u2028", "\u0000", "💥", '{"a":1}', "null", "0"),
);
const count = fc.bigInt({ min: 0n, max: 10n ** 24n }).map(String);
/** JSON as it may come: numbers that no double holds, spaces, escapes, names twice. */
const jsonText = fc.oneof(
  fc.json(),
  fc.constantFrom(
    "123456789012345678901234567890",
    "-0",
    "1e400",
    '{ "a" : [ ] , "b" : { } }',
    '"\\u00e9\\ud83d\\ude00\\n"',
    '{"a":1,"a":2}',
  ),
);

type Plain = {
  type?: string;
  format?: string;
  pattern?: string;
  enum?: string[];
  const?: unknown;
  properties?: object;
  items?: Plain;
  minimum?: number;
  maximum?: number;
};

/** How a member is kept in a hash: as text. */
function stored(schema: TSchema): fc.Arbitrary<string> {
  const { type, format, enum: names, patternProperties } = schema as Plain & { patternProperties?: object };
  if (names !== undefined) return fc.constantFrom(...names);
  if (format === "uuid") return fc.uuid();
  if (format === "date-time") return timeMs.map(String);
  if (type === "string") return text;
  if (type === "integer") return count;
  if (type === "boolean") return fc.constantFrom("0", "1");
  if (type === "object") {
    const integers = JSON.stringify(patternProperties).includes("integer");
    const values = integers ? fc.dictionary(text, fc.nat()) : fc.dictionary(text, text);
    return values.map((value) => JSON.stringify(value));
  }
  return jsonText;
}

/** What a member is written from: see `Values`. */
function valued(schema: TSchema): fc.Arbitrary<unknown> {
  const plain = schema as Plain & { patternProperties?: object };
  if (plain.const !== undefined) return fc.constant(plain.const);
  if (plain.enum !== undefined) return fc.constantFrom(...plain.enum);
  if (plain.format === "uuid") return fc.uuid();
  if (plain.format === "date-time") return timeMs;
  if (plain.pattern !== undefined) return fc.stringMatching(new RegExp(plain.pattern));
  if (plain.type === "string") return text;
  if (plain.type === "integer") return fc.maxSafeNat();
  if (plain.type === "number")
    return fc.double({ min: plain.minimum ?? 0, max: plain.maximum ?? 1, noNaN: true });
  if (plain.type === "boolean") return fc.boolean();
  if (plain.type === "array") return fc.array(valued(plain.items as TSchema));
  if (plain.type === "object" && plain.properties === undefined) return fc.dictionary(text, text);
  if (plain.type === "object") return fc.constant('{"sequence":1,"state":123456789012345678901234567890}');
  return jsonText;
}

function members(
  schema: TObject,
  arbitrary: (member: TSchema) => fc.Arbitrary<unknown>,
  without: readonly string[] = [],
): fc.Arbitrary<Record<string, unknown>> {
  const chosen = Object.entries(schema.properties).filter(([name]) => !without.includes(name));
  const model = Object.fromEntries(chosen.map(([name, member]) => [name, arbitrary(member)]));
  const requiredKeys = ((schema as { required?: string[] }).required ?? []).filter(
    (n) => !without.includes(n),
  );
  return fc.record(model, { requiredKeys });
}

/** What is told of a member: the text that came, or what its text stands for. */
function shown(schema: TSchema, value: unknown, json: string, name: string): void {
  const { format, type } = schema as Plain;
  if (format === "date-time") expect(JSON.parse(json)[name]).toBe(timestamp(Number(value)));
  else if (
    type === "integer" ||
    Object.keys(schema).length === 0 ||
    !("type" in schema || "enum" in schema)
  ) {
    // As it came: a double holds neither long integers nor all that JSON can say.
    expect(json).toContain(`"${name}":${String(value)}`);
  } else if (type === "string") expect(JSON.parse(json)[name]).toBe(value);
}

function check(schema: TObject, source: Record<string, unknown>, json: string): void {
  const validate = ajv.compile(strict(schema));
  expect(validate(JSON.parse(json)), JSON.stringify(validate.errors)).toBe(true);
  for (const [name, value] of Object.entries(source)) {
    const member = schema.properties[name];
    if (member !== undefined && value !== undefined) shown(member, value, json, name);
  }
}

const asMap = (fields: Record<string, unknown>) => new Map(Object.entries(fields)) as Map<string, string>;

type Writer = (fields: Record<string, unknown>) => string;

const STORED: readonly (readonly [string, TObject, Writer, string[]])[] = [
  ["EventTrigger", EventTrigger, (fields) => triggerJson(asMap(fields)), []],
  ["WebhookDelivery", WebhookDelivery, (fields) => deliveryJson(asMap(fields)), ["event_trigger_id"]],
  ["BatchOperation", BatchOperation, (fields) => batchOperationJson(fields as Record<string, string>), []],
  [
    "Run",
    Run,
    (fields) => runJson({ fields: asMap(fields), metadata: ['a"b', "c\n"], heartbeatUs: "1764112345678901" }),
    ["metadata", "heartbeat_at", "progress"],
  ],
];

const WRITTEN: readonly (readonly [string, TObject, Writer])[] = (
  [
    [ApiKey, apiKeyJson],
    [Project, projectJson],
    [Worker, workerJson],
    [WorkerTask, workerTaskJson],
    [WebhookSubscription, webhookSubscriptionJson],
    [ClaimedRun, claimedRunJson],
    [TriggeredRun, triggeredRunJson],
    [Wait, waitJson],
  ] as const
).map(([schema, write]) => [(schema as { title?: string }).title ?? "", schema, write as unknown as Writer]);

describe("writers of objects that are kept as fields", () => {
  it.each(STORED)("%s", (_, schema, write, without) => {
    fc.assert(
      fc.property(members(schema, stored, without), (fields) => {
        check(schema, fields, write(fields));
      }),
    );
  });

  it("leaves out what is empty", () => {
    const view: RunView = { fields: new Map([["error", ""]]), metadata: [], heartbeatUs: "" };
    expect(Object.keys(JSON.parse(runJson(view)) as object)).toEqual([
      ...["triggered_by", "priority", "debug_mode", "lineage_depth"],
    ]);
  });

  it("shows the latest progress with its message", () => {
    const progress = '{"level":"info","message":"half \\"way\\"","data":{"percent":50,"eta_seconds":7}}';
    const view: RunView = { fields: new Map([["progress", progress]]), metadata: [], heartbeatUs: "" };
    expect(JSON.parse(runJson(view))).toMatchObject({
      progress: { percent: 50, eta_seconds: 7, message: 'half "way"' },
    });
  });
});

describe("writers of objects that are made from values", () => {
  it.each(WRITTEN)("%s", (_, schema, write) => {
    fc.assert(
      fc.property(members(schema, valued), (values) => {
        check(schema, values, write(values));
      }),
    );
  });

  it.each(WRITTEN)("%s writes nothing that is not declared", (_, schema, write) => {
    fc.assert(
      fc.property(members(schema, valued), (values) => {
        expect(write({ ...values, undeclared: "x" })).toBe(write(values));
      }),
      { numRuns: 10 },
    );
  });
});

describe("writers of what executors append", () => {
  const entryId = timeMs.map((ms) => `${ms}-0`);
  const string = text.map((value) => JSON.stringify(value));

  it("Event", () => {
    const kept = fc.record(
      { type: string, level: fc.constantFrom('"info"', '"error"'), message: string, data: jsonText },
      { requiredKeys: ["level", "message"] },
    );
    fc.assert(
      fc.property(entryId, kept, (id, texts) => {
        const { type, level, message, data } = texts;
        const json = eventJson(
          placeOf(RUN_ID, "events", id),
          "log",
          eventRecord({ type, level, message, data }),
        );
        check(RunEvent, data === undefined ? {} : { data }, json);
        expect(JSON.parse(json)).toMatchObject({
          type: type === undefined ? "log" : (JSON.parse(type) as string),
          message: JSON.parse(message) as string,
          created_at: timestamp(Number(id.slice(0, -2))),
        });
      }),
    );
  });

  it("ToolCall", () => {
    const kept = fc.record(
      { tool_name: string, input: jsonText, output: jsonText, duration_ms: count, status: string },
      { requiredKeys: ["tool_name", "status"] },
    );
    fc.assert(
      fc.property(entryId, kept, (id, texts) => {
        const { tool_name, input, output, duration_ms, status } = texts;
        const own = toolCallRecord({ tool_name, input, output, duration_ms, status });
        check(ToolCall, { input, output, duration_ms }, recordJson(placeOf(RUN_ID, "tool_calls", id), own));
      }),
    );
  });

  it("UsageRecord", () => {
    const { provider, model, prompt_tokens, completion_tokens, total_tokens, cost_microusd } =
      UsageRecord.properties;
    const own = Type.Object({
      ...{ provider, model, prompt_tokens, completion_tokens, total_tokens, cost_microusd },
    });
    fc.assert(
      fc.property(entryId, members(own, valued), (id, values) => {
        const json = recordJson(placeOf(RUN_ID, "usage", id), usageRecord(values as never));
        check(UsageRecord, values, json);
      }),
    );
  });

  it("Output", () => {
    const kept = fc.record(
      { output_key: string, schema: jsonText, value: jsonText },
      { requiredKeys: ["output_key", "value"] },
    );
    fc.assert(
      fc.property(timeMs, kept, (ms, { output_key, schema, value }) => {
        const entry = `${newId()} ${ms} ${outputRecord({ output_key, schema, value })}`;
        check(Output, { schema, value, created_at: ms }, outputJson(RUN_ID, entry));
      }),
    );
  });

  it("Checkpoint, Chunk, StateEntry, MemoryEntry", () => {
    fc.assert(
      fc.property(timeMs, text, jsonText, string, (ms, name, value, chunk) => {
        check(
          Checkpoint,
          { state: value },
          checkpointJson(placeOf(RUN_ID, "checkpoints", `${ms}-7`), "7", name, value),
        );
        const json = chunkJson(RUN_ID, `${ms}-3`, { chunk, streamId: name, done: true });
        check(Chunk, { stream_id: name, timestamp: ms }, json);
        check(StateEntry, { state_key: name, value }, stateJson(RUN_ID, name, `${ms} ${value}`));
        const entry = `${newId()} ${ms} ${ms} ${ms} 17 ${value}`;
        const memory = memoryJson(RUN_ID, "default", name, entry);
        check(MemoryEntry, { memory_key: name, value, ttl_expires_at: ms }, memory);
      }),
    );
  });
});
