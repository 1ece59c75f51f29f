import { afterAll, beforeAll, expect, test } from "vitest";
import { ApiKeys } from "../../src/store/api-keys.js";
import { type OpenedScripts, openScripts } from "./opened.js";

let opened: OpenedScripts;

beforeAll(async () => {
  opened = await openScripts();
});
afterAll(() => opened.close());

test("the key that the configuration names has one id and one project, however many gateways start", async () => {
  const keys = new ApiKeys(opened.redis, opened.scripts);
  const secret = `strait_${"0".repeat(64)}`;
  const start = (project: string) =>
    Promise.all(Array.from({ length: 5 }, () => keys.putBootstrap(secret, project)));
  await start("one");
  const [first, ...others] = await keys.list("one");
  expect([first?.name, others]).toEqual(["bootstrap", []]);
  await start("two");
  expect([await keys.list("one"), await keys.list("two")]).toEqual([[], [{ ...first, projectId: "two" }]]);
});
