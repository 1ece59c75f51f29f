const HEAD = [
  "Fault",
  "Clients got",
  "Slowest answer",
  "Gateway serves again",
  "Worker serves again",
  "MiB of gateway, worker",
  "Acknowledged writes lost",
  "Back by",
];

/** The lines of a table of what test/faults/suite.ts has seen. */
export function tableOfFaults(rows) {
  return [HEAD, HEAD.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`);
}
