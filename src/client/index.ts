export { ApiError, ForeignAnswerError } from "./api-error.js";
export type * from "./api-types.js";
export * from "./client.js";
export { createExecutor, Executor, type ExecutorOptions, type Handler } from "./executor.js";
export { type AbortCause, ExecutorRun, RunSuspended } from "./executor-run.js";
export type { Followed, FollowOptions } from "./follow.js";
export type { RetryOptions } from "./retry.js";
