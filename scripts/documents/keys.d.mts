/** A table of the keys of one constant; throws for a key that its comment does not describe. */
export function keysTable(source: string, constant: string): string;
