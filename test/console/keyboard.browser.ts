import type { Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type OpenedConsole, openConsole } from "./opened.js";
import { signedIn } from "./session.js";

let product: OpenedConsole["product"];
let browser: OpenedConsole["browser"];
let address: OpenedConsole["address"];
let close: OpenedConsole["close"];
let page: Page;
let jobId: string;
/** Of the job, the newest first, as lists show them. */
let runs: string[];

beforeAll(async () => {
  ({ product, browser, address, close } = await openConsole());
  jobId = (await product.createJob()).id;
  runs = [];
  for (let count = 0; count < 3; count++) runs.unshift((await product.trigger(jobId)).id);
  ({ page } = await signedIn(browser, product));
});

afterAll(() => close?.());

beforeEach(async () => {
  await page.goto(address(`runs?job=${jobId}`));
  await page.getByTitle(runs[0] ?? "").waitFor();
});

/** The run that the cursor of the list stands on. */
async function cursor(): Promise<string | undefined> {
  const row = page.locator("tr[data-cursor]");
  return (await row.count()) === 0
    ? undefined
    : ((await row.getByRole("link").first().getAttribute("title")) ?? "");
}

const picked = (id: string): Promise<boolean> =>
  page.getByRole("checkbox", { name: `Select ${id}` }).isChecked();

describe("keys in a list", () => {
  it("j and k move a cursor from row to row, and no further than the list goes", async () => {
    expect(await cursor()).toBeUndefined();
    const seen: (string | undefined)[] = [];
    for (const key of ["j", "j", "j", "j", "k", "k", "k"]) {
      await page.keyboard.press(key);
      seen.push(await cursor());
    }
    const [first, second, third] = runs;
    expect(seen).toEqual([first, second, third, third, second, first, first]);
  });

  it("Enter opens the row of the cursor", async () => {
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: runs[1] ?? "" }).waitFor();
  });

  it("x picks the row of the cursor, and lets it go again", async () => {
    await page.keyboard.press("j");
    await page.keyboard.press("x");
    await page.keyboard.press("j");
    await page.keyboard.press("x");
    await page.getByRole("toolbar").getByText("2").first().waitFor();
    expect(await Promise.all(runs.map(picked))).toEqual([true, true, false]);
    await page.keyboard.press("k");
    await page.keyboard.press("x");
    expect(await Promise.all(runs.map(picked))).toEqual([false, true, false]);
  });

  it("mean nothing while something is written, or a dialog is open", async () => {
    const field = page.getByLabel("Find a run by its id");
    await field.focus();
    await page.keyboard.type("jkxp?");
    expect(await field.inputValue()).toBe("jkxp?");
    expect(await cursor()).toBeUndefined();
    await page.keyboard.press("Escape");
    await page.keyboard.press("?");
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("j");
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(await cursor()).toBeUndefined();
  });
});

describe("keys of every view", () => {
  it("p holds lists still, says so, and follows again", async () => {
    const live = page.getByTitle("Hold the lists still");
    await page.getByRole("button", { name: "Live" }).waitFor();
    expect(await live.getAttribute("aria-pressed")).toBe("false");
    await page.keyboard.press("p");
    await page.getByRole("button", { name: "Paused" }).waitFor();
    const later = await product.trigger(jobId);
    await page.waitForTimeout(2_500);
    expect(await page.getByTitle(later.id).count()).toBe(0);
    await page.keyboard.press("p");
    await page.getByRole("button", { name: "Live" }).waitFor();
    await page.getByTitle(later.id).waitFor();
    runs.unshift(later.id);
  });

  it("/ goes to the search of the view, or to that of runs", async () => {
    const field = page.getByLabel("Find a run by its id");
    await page.keyboard.press("/");
    expect(await page.evaluate("document.activeElement.ariaLabel")).toBe("Find a run by its id");
    await page.goto(address("webhooks"));
    await page.getByRole("heading", { name: "Webhooks", exact: true }).waitFor();
    await page.keyboard.press("/");
    await field.waitFor();
    await page.keyboard.type((runs[2] ?? "").toUpperCase());
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: runs[2] ?? "" }).waitFor();
  });

  it("? shows the keys that mean something here", async () => {
    await page.keyboard.press("?");
    const help = page.getByRole("dialog");
    for (const words of ["Next row", "Select the row", "Search", "Go to Fleet"])
      await help.getByText(words, { exact: true }).waitFor();
    await page.keyboard.press("Escape");
    await page.goto(address(`runs/${runs[0]}`));
    await page.getByRole("heading", { name: runs[0] ?? "" }).waitFor();
    await page.keyboard.press("?");
    await help.getByText("Search", { exact: true }).waitFor();
    expect(await help.getByText("Select the row", { exact: true }).count()).toBe(0);
  });

  it("g and a letter go to a view", async () => {
    for (const [key, title] of [
      ["f", "Fleet"],
      ["j", "Jobs"],
      ["e", "Events"],
      ["w", "Workers"],
      ["r", "Runs"],
    ] as const) {
      await page.keyboard.press("g");
      await page.keyboard.press(key);
      await page.getByRole("heading", { name: title, exact: true }).waitFor();
    }
  });
});
