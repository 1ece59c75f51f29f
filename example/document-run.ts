import { readFile } from "node:fs/promises";
import { splitUtf8 } from "./chunks.js";
import type { ExecutorRun } from "./executor-run.js";
import { MEASURES_SCHEMA, measure } from "./measure.js";

/** Payload of a child: the file it works on. */
export interface DocumentPayload {
  readonly path: string;
}

/** Far below the gateway's 256 KiB a chunk, so that readers get the text while it is being sent. */
const CHUNK_BYTES = 16 * 1024;

/** The child's work: streams its file and records what it found in it. */
export async function workOnDocument(run: ExecutorRun): Promise<void> {
  const { path } = run.claimed.payload as DocumentPayload;
  const startedAt = performance.now();
  const bytes = await readFile(path);
  await run.toolCall({
    tool_name: "read_file",
    input: { path },
    output: { bytes: bytes.length },
    duration_ms: Math.round(performance.now() - startedAt),
  });

  const chunks = splitUtf8(bytes, CHUNK_BYTES);
  for (const [seq, chunk] of chunks.entries()) {
    const done = seq === chunks.length - 1;
    // `seq` makes a repeated call harmless: the gateway appends each chunk once.
    await run.stream({ chunk, seq, done });
    await run.progress(done ? 100 : Math.floor(((seq + 1) / chunks.length) * 100), "streaming");
  }

  const measures = measure(bytes.toString("utf8"));
  await run.usage({
    provider: "example",
    model: "markdown",
    prompt_tokens: measures.words,
    completion_tokens: measures.headings + measures.links,
  });
  await run.setState("file", { path, bytes: bytes.length });
  await run.output({ output_key: "measures", value: measures, schema: MEASURES_SCHEMA });
  await run.checkpoint({ chunks: chunks.length });
  await run.complete(measures);
}
