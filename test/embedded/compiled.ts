import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** The embedded mode as JavaScript, for tests that need it in a process of its own. */
export interface CompiledEmbedded {
  /** Folder of `all.js` and its neighbours. */
  readonly folder: string;
  remove(): Promise<void>;
}

/** Compiles the sources as they are now: a test must not pass or fail by what an earlier build left. */
export async function compileEmbedded(): Promise<CompiledEmbedded> {
  const cache = join(ROOT, "node_modules", ".cache");
  await mkdir(cache, { recursive: true });
  const outDir = await mkdtemp(join(cache, "bosporus-embedded-"));
  const project = {
    extends: join(ROOT, "tsconfig.json"),
    compilerOptions: {
      noEmit: false,
      rootDir: join(ROOT, "src"),
      outDir,
      typeRoots: [join(ROOT, "node_modules/@types")],
    },
    include: [join(ROOT, "src/embedded")],
  };
  await writeFile(join(outDir, "tsconfig.json"), JSON.stringify(project));
  await writeFile(join(outDir, "package.json"), '{"type":"module"}');
  await run(process.execPath, [join(ROOT, "node_modules/typescript/bin/tsc"), "-p", outDir]);
  return {
    folder: join(outDir, "embedded"),
    remove: () => rm(outDir, { recursive: true, force: true }),
  };
}
