import { expect, test } from "vitest";
import { freePort } from "../../support/ports.js";
import { Product, type ProductProcess } from "../../support/product.js";
import { rawRequest } from "../../support/raw-http.js";

const reached = (port: number, host: string) =>
  rawRequest(port, "GET", "/health", [], undefined, host).then(
    (answer) => answer?.status,
    () => undefined,
  );

test.each(["auto", "node"])(
  "localhost is both loopback addresses, as `npm start` has it: %s",
  async (engine) => {
    const product = await Product.start();
    const port = await freePort();
    const gateway: ProductProcess = product.launch("gateway", {
      ...{ HOST: "localhost", PORT: String(port), HTTP_ENGINE: engine },
    });
    const both = async () => [await reached(port, "127.0.0.1"), await reached(port, "::1")];
    await expect.poll(both, { timeout: 120_000 }).toEqual([200, 200]);
    expect(await gateway.stop()).toBe(0);
    expect(await both()).toEqual([undefined, undefined]);
    await product.stop();
  },
);
