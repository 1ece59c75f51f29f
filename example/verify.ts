import { readFile } from "node:fs/promises";
import { isDeepStrictEqual } from "node:util";
import type { Control, Run } from "./control.js";
import type { DocumentPayload } from "./document-run.js";
import { approvalKey, type FolderResult } from "./folder-run.js";
import { add, MEASURES_SCHEMA, type Measures, measure, NOTHING } from "./measure.js";
import { inParallel } from "./parallel.js";

/** What the control API shows after the end, summed up, and everything that is not as it should be. */
export interface Summary {
  readonly childrenByStatus: ReadonlyMap<string, number>;
  readonly measures: Measures;
  readonly chunks: number;
  readonly bytes: number;
  readonly textsEqual: number;
  readonly usageRecords: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly problems: readonly string[];
}

interface CheckedChild {
  readonly measures: Measures;
  readonly chunks: number;
  readonly bytes: number;
  readonly textEqual: boolean;
  readonly usage: { readonly records: number; readonly prompt: number; readonly completion: number };
  readonly problems: readonly string[];
}

const READERS = 8;

const NOTHING_READ = {
  measures: NOTHING,
  chunks: 0,
  bytes: 0,
  textEqual: false,
  usage: { records: 0, prompt: 0, completion: 0 },
} as const;

/** Reads everything back through the control API and compares it with the files as they are on disk. */
export async function verify(control: Control, parentId: string, paths: readonly string[]): Promise<Summary> {
  const children = await control.children(parentId);
  const problems = missing(children, paths);
  const checked = await inParallel(children, READERS, (child) => checkChild(control, child));
  let measures = NOTHING;
  for (const child of checked) {
    measures = add(measures, child.measures);
    problems.push(...child.problems);
  }
  problems.push(...(await checkParent(control, parentId, { files: children.length, ...measures })));
  const sum = (amount: (child: CheckedChild) => number): number =>
    checked.reduce((total, child) => total + amount(child), 0);
  return {
    childrenByStatus: countBy(children.map(({ status }) => status)),
    measures,
    chunks: sum(({ chunks }) => chunks),
    bytes: sum(({ bytes }) => bytes),
    textsEqual: sum(({ textEqual }) => (textEqual ? 1 : 0)),
    usageRecords: sum(({ usage }) => usage.records),
    promptTokens: sum(({ usage }) => usage.prompt),
    completionTokens: sum(({ usage }) => usage.completion),
    problems,
  };
}

function countBy(values: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

/** One child a file, in the order in which the parent spawned them. */
function missing(children: readonly Run[], paths: readonly string[]): string[] {
  const worked = children.map(({ payload }) => (payload as DocumentPayload).path);
  if (isDeepStrictEqual(worked, paths)) return [];
  const known = new Set(worked);
  const absent = paths.filter((path) => !known.has(path));
  return absent.length > 0
    ? absent.map((path) => `${path}: no child works on it`)
    : [`the ${children.length} children are not the ${paths.length} files in their order`];
}

async function checkChild(control: Control, child: Run): Promise<CheckedChild> {
  const { path } = child.payload as DocumentPayload;
  const onDisk = await readFile(path).catch(() => undefined);
  if (onDisk === undefined) return { ...NOTHING_READ, problems: [`${path}: the file is gone`] };
  const [chunks, events, outputs, state, checkpoints, toolCalls, usage] = await Promise.all([
    control.chunks(child.id),
    control.events(child.id),
    control.outputs(child.id),
    control.state(child.id),
    control.checkpoints(child.id),
    control.toolCalls(child.id),
    control.usageTotals(child.id),
  ]);
  const expected = measure(onDisk.toString("utf8"));
  const streamed = Buffer.from(chunks.map(({ chunk }) => chunk).join(""), "utf8");
  const textEqual = streamed.equals(onDisk);
  const percents = events.filter(({ type }) => type === "progress").map(({ data }) => data?.percent ?? -1);
  const rising = percents.every((percent, index) => percent >= (percents[index - 1] ?? 0));
  const ends = chunks.map(({ done }) => done);
  const output = outputs.find(({ output_key }) => output_key === "measures");

  const problems: string[] = [];
  const expect = (holds: boolean, otherwise: string): void => {
    if (!holds) problems.push(`${path}: ${otherwise}`);
  };
  expect(child.status === "completed", `its run is ${child.status}: ${child.error ?? "no error"}`);
  expect(textEqual, `the chunks make ${streamed.length} bytes that are not the file's ${onDisk.length}`);
  expect(ends.indexOf(true) === ends.length - 1, "the stream is not closed by its last chunk");
  expect(percents.length === chunks.length && percents.at(-1) === 100, "progress is not one event a chunk");
  expect(rising, "progress goes back");
  expect(isDeepStrictEqual(output?.value, expected), "the output differs from the file's measures");
  expect(isDeepStrictEqual(output?.schema, MEASURES_SCHEMA), "the output has not kept its schema");
  expect(isDeepStrictEqual(child.result, expected), "the result differs from the file's measures");
  expect(
    isDeepStrictEqual(
      state.map(({ state_key, value }) => [state_key, value]),
      [["file", { path, bytes: onDisk.length }]],
    ),
    "its state is not the one entry that was set",
  );
  expect(
    isDeepStrictEqual(
      checkpoints.map(({ sequence, state: kept }) => [sequence, kept]),
      [[1, { chunks: chunks.length }]],
    ),
    "its checkpoint is not the one that was written",
  );
  expect(
    isDeepStrictEqual(
      toolCalls.map(({ input }) => input),
      [{ path }],
    ),
    "there is not one tool call",
  );
  expect(
    usage.records === 1 &&
      usage.prompt_tokens === expected.words &&
      usage.completion_tokens === expected.headings + expected.links,
    "the usage totals differ from the file's measures",
  );
  return {
    measures: (output?.value as Measures | undefined) ?? NOTHING,
    chunks: chunks.length,
    bytes: streamed.length,
    textEqual,
    usage: { records: usage.records, prompt: usage.prompt_tokens, completion: usage.completion_tokens },
    problems,
  };
}

/** The parent has ended after its approval, and one continuation with the sum of all children. */
async function checkParent(control: Control, parentId: string, expected: FolderResult): Promise<string[]> {
  const [parent, continuations, event] = await Promise.all([
    control.run(parentId),
    control.continuations(parentId),
    control.event(approvalKey(parentId)),
  ]);
  const problems: string[] = [];
  if (parent.status !== "completed") problems.push(`the parent is ${parent.status}`);
  if (event?.status !== "received") problems.push(`the approval is ${event?.status ?? "missing"}`);
  if (continuations.length !== 1) problems.push(`the parent has ${continuations.length} continuations`);
  for (const { status, result } of continuations) {
    if (status !== "completed") problems.push(`the continuation is ${status}`);
    if (!isDeepStrictEqual(result, expected)) {
      problems.push(`the continuation's sum ${JSON.stringify(result)} is not ${JSON.stringify(expected)}`);
    }
  }
  return problems;
}
