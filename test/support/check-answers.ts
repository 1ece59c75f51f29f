import { afterAll, afterEach, expect } from "vitest";
import { foundProblems, leaveSeenMembers } from "./checked-answers.js";
import "./checked-fetch.js";

/**
 * Set up in every test file: whatever a test asks the product for is compared with the schema of its operation, at
 * once, also by clients that use `fetch` themselves. What was seen is gathered at the end of the run, and so are the
 * replies of commands, here and in the processes of the product.
 */

// A client that tries again after an error would hide it.
afterEach(() => {
  expect(foundProblems(), "answers are what their operations declare").toEqual([]);
});

afterAll(() => leaveSeenMembers(expect.getState().testPath ?? ""));
