import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { onKey } from "../shell/keyboard.js";
import { go } from "../shell/router.js";
import { Button } from "./basics.js";

export interface Column<Row> {
  readonly name: string;
  readonly cell: (row: Row) => ComponentChildren;
  /** 1: always there; 2, 3, 4: leaves first on narrow windows. */
  readonly rank?: 1 | 2 | 3 | 4;
  readonly align?: "end";
  /** Takes what room is left, and is cut there. */
  readonly grow?: boolean;
}

interface TableProps<Row> {
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly idOf: (row: Row) => string;
  readonly href?: (row: Row) => string;
  readonly selected?: ReadonlySet<string>;
  readonly onSelect?: (ids: ReadonlySet<string>) => void;
}

/** A list of objects. `j` and `k` move a cursor, Enter opens, `x` selects. */
export function Table<Row>({ label, columns, rows, idOf, href, selected, onSelect }: TableProps<Row>) {
  const [cursor, setCursor] = useState<string | undefined>(undefined);
  const body = useRef<HTMLTableSectionElement>(null);
  const ids = rows.map(idOf);

  const toggle = (id: string): void => {
    if (onSelect === undefined || selected === undefined) return;
    const next = new Set(selected);
    if (!next.delete(id)) next.add(id);
    onSelect(next);
  };
  const at = cursor === undefined ? -1 : ids.indexOf(cursor);
  const acts = useRef({
    move: (_by: number): void => undefined,
    open: (): void => undefined,
    mark: (): void => undefined,
  });
  acts.current = {
    move(by) {
      const next = Math.min(ids.length - 1, Math.max(0, at + by));
      setCursor(ids[next]);
      body.current?.children[next]?.scrollIntoView({ block: "nearest" });
    },
    open() {
      const row = rows[at];
      if (row !== undefined && href !== undefined) go(href(row));
    },
    mark() {
      if (cursor !== undefined) toggle(cursor);
    },
  };
  useEffect(() => {
    const offs = [
      onKey("j", "Next row", () => acts.current.move(1)),
      onKey("k", "Row before", () => acts.current.move(-1)),
      onKey("Enter", "Open the row", () => acts.current.open()),
      onKey("x", "Select the row", () => acts.current.mark()),
    ];
    return () => {
      for (const off of offs) off();
    };
  }, []);

  const open = (row: Row) => (event: MouseEvent) => {
    if (href === undefined || event.defaultPrevented || getSelection()?.isCollapsed === false) return;
    if (event.target instanceof Element && event.target.closest("a, button, input, label") !== null) return;
    if (event.metaKey || event.ctrlKey) window.open(href(row));
    else go(href(row));
  };
  const all = ids.length > 0 && selected !== undefined && ids.every((id) => selected.has(id));
  return (
    <div class="table-frame">
      <table class={href === undefined ? "" : "opens"}>
        <caption class="hidden">{label}</caption>
        <thead>
          <tr>
            {selected === undefined ? null : (
              <th scope="col" class="pick">
                <input
                  type="checkbox"
                  aria-label="Select all on this page"
                  checked={all}
                  onChange={() => onSelect?.(all ? new Set() : new Set(ids))}
                />
              </th>
            )}
            {columns.map(({ name, rank = 1, align, grow }) => (
              <th key={name} scope="col" class={`rank${rank} ${align ?? ""} ${grow === true ? "grow" : ""}`}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody ref={body}>
          {rows.map((row, index) => {
            const id = ids[index] ?? "";
            return (
              <tr
                key={id}
                data-cursor={id === cursor ? "" : undefined}
                data-picked={selected?.has(id) === true ? "" : undefined}
                onClick={open(row)}
              >
                {selected === undefined ? null : (
                  <td class="pick">
                    <input
                      type="checkbox"
                      aria-label={`Select ${id}`}
                      checked={selected.has(id)}
                      onChange={() => toggle(id)}
                    />
                  </td>
                )}
                {columns.map(({ name, cell, rank = 1, align, grow }) => (
                  <td key={name} class={`rank${rank} ${align ?? ""} ${grow === true ? "grow" : ""}`}>
                    {cell(row)}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** The way through the pages of a list: forth by cursor, back by the browser. */
export function Pager({ next, first }: { next: string | undefined; first: string | undefined }) {
  if (next === undefined && first === undefined) return null;
  return (
    <div class="pager">
      {first === undefined ? null : <Button onClick={() => go(first)}>Newest</Button>}
      <span class="room" />
      {next === undefined ? null : <Button onClick={() => go(next)}>Older</Button>}
    </div>
  );
}
