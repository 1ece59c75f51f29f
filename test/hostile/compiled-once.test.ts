import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { LIMITS } from "../../src/domain/limits.js";
import { schemaText } from "../../src/sandbox/sandbox.js";
import { TASKS } from "../../src/sandbox/tasks.js";

/** No other test has these schemas: what is compiled is known to the whole process. */
const OWN = "compiled once";
/** How many of these texts were read: a schema's is when it is compiled. */
let compiled = 0;
const parse = JSON.parse;
beforeAll(() => {
  JSON.parse = (text: string, ...more) => {
    if (text.includes(OWN)) compiled++;
    return parse(text, ...more);
  };
});
afterAll(() => {
  JSON.parse = parse;
});

const begin = () => undefined;
/** What a thread of the sandbox does of each call that brings a schema. */
const inspect = (schema: object, value: unknown) => {
  const text = schemaText(JSON.stringify(schema));
  return TASKS.inspect({ schema: text, values: [JSON.stringify(value)], hashed: false }, begin);
};

beforeEach(() => {
  compiled = 0;
});

test("a schema is compiled once, however often it comes, and also when it is bad", () => {
  const schema = { description: OWN, type: "integer" };
  for (let index = 0; index < 20; index++) {
    expect(inspect(schema, index)).toMatchObject({ values: [{ lines: [] }] });
    expect(inspect(schema, "x")).not.toMatchObject({ values: [{ lines: [] }] });
    expect(inspect({ description: OWN, type: "no such" }, 1)).toHaveProperty("problem");
    TASKS.compile({ schemas: [schemaText(JSON.stringify(schema))] }, begin);
  }
  expect(compiled).toBe(2);
});

test("another schema is compiled anew, and none is remembered for ever", () => {
  const schema = (index: number) => ({ description: `${OWN}, number ${index}`, type: "integer" });
  for (let index = 0; index <= LIMITS.sandbox.cachedSchemas; index++) inspect(schema(index), 1);
  expect(compiled).toBe(LIMITS.sandbox.cachedSchemas + 1);
  inspect(schema(0), 1);
  expect(compiled).toBe(LIMITS.sandbox.cachedSchemas + 2);
});
