import { apiBase } from "../api/calls.js";
import { session } from "../api/session.js";

/** What a shell takes as one word, whatever is in it: names that others chose are in lines that people paste. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function part(text: string): string {
  if (/^\$[A-Z_]+$/.test(text)) return text;
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function line(parts: readonly string[], headers: readonly string[], body: unknown, method: string): string {
  const url = [apiBase, ...parts.map(part)].join("/");
  const head = [...headers, "Content-Type: application/json"].map((header) => `-H "${header}"`);
  return [`curl -X ${method} ${url}`, ...head, `-d ${quoted(JSON.stringify(body))}`].join(" \\\n  ");
}

/**
 * A line for a shell that calls the control API as whoever is signed in. `parts` are those of the path; one such as
 * `$JOB_ID` is left to the shell.
 */
export function curl(parts: readonly string[], body: unknown, method = "POST"): string {
  const who = session.value;
  const headers =
    who?.kind === "internal"
      ? [
          "X-Internal-Secret: $INTERNAL_SECRET",
          ...(who.project === undefined ? [] : [`X-Project-Id: ${who.project}`]),
        ]
      : ["Authorization: Bearer $API_KEY"];
  return line(parts, headers, body, method);
}

/** The same as the executor of a run; `runId` is left to the shell where it is not known. */
export function executorCurl(operation: string, body: unknown, runId = "$RUN_ID"): string {
  return line(["sdk", "v1", "runs", runId, operation], ["Authorization: Bearer $RUN_TOKEN"], body, "POST");
}
