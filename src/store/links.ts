import { Cells } from "../domain/cells.js";
import type { Cell } from "./cell.js";
import type { RedisConnections } from "./redis-connections.js";

/** What reaches each cell: made once for all cells that are reached by the same connections. */
export function linksTo<Link>(
  connections: RedisConnections,
  cells: Cells<Cell>,
  make: (own: RedisConnections, here: readonly Cell[]) => Link,
): Cells<Link> {
  const here = new Map<RedisConnections, Cell[]>();
  const owns = cells.map((cell) => {
    const own = connections.ofCell(cell.number);
    here.set(own, [...(here.get(own) ?? []), cell]);
    return own;
  });
  const links = new Map([...here].map(([own, those]) => [own, make(own, those)] as const));
  return new Cells([...owns.all].flatMap((own) => links.get(own) ?? []));
}
