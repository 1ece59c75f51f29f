import { Type } from "typebox";
import { component, Text, Time } from "./schema.js";
import { valueWriter } from "./writer.js";

export const SseToken = component(
  "SseToken",
  "A token for `?token=` of the streams of a project.",
  Type.Object({ token: Text, expires_at: Time }),
);
export const sseTokenJson = valueWriter(SseToken);
