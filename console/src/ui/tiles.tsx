import type { ComponentChildren } from "preact";

/** Figures side by side. */
export function Tiles({ children }: { children: ComponentChildren }) {
  return <dl class="tiles">{children}</dl>;
}

interface TileProps {
  readonly name: string;
  readonly value: string | undefined;
  readonly note?: string | undefined;
  readonly tone?: "good" | "bad" | "busy" | "care" | undefined;
  readonly href?: string;
}

export function Tile({ name, value, note, tone, href }: TileProps) {
  return (
    <div class="tile" data-tone={tone}>
      <dt>{href === undefined ? name : <a href={href}>{name}</a>}</dt>
      <dd>
        {value ?? "–"}
        {note === undefined ? null : <small>{note}</small>}
      </dd>
    </div>
  );
}
