import type { Static } from "typebox";
import { record } from "./record.js";
import { Int, Json, optional, Text } from "./schema.js";
import { textWriter } from "./writer.js";

const OWN = {
  tool_name: Text,
  input: optional(Json),
  output: optional(Json),
  duration_ms: optional(Int),
  status: Text,
};

export const ToolCall = record("ToolCall", "A call of a tool that an executor has reported.", OWN);
export type ToolCall = Static<typeof ToolCall>;

/** What of a tool call is kept: its members as JSON texts. */
export const toolCallRecord = textWriter(OWN);
