import { beforeEach, expect, test, vi } from "vitest";
import { compileSchema } from "../../src/domain/json-schema.js";
import { LIMITS } from "../../src/domain/limits.js";
import { schemaText } from "../../src/sandbox/sandbox.js";
import { TASKS } from "../../src/sandbox/tasks.js";

vi.mock(import("../../src/domain/json-schema.js"), async (original) => {
  const actual = await original();
  return { ...actual, compileSchema: vi.fn(actual.compileSchema) };
});

const compiled = vi.mocked(compileSchema);
const begin = () => undefined;
/** What a thread of the sandbox does of each call that brings a schema. */
const inspect = (schema: object, value: unknown) => {
  const text = schemaText(JSON.stringify(schema));
  return TASKS.inspect({ schema: text, values: [JSON.stringify(value)], hashed: false }, begin);
};

beforeEach(() => compiled.mockClear());

test("a schema is compiled once, however often it comes, and also when it is bad", () => {
  const schema = { type: "integer" };
  for (let index = 0; index < 20; index++) {
    expect(inspect(schema, index)).toMatchObject({ values: [{ lines: [] }] });
    expect(inspect(schema, "x")).not.toMatchObject({ values: [{ lines: [] }] });
    expect(inspect({ type: "no such" }, 1)).toHaveProperty("problem");
    TASKS.compile({ schemas: [schemaText(JSON.stringify(schema))] }, begin);
  }
  expect(compiled).toHaveBeenCalledTimes(2);
});

test("another schema is compiled anew, and none is remembered for ever", () => {
  const schema = (index: number) => ({ description: `number ${index}`, type: "integer" });
  for (let index = 0; index <= LIMITS.sandbox.cachedSchemas; index++) inspect(schema(index), 1);
  expect(compiled).toHaveBeenCalledTimes(LIMITS.sandbox.cachedSchemas + 1);
  inspect(schema(0), 1);
  expect(compiled).toHaveBeenCalledTimes(LIMITS.sandbox.cachedSchemas + 2);
});
