import type { ScriptSettings } from "../../src/store/script-source.js";

/** What commands are loaded with where a test has nothing special to ask of them. */
export const SETTINGS = {
  retentionShortMs: 60_000,
  retentionLongMs: 60_000,
  circuitFailures: 5,
  circuitOpenMs: 60_000,
  maxSnoozeCount: 3,
  dlqMaxPerProject: 1000,
  dlqMaxPerJob: 1000,
  spawnDepth: 20,
  openChildren: 1000,
  dlqRejects: 0,
  webhookMaxAttempts: 3,
  webhookRetentionMs: 1000,
} as const satisfies ScriptSettings;
