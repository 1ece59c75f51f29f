import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";

interface ViewProps {
  readonly title: string;
  /** Above the title: the way here. */
  readonly trail?: ComponentChildren;
  readonly heading?: ComponentChildren;
  readonly actions?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** One view: its title, what can be done, its content. */
export function View({ title, trail, heading, actions, children }: ViewProps) {
  useEffect(() => {
    document.title = `${title} · bosporus`;
  }, [title]);
  return (
    <main id="view" tabIndex={-1}>
      <header class="view-head">
        <div class="view-title">
          {trail === undefined ? null : <div class="trail">{trail}</div>}
          <h1>{heading ?? title}</h1>
        </div>
        {actions === undefined ? null : <div class="actions">{actions}</div>}
      </header>
      {children}
    </main>
  );
}

export function Panel({
  title,
  extra,
  children,
  flush = false,
}: {
  title?: string;
  extra?: ComponentChildren;
  children: ComponentChildren;
  flush?: boolean;
}) {
  return (
    <section class={`panel ${flush ? "flush" : ""}`}>
      {title === undefined ? null : (
        <header>
          <h2>{title}</h2>
          {extra}
        </header>
      )}
      {children}
    </section>
  );
}
