import type { Browser } from "playwright-core";
import { Endpoint } from "../support/endpoint.js";
import { Product } from "../support/product.js";
import { launchBrowser } from "./browser.js";

/** What a test of the console works with: a product with a worker, somebody's endpoint, and a browser. */
export interface OpenedConsole {
  readonly product: Product;
  readonly endpoint: Endpoint;
  readonly browser: Browser;
  /** The address of a view. */
  address(path: string): string;
  close(): Promise<void>;
}

export async function openConsole(): Promise<OpenedConsole> {
  const browser = await launchBrowser();
  const endpoint = await Endpoint.start();
  const product = await Product.start({ workers: 1, environment: { STALE_THRESHOLD: "10m" } }).catch(
    async (error: unknown) => {
      await browser.close();
      endpoint.stop();
      throw error;
    },
  );
  return {
    product,
    endpoint,
    browser,
    address: (path) => `${product.url()}/console/${path}`,
    async close() {
      await browser.close();
      endpoint.stop();
      await product.stop();
    },
  };
}
