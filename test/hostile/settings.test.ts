import fc from "fast-check";
import { expect, test } from "vitest";
import { readConfig } from "../../src/config.js";
import { ConfigurationError } from "../../src/configuration-error.js";
import { durationMs } from "../../src/configured-values.js";
import { ENVIRONMENT } from "../../src/environment.js";
import { SIGNING_KEY } from "../support/product.js";

interface Variable {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly least?: string;
  readonly most?: string;
  readonly pattern?: string;
}

const VARIABLES: readonly (readonly [string, Variable])[] = Object.entries(ENVIRONMENT.properties);
/** What a timer of Node can wait, ms. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** What is wrong with a variable of the value; undefined when it is taken. */
function refusal(name: string, value: string): string | undefined {
  try {
    readConfig({ JWT_SIGNING_KEY: SIGNING_KEY, [name]: value });
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError);
    return error instanceof Error ? error.message : "";
  }
}

const named = (is: (variable: Variable) => boolean): string[] =>
  VARIABLES.filter(([, variable]) => is(variable)).map(([name]) => name);
const NUMBERS = named(({ type }) => type === "integer");
const DURATIONS = named(({ least }) => least !== undefined);
const CHOICES = named(({ enum: values }) => values !== undefined);
const FLAGS = named(({ type }) => type === "boolean");

const ODD = [
  "-1",
  "-0",
  "1e3",
  "0x10",
  "1.5",
  " 5 ",
  "5\n",
  "+5",
  "1_000",
  "５",
  "NaN",
  "Infinity",
  "abc",
  "-",
];
const ODD_DURATIONS = [
  "5",
  "1h30m",
  "5 s",
  "5S",
  "1d",
  "-1s",
  "1e3s",
  "５s",
  "1.5s",
  "s",
  "5m\n",
  "9007199254740993h",
];

test.each([
  ["a whole number", NUMBERS, [...ODD, "5s", "9".repeat(20)]],
  ["a duration", DURATIONS, [...ODD, ...ODD_DURATIONS]],
  ["one of a few", CHOICES, [...ODD, "AUTO", "none", "__proto__"]],
  ["true or false", FLAGS, [...ODD, "yes", "on", "true "]],
])("what is no %s is refused in a line that says what is one", (_, names, values) => {
  expect(names.length).toBeGreaterThan(2);
  for (const name of names) {
    for (const value of values) {
      expect(refusal(name, value), `${name}=${value}`).toMatch(
        new RegExp(`^${name}: must be (?:a whole number (?:from \\d|and ms)|one of \\w|true or false).*$`),
      );
    }
  }
});

test("no whole number is read as another one", () => {
  const { port } = readConfig({ JWT_SIGNING_KEY: SIGNING_KEY, PORT: "08080" });
  expect(port).toBe(8080);
  fc.assert(
    fc.property(fc.string({ maxLength: 6 }), (text) => {
      if (/^\d*$/.test(text)) return;
      expect(refusal("PORT", text)).toContain("PORT: must be a whole number");
    }),
  );
});

test("no duration is longer than timers are, but those for which things are kept", () => {
  for (const [name, { least = "", most = "" }] of VARIABLES) {
    if (!DURATIONS.includes(name)) continue;
    expect(refusal(name, most) ?? "", name).not.toContain(`${name}:`);
    if (!name.includes("RETENTION"))
      expect([name, durationMs(most) <= LONGEST_TIMER_MS]).toEqual([name, true]);
    if (durationMs(least) > 0) expect(refusal(name, "0s"), name).toContain(`from ${least} to ${most}`);
    expect(refusal(name, `${durationMs(most) + 1}ms`), name).toContain(`from ${least} to ${most}`);
  }
});

test("what stands in a path or a header can", () => {
  for (const [name, value] of [
    ["HOST", "a b"],
    ["HOST", "😀"],
    ["BOOTSTRAP_PROJECT_ID", ".."],
    ["BOOTSTRAP_PROJECT_ID", "a/b"],
    ["BOOTSTRAP_PROJECT_ID", "p".repeat(129)],
    ["INTERNAL_SECRET", "é".repeat(40)],
    ["INTERNAL_SECRET", `${"s".repeat(40)}\n`],
    ["BOOTSTRAP_API_KEY", `strait_${" ".repeat(40)}`],
  ] as const) {
    expect(refusal(name, value), name).toMatch(new RegExp(`^${name}: must be a text that matches `));
  }
});
