/** docs/state-machine.md, from the table of legal transitions. */
import { table } from "./markdown.mjs";

/** The whole page. */
export function stateMachine({ TRANSITIONS, TERMINAL_STATUSES, SLOT_STATUSES }) {
  const terminal = new Set(TERMINAL_STATUSES);
  const arrows = Object.entries(TRANSITIONS).flatMap(([from, targets]) =>
    targets.map((to) => `  ${from} --> ${to}`),
  );
  const ends = Object.keys(TRANSITIONS)
    .filter((status) => TRANSITIONS[status].length === 0)
    .map((status) => `  ${status} --> [*]`);
  const rows = Object.entries(TRANSITIONS).map(([status, targets]) => [
    `\`${status}\``,
    terminal.has(status) ? "yes" : "",
    SLOT_STATUSES.includes(status) ? "yes" : "",
    targets.map((target) => `\`${target}\``).join(", "),
  ]);
  return `# The state machine of a run

Made from \`src/domain/run-status.ts\` by \`npm run docs\`: change the table there, not this page. The same table
is put into the Lua library, where every transition is checked against it.

\`\`\`mermaid
stateDiagram-v2
  [*] --> queued
  [*] --> delayed
${arrows.join("\n")}
${ends.join("\n")}
\`\`\`

${table(["Status", "Terminal", "Holds a concurrency slot", "May become"], rows)}

- Terminal: executors are answered 410, parents count the run as ended. \`dead_letter\` may be left again, by the control
  side alone; no other terminal status is ever left.
- A transition that is not in the table is refused in the script that asked for it, so that of two racing calls one
  wins and the other is told so.
- \`waiting\` becomes \`queued\` by one routine, whatever ended the wait: an event, a prefix send, or the last child.
`;
}
