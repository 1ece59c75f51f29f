import { afterAll, afterEach, expect, inject } from "vitest";
import { CODECS } from "../../src/store/commands.js";
import { checkAnswer, foundProblems, leaveSeenMembers } from "./checked-answers.js";
import { noteReplies } from "./note-replies.mjs";

/**
 * Set up in every test file: whatever a test asks the product for is compared with the schema of its operation, at
 * once, also by clients that use `fetch` themselves. What was seen is gathered at the end of the run, and so are the
 * replies of commands, here and in the processes of the product.
 */
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

// A client that tries again after an error would hide it.
afterEach(() => {
  expect(foundProblems(), "answers are what their operations declare").toEqual([]);
});

afterAll(() => leaveSeenMembers(expect.getState().testPath ?? ""));
