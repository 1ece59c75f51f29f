/**
 * Part of `npm run build`: the packages of many modules in a few files, where what was built finds them first. As they are
 * published a gateway reads some 1,000 of their modules and a worker 1,200, which was half of what a start costs. What is
 * not found here, in a packed archive for one, is found in `node_modules` as ever. Tests read them here too.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import process from "node:process";
import { build } from "vite";
import { root } from "./set-up.mjs";

/** Those that bring threads, native parts or files of their own stay as they are. */
const PACKAGES = [
  "bullmq",
  "fast-jwt",
  "ioredis",
  "msgpackr",
  "prom-client",
  "typebox",
  "undici",
  "uuid",
  "ws",
];
const dist = join(root, "dist");
const folder = join(dist, "node_modules");
const require = createRequire(import.meta.url);

/** As what the built sources import them. */
function imported() {
  const found = new Set();
  for (const file of readdirSync(dist, { recursive: true })) {
    if (!file.endsWith(".js") || /^(node_modules|console)\b/.test(file)) continue;
    for (const [, from = ""] of readFileSync(join(dist, file), "utf8").matchAll(/ from "([a-z][^"]*)";$/gm))
      if (PACKAGES.includes(from.split("/")[0])) found.add(from);
  }
  return [...found];
}

/** Every name by itself: what CommonJS exports is known only once it has run. */
async function named(from) {
  const names = Object.keys(await import(from)).filter(
    (name) => !/^(default|__esModule|module\.exports)$/.test(name),
  );
  return `export { ${names.join(", ")} } from "${from}";`;
}

rmSync(folder, { recursive: true, force: true });
const parts = imported();
const entry = "bundled:";
await build({
  configFile: false,
  logLevel: "warn",
  publicDir: false,
  root,
  ssr: { noExternal: true },
  plugins: [
    {
      name: "entries",
      enforce: "pre",
      resolveId: (id) => (id.startsWith(entry) ? `\0${id}` : undefined),
      load: (id) => (id.startsWith(`\0${entry}`) ? named(id.slice(entry.length + 1)) : undefined),
    },
  ],
  build: {
    ssr: true,
    outDir: folder,
    emptyOutDir: true,
    target: "node20",
    minify: false,
    rollupOptions: {
      input: Object.fromEntries(parts.map((from) => [from, `${entry}${from}`])),
      preserveEntrySignatures: "strict",
      output: { entryFileNames: "[name]/built.mjs", chunkFileNames: ".shared/[name]-[hash].mjs" },
    },
  },
}).catch((error) => {
  console.error(error);
  process.exit(1);
});

for (const name of PACKAGES) {
  const { version, license } = require(join(root, "node_modules", name, "package.json"));
  const own = parts.filter((from) => from.split("/")[0] === name);
  const exports = Object.fromEntries(
    own.map((from) => [from.replace(name, "."), `${from.replace(name, ".")}/built.mjs`]),
  );
  writeFileSync(
    join(folder, name, "package.json"),
    JSON.stringify({ name, version, license, type: "module", exports }),
  );
}
