import { type Static, Type } from "typebox";
import { record } from "./record.js";
import { component, Int, Text } from "./schema.js";
import { valueWriter } from "./writer.js";

/** What is counted of usage, each in a field of its own. */
const AMOUNTS = {
  prompt_tokens: Int,
  completion_tokens: Int,
  total_tokens: Int,
  cost_microusd: Int,
};

const OWN = { provider: Text, model: Text, ...AMOUNTS };
export const UsageRecord = record("UsageRecord", "Tokens and cost that an executor has reported.", OWN);
export type UsageRecord = Static<typeof UsageRecord>;

/** What of a usage record is kept. */
export const usageRecord = valueWriter(Type.Object(OWN));

const UsageAmounts = component("UsageAmounts", "Tokens and cost of several records.", Type.Object(AMOUNTS));
export const UsageTotals = component(
  "UsageTotals",
  "What a run has used in all, and by `provider/model`.",
  Type.Object({ records: Int, ...AMOUNTS, by_model: Type.Record(Type.String(), UsageAmounts) }),
);

/** From the totals as they are kept: `records`, each amount, and each amount by model as `amount:model`. */
export function usageTotalsJson(totals: ReadonlyMap<string, string>): string {
  const names = Object.keys(AMOUNTS);
  const amounts = (suffix: string) =>
    Object.fromEntries(names.map((name) => [name, Number(totals.get(name + suffix) ?? 0)]));
  const prefix = `${names[0]}:`;
  const models = [...totals.keys()]
    .filter((name) => name.startsWith(prefix))
    .map((name) => name.slice(prefix.length));
  const byModel = Object.fromEntries(models.sort().map((model) => [model, amounts(`:${model}`)]));
  return JSON.stringify({ records: Number(totals.get("records") ?? 0), ...amounts(""), by_model: byModel });
}
