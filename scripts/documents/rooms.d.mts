/** A room of the code: `imports` has the names of those that it may import, undefined where that is everything. */
export interface Room {
  readonly name: string;
  readonly path: string;
  readonly imports: readonly string[] | undefined;
}

/** The rooms of the table in the text of CONTRIBUTING.md. */
export function roomsOf(contributing: string): readonly Room[];
