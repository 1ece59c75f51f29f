import { type Static, Type } from "typebox";
import { component, Id, Int, Text, Time } from "./schema.js";
import { storedWriter } from "./writer.js";

export const BatchOperation = component(
  "BatchOperation",
  "A bulk trigger.",
  Type.Object({
    id: Id,
    project_id: Text,
    job_id: Id,
    item_count: Int,
    created_count: Int,
    created_by: Text,
    created_at: Time,
    finished_at: Time,
  }),
);
export type BatchOperation = Static<typeof BatchOperation>;

/** The bulk trigger as JSON text, from its fields as they are kept. */
export const batchOperationJson: (batch: Readonly<Record<string, string>>) => string = storedWriter(
  BatchOperation,
  (batch: Readonly<Record<string, string>>, name) => batch[name],
);
