import { Type } from "typebox";
import { describe, expect, it } from "vitest";
import { Components } from "../../../src/api/components.js";
import { component, extended, optional } from "../../../src/api/schema.js";
import { Answers, type Plain } from "../../support/answers.js";

const Small = component("Small", "Small.", Type.Object({ id: Type.String(), note: optional(Type.String()) }));
const Large = extended("Large", "Large.", Small, { note: Type.String(), more: optional(Type.Integer()) });
const Other = component(
  "Other",
  "Other.",
  Type.Object({ kind: Type.Literal("other"), list: Type.Array(Small) }),
);
const Refusal = component("Refusal", "Refusal.", Type.Object({ code: Type.String() }));

function documentOf(): Plain {
  const components = new Components();
  const ok = { content: { "application/json": { schema: components.show(Type.Union([Large, Other])) } } };
  const refused = { content: { "application/json": { schema: components.show(Refusal) } } };
  const responses = { 200: ok, 204: {}, 404: { $ref: "#/components/responses/Refused" } };
  return JSON.parse(
    JSON.stringify({
      paths: {
        "/v1/things/{id}": { get: { operationId: "getThing", responses } },
        "/v1/things/known": { get: { operationId: "getKnown", responses: { 204: {} } } },
        "/sdk/v1/runs/{runID}/state/{key}": { get: { operationId: "readState", responses } },
      },
      components: { schemas: components.schemas, responses: { Refused: refused } },
    }),
  ) as Plain;
}

const answers = new Answers(documentOf(), [500]);

function problems(body: unknown, status = 200, path = "/v1/things/1", method = "GET"): string[] {
  const text = body === undefined ? "" : JSON.stringify(body);
  return answers.problems({ method, path, status, contentType: "application/json", text });
}

describe("the comparison of answers with what is declared", () => {
  it("takes what is declared, of an extended object the members of both", () => {
    expect(problems({ id: "a", note: "b" })).toEqual([]);
    expect(problems({ id: "a", note: "b", more: 1 })).toEqual([]);
    expect(problems({ kind: "other", list: [{ id: "a" }] })).toEqual([]);
    expect(problems(undefined, 204)).toEqual([]);
    expect(problems({ code: "gone" }, 404)).toEqual([]);
    expect(problems({ code: "internal" }, 500)).toEqual([]);
  });

  it.each([
    ["an undeclared member", { id: "a", note: "b", replayed: "c" }],
    ["an undeclared member within", { kind: "other", list: [{ id: "a", replayed: "c" }] }],
    ["a member of another type", { id: 1, note: "b" }],
    ["a missing member", { id: "a" }],
    ["null for nothing", { id: "a", note: "b", more: null }],
  ])("finds %s", (_, body) => {
    expect(problems(body)).not.toEqual([]);
  });

  it("finds an undeclared status, and a body where none is declared", () => {
    expect(problems({ code: "conflict" }, 409)).toEqual([expect.stringContaining("no such status")]);
    expect(problems({ id: "a", note: "b" }, 204)).toEqual([expect.stringContaining("none is declared")]);
    expect(problems({ id: "a", note: "b" }, 200, "/v1/things/known")).not.toEqual([]);
  });

  it("takes of a path that is unknown only a refusal", () => {
    expect(problems({ code: "not_found" }, 404, "/v1/nothing")).toEqual([]);
    expect(problems({ code: "method_not_allowed" }, 405, "/v1/things/1", "PATCH")).toEqual([]);
    expect(problems({ id: "a", note: "b" }, 200, "/v1/nothing")).not.toEqual([]);
    expect(problems({ id: "a", note: "b" }, 200, "/sdk/v1/runs/1/state/a/b%20c")).toEqual([]);
  });

  it("remembers each declared member that was in an answer, and knows those that could be", () => {
    const fresh = new Answers(documentOf(), []);
    const text = JSON.stringify({ id: "a", note: "b" });
    fresh.problems({
      method: "GET",
      path: "/v1/things/1",
      status: 200,
      contentType: "application/json",
      text,
    });
    expect([...fresh.seen].sort()).toEqual(["Large.note", "Small.id", "Small.note"]);
    expect([...fresh.declared()].sort()).toEqual([
      ...["Large.more", "Large.note", "Other.kind", "Other.list", "Refusal.code", "Small.id", "Small.note"],
    ]);
  });

  it("knows no two schemas of one name", () => {
    const components = new Components();
    components.show(Small);
    const impostor = component("Small", "Small.", Type.Object({ id: Type.Integer() }));
    expect(() => components.show(impostor)).toThrow("Small");
  });
});
