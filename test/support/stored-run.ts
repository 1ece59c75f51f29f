import { madeText, originParts, originText } from "../../src/api/run-origin.js";

/** Fields of a run as its hash has them: what never changes is one field. */
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
  return { ...rest, origin: originText(known, made) };
}

/** A hash of a run as its fields. */
export function shownRun(stored: Readonly<Record<string, string>>): Record<string, string> {
  const { origin = "", ...rest } = stored;
  return { ...rest, ...Object.fromEntries(originParts(origin)) };
}
