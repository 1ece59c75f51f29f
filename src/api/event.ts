import { type Static, Type } from "typebox";
import { type RecordPlace, record, recordJson } from "./record.js";
import { described, Json, optional, Text } from "./schema.js";
import { textWriter, valueWriter } from "./writer.js";

const EventLevel = Type.Enum(["debug", "info", "warn", "error"]);

const OWN = {
  type: described(Text, "`log` unless the executor names another; `progress`, `state_change`, …"),
  level: EventLevel,
  message: Text,
  data: optional(Json),
};

export const RunEvent = record("RunEvent", "An entry of the event log of a run.", OWN);
export type RunEvent = Static<typeof RunEvent>;

/** What of an event is kept: its members as JSON texts. The type only where the executor has named it. */
export const eventRecord = textWriter(OWN);
const ownRecord = valueWriter(Type.Object({ level: OWN.level, message: OWN.message, data: OWN.data }));

/** Whether a kept event names its own type, which stands first then. */
export const OWN_TYPE = '{"type":';

/** The event of a kept record; a type that the record does not name is `type`. */
export function eventJson(place: RecordPlace, type: string, kept: string): string {
  const head = kept.startsWith(OWN_TYPE) ? "" : `,"type":${JSON.stringify(type)}`;
  return recordJson(place, kept, head);
}

/** What an attempt that failed leaves in the log, as it would be kept. */
export function attemptErrorRecord(error: string, attempt: number): string {
  return ownRecord({ level: "error", message: error, data: JSON.stringify({ attempt }) });
}

/** A change of the status of a run as an event; `error` is what the run ended with. */
export function stateChangeJson(
  place: RecordPlace,
  from: string,
  to: string,
  error: string | undefined,
): string {
  const own = ownRecord({
    level: error === undefined ? "info" : "error",
    message: `${from} -> ${to}`,
    data: JSON.stringify({ from, to, error }),
  });
  return recordJson(place, own, ',"type":"state_change"');
}
