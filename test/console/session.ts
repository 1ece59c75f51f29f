import type { Browser, Page } from "playwright-core";
import { API_KEY, type Product } from "../support/product.js";

/** What a page has told that it should not have: errors of its own, and what its policy has refused. */
export interface Watched {
  readonly page: Page;
  readonly problems: string[];
}

/** A page of its own storage, with everything noted that goes wrong in it. */
export async function openPage(
  browser: Browser,
  options: Parameters<Browser["newContext"]>[0] = {},
): Promise<Watched> {
  const context = await browser.newContext({ locale: "en-GB", timezoneId: "Europe/Istanbul", ...options });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(`error: ${error.message}`));
  page.on("console", (message) => {
    const text = message.text();
    // A refusal of the API is no fault of the page.
    if (message.type() === "error" && !/Failed to load resource/.test(text)) problems.push(text);
  });
  await page.addInitScript(`
    addEventListener("securitypolicyviolation", (event) => {
      console.error("policy: " + event.violatedDirective + " " + event.blockedURI + " " + event.sample);
    });
  `);
  return { page, problems };
}

export async function signIn(page: Page, product: Pick<Product, "url">, secret = API_KEY): Promise<void> {
  await page.goto(`${product.url()}/console/`);
  await page.getByLabel("API key or internal secret").fill(secret);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** A page of the console that is signed in, with the bootstrap key unless another secret is given. */
export async function signedIn(
  browser: Browser,
  product: Pick<Product, "url">,
  options: Parameters<Browser["newContext"]>[0] = {},
  secret = API_KEY,
): Promise<Watched> {
  const watched = await openPage(browser, options);
  await signIn(watched.page, product, secret);
  await watched.page.locator("nav.places").waitFor({ state: "attached" });
  return watched;
}
