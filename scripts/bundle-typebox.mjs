/**
 * Part of `npm run build`: typebox in a few files, where what was built finds it first. As it is published it has 680
 * modules, and reading them was a third of what the start of a gateway or a worker costs, and most of a command's.
 * What is not found here, in a packed archive for one, is found in `node_modules` as ever.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { build } from "vite";
import { root } from "./set-up.mjs";

/** What of the package the sources import. */
const PARTS = { index: ".", compile: "./compile", value: "./value" };
const published = join(root, "node_modules", "typebox", "package.json");
const folder = join(root, "dist", "node_modules", "typebox");

await build({
  configFile: false,
  logLevel: "warn",
  publicDir: false,
  root,
  ssr: { noExternal: true },
  build: {
    ssr: true,
    outDir: folder,
    emptyOutDir: true,
    target: "node20",
    minify: false,
    rollupOptions: {
      input: Object.fromEntries(Object.entries(PARTS).map(([name, path]) => [name, join("typebox", path)])),
      preserveEntrySignatures: "strict",
      output: { entryFileNames: "[name].mjs", chunkFileNames: "[name]-[hash].mjs" },
    },
  },
}).catch((error) => {
  console.error(error);
  process.exit(1);
});

const { name, version, license } = JSON.parse(readFileSync(published, "utf8"));
const exports = Object.fromEntries(Object.entries(PARTS).map(([name, path]) => [path, `./${name}.mjs`]));
writeFileSync(
  join(folder, "package.json"),
  JSON.stringify({ name, version, license, type: "module", exports }),
);
