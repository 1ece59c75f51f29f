/** Throws for a limit that it has no words for. */
export function limitsTable(limits: object): string;
