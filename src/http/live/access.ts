import type { SseTokens } from "../../auth/sse-token.js";
import { type Failure, fail } from "../../domain/failures.js";
import type { Scope } from "../../store/api-keys.js";
import type { Authentication, Caller } from "../access/authentication.js";
import type { Query } from "../wire/incoming.js";

/** The only value of a name; '' when it is absent, undefined when it is repeated. */
export function single(query: Query, name: string): string | undefined {
  const value = query[name] ?? "";
  return typeof value === "string" ? value : undefined;
}

/**
 * Who follows: by the credentials of every control route, or by an SSE token in `?token=`, which is looked at only
 * when there is no Authorization header.
 */
export async function callerOf(
  authentication: Authentication,
  tokens: SseTokens,
  {
    headers,
    query,
    address,
  }: { headers: Readonly<Record<string, string>>; query: Query; address: () => string },
  scope: Scope,
): Promise<Caller | Failure> {
  const authorization = headers["authorization"] ?? "";
  const internalSecret = headers["x-internal-secret"] ?? "";
  const token = single(query, "token") ?? "";
  if (token !== "" && authorization === "" && internalSecret === "") {
    const known = tokens.verify(token);
    if (known === undefined) return fail("invalid_sse_token");
    const { projectId, scopes } = known;
    // It is good for no longer than what it was asked for with.
    if (!(await authentication.stillGood(known))) return fail("invalid_sse_token");
    if (!scopes.includes("*") && !scopes.includes(scope)) {
      return fail("forbidden", { message: `the SSE token needs the scope ${scope}` });
    }
    return { projectId, internal: false, actor: "sse-token", scopes };
  }
  const projectId = headers["x-project-id"] ?? single(query, "project_id") ?? "";
  const actorId = headers["x-actor-id"] ?? "";
  return authentication.check({ authorization, internalSecret, projectId, actorId, address }, scope);
}
