import { type Static, Type } from "typebox";
import { RunStatus } from "./run.js";
import { component, described, Int, optional, Text } from "./schema.js";

const ErrorBody = component(
  "ErrorBody",
  "What is wrong, and what to change.",
  Type.Object({
    code: Text,
    message: Text,
    details: optional(Type.Array(Text), "One line a fault, the path of the member first."),
    status: optional(RunStatus, "The status that a run that is gone has ended with."),
    expected_seq: optional(Int, "The seq that a stream goes on with."),
    index: optional(Int, "Which operation of a batch was refused."),
  }),
);

export const ErrorEnvelope = component(
  "ErrorEnvelope",
  "Every refusal (control-api 8.3).",
  Type.Object({
    error: ErrorBody,
    message: described(Text, "That of `error`, with its first detail: what simple clients show."),
    request_id: Text,
  }),
);
export type ErrorEnvelope = Static<typeof ErrorEnvelope>;
