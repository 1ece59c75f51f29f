import { inject } from "vitest";
import { CODECS } from "../../src/store/commands.js";
import { checkAnswer } from "./checked-answers.js";
import { noteReplies } from "./note-replies.mjs";

// Once a process, which runs many test files.
noteReplies(CODECS, inject("api").folder);

const send = globalThis.fetch;

globalThis.fetch = async (input, init) => {
  const method = init?.method ?? (input instanceof Request ? input.method : "GET");
  const response = await send(input, init);
  const { headers, status } = response;
  const contentType = headers.get("content-type") ?? "";
  // Only the product names its requests; a stream is followed, not read.
  if (!headers.has("x-request-id") || contentType.includes("event-stream")) return response;
  // Whoever killed the product in between sees that himself.
  const text = await response
    .clone()
    .text()
    .catch(() => undefined);
  if (text !== undefined)
    checkAnswer({ method, path: new URL(response.url).pathname, status, contentType, text });
  return response;
};
