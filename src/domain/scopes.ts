/** Scopes of control-api 8.1 that this product has operations for. */
export const SCOPES = [
  "*",
  "jobs:read",
  "jobs:write",
  "jobs:trigger",
  "runs:read",
  "runs:write",
  "webhooks:read",
  "webhooks:write",
  "api-keys:manage",
  "projects:read",
  "projects:manage",
  "stats:read",
  "workers:connect",
] as const;
export type Scope = (typeof SCOPES)[number];
