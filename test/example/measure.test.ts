import { describe, expect, it } from "vitest";
import { measure } from "../../example/measure.js";

describe("measure", () => {
  it("counts by the Markdown grammar", () => {
    const text = [
      "# One *two*",
      "",
      "Three [four](https://example.org) and <https://example.org/five>, `six`.",
      "",
      "Title",
      "-----",
      "",
      "```sh",
      "# no heading, [no](link)",
      "```",
    ].join("\n");
    // One two Three four and https example org five six Title no heading no link
    expect(measure(text)).toEqual({ headings: 2, links: 2, words: 15 });
  });

  it("finds nothing in an empty text", () => {
    expect(measure("")).toEqual({ headings: 0, words: 0, links: 0 });
  });
});
