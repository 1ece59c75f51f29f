import { randomBytes } from "node:crypto";
import { ApiClient } from "./api-client.js";
import { Control } from "./control.js";
import { workOnDocument } from "./document-run.js";
import { ExecutorPool } from "./executor-pool.js";
import { type FolderPayload, workOnFolder } from "./folder-run.js";
import { type Summary, verify } from "./verify.js";
import { type Bar, followParent } from "./watch.js";

const CANCEL_MS = 5_000;

export interface FleetOptions {
  readonly url: string;
  readonly apiKey: string;
  readonly projectId: string;
  /** Files to work on, 1 to 1,000: as many children a run may have open. */
  readonly paths: readonly string[];
  readonly executors: number;
  readonly bar: Bar;
  readonly report: (line: string) => void;
  /** Aborted when the example shall not go on. */
  readonly signal: AbortSignal;
}

/** Runs the whole fleet once and reads back what is left of it. */
export async function runFleet(options: FleetOptions): Promise<Summary & { readonly parentId: string }> {
  const api = new ApiClient(options.url, options.apiKey, options.signal);
  const control = new Control(api, options.projectId);
  // Jobs of its own for each time: two examples on one gateway do not claim each other's runs.
  const name = randomBytes(4).toString("hex");
  const folderSlug = `example-folder-${name}`;
  const documentSlug = `example-document-${name}`;
  const folderJob = await control.createJob(folderSlug, "Example: a folder");
  await control.createJob(documentSlug, "Example: a document");

  const pool = new ExecutorPool(
    api,
    new Map([
      [folderSlug, (run) => workOnFolder(run, control, documentSlug)],
      [documentSlug, workOnDocument],
    ]),
    options.report,
  );
  pool.start(options.executors);
  let parentId = "";
  try {
    const payload: FolderPayload = { paths: options.paths };
    parentId = (await control.trigger(folderJob, payload, name)).id;
    await followParent(control, parentId, options.paths.length, options.bar, options.signal);
    return { parentId, ...(await verify(control, parentId, options.paths)) };
  } catch (error) {
    if (parentId !== "") await cancel(options, parentId);
    throw error;
  } finally {
    await pool.stop();
    await api.close();
  }
}

/** Leaves nothing in the queue that nobody will take. */
async function cancel({ url, apiKey, projectId }: FleetOptions, parentId: string): Promise<void> {
  const api = new ApiClient(url, apiKey, AbortSignal.timeout(CANCEL_MS));
  // A parent that has ended already cannot be canceled, and a gateway that is gone cannot be asked.
  await new Control(api, projectId).cancel(parentId).catch(() => undefined);
  await api.close();
}
