import { type Static, Type } from "typebox";
import { type RecordPlace, record, recordJson } from "./record.js";
import { Int, optional } from "./schema.js";

const Amount = Type.Number();

export const ResourceSample = record("ResourceSample", "What the process of an executor has used.", {
  cpu_percent: optional(Amount),
  memory_mb: optional(Amount),
  memory_percent: optional(Amount),
  memory_limit_mb: optional(Amount),
  network_rx_bytes: optional(Int),
  network_tx_bytes: optional(Int),
});
export type ResourceSample = Static<typeof ResourceSample>;

/** From the event that holds it, as it is kept. */
export function resourceSampleJson(place: RecordPlace, kept: string): string {
  const { data = {} } = JSON.parse(kept) as { data?: object };
  return recordJson(place, JSON.stringify(data));
}
