import { signal } from "@preact/signals";
import { readJob } from "./reads.js";
import { may, session } from "./session.js";

/** Names of jobs by their ids, read once each: lists of runs hold ids only. */
const names = signal<ReadonlyMap<string, string>>(new Map());
const asked = new Set<string>();
let wanted: string[] = [];

session.subscribe(() => {
  asked.clear();
  names.value = new Map();
});

export function learnName(id: string, name: string): void {
  if (names.peek().get(id) === name) return;
  asked.add(id);
  names.value = new Map(names.peek()).set(id, name);
}

async function readWanted(): Promise<void> {
  const ids = wanted;
  wanted = [];
  const found = new Map(names.peek());
  await Promise.all(
    ids.map(async (id) => {
      const job = await readJob(id).catch(() => undefined);
      found.set(id, job?.slug ?? "");
    }),
  );
  names.value = new Map([...names.peek(), ...found]);
}

/** The slug of the job; undefined until it was read, '' when it is gone or may not be seen. */
export function jobName(id: string): string | undefined {
  const known = names.value.get(id);
  if (known === undefined && !asked.has(id) && may("jobs:read")) {
    asked.add(id);
    wanted.push(id);
    if (wanted.length === 1) setTimeout(() => void readWanted(), 30);
  }
  return known;
}
