import { AS_TEXT, answer, api } from "./calls.js";
import type { Job, Page, Run, Stats } from "./objects.js";

/** Query parameters without those that are empty. */
export function given<Query extends Readonly<Record<string, string>>>(query: Query): Partial<Query> {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== "")) as Partial<Query>;
}

export function readRun(id: string, signal?: AbortSignal): Promise<Run> {
  return answer(
    api().GET("/v1/runs/{runID}", { ...AS_TEXT, ...abortable(signal), params: { path: { runID: id } } }),
  );
}

export function readRuns(query: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<Page<Run>> {
  return answer(api().GET("/v1/runs", { ...AS_TEXT, ...abortable(signal), params: { query: given(query) } }));
}

export function readStats(signal?: AbortSignal): Promise<Stats> {
  return answer(api().GET("/v1/stats", { ...AS_TEXT, ...abortable(signal) }));
}

export function readJobs(query: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<Page<Job>> {
  return answer(api().GET("/v1/jobs", { ...AS_TEXT, ...abortable(signal), params: { query: given(query) } }));
}

export function readJob(id: string, signal?: AbortSignal): Promise<Job> {
  return answer(
    api().GET("/v1/jobs/{jobID}", { ...AS_TEXT, ...abortable(signal), params: { path: { jobID: id } } }),
  );
}

/** For `exactOptionalPropertyTypes`: an absent signal is left out. */
function abortable(signal: AbortSignal | undefined): { signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}
