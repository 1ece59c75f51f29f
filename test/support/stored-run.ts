import type { Redis } from "ioredis";
import { CORE_FIELDS, coreParts, coreText } from "../../src/api/run-core.js";
import { madeText, originParts, originText } from "../../src/api/run-origin.js";

/** Fields of a run as its hash has them: what never changes is one field, what changes as it goes another. */
export function storedRun(
  fields: Readonly<Record<string, string | number>>,
): Record<string, string | number> {
  const {
    job_id,
    created_at,
    project_id,
    execution_mode,
    expires_at,
    timeout_secs,
    max_attempts,
    job_version,
    queue_name,
    created_by,
    ...rest
  } = fields;
  const text = (value: string | number | undefined): string => String(value ?? "");
  const known = {
    job_id: text(job_id),
    created_at: text(created_at),
    project_id: text(project_id),
    execution_mode: text(execution_mode),
    expires_at: text(expires_at),
  };
  const made = madeText({
    timeout_secs: text(timeout_secs),
    max_attempts: text(max_attempts),
    job_version: text(job_version),
    queue_name: text(queue_name),
    created_by: text(created_by),
  });
  const core = coreText(Object.fromEntries(CORE_FIELDS.map((name) => [name, text(rest[name])])));
  const others = Object.entries(rest).filter(([name]) => !CORE_FIELDS.includes(name));
  return { ...Object.fromEntries(others), origin: originText(known, made), core };
}

/** A hash of a run as its fields. */
export function shownRun(stored: Readonly<Record<string, string>>): Record<string, string> {
  const { origin = "", core = "", ...rest } = stored;
  return { ...rest, ...Object.fromEntries(originParts(origin)), ...Object.fromEntries(coreParts(core)) };
}

/** The fields of a run that is under the key; none when it is gone. */
export async function runUnder(redis: Redis, key: string): Promise<Record<string, string>> {
  return shownRun(await redis.hgetall(key));
}

/** Writes fields of a run as if commands had. */
export async function setRun(
  redis: Redis,
  key: string,
  fields: Readonly<Record<string, string | number>>,
): Promise<void> {
  await redis.hset(key, storedRun({ ...(await runUnder(redis, key)), ...fields }));
}
