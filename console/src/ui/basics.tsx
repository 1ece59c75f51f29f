import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { wordsOf } from "../api/calls.js";
import { Icon, type IconName, StatusGlyph } from "./icons.js";
import { distance, duration, shortId, statusWord } from "./words.js";

/** The time, a second at a time: what shows an age reads it. */
export const nowMs = signal(Date.now());
setInterval(() => {
  if (!document.hidden) nowMs.value = Date.now();
}, 1000);

const LOCAL = new Intl.DateTimeFormat(undefined, {
  ...({ year: "numeric", month: "short", day: "numeric" } as const),
  ...({ hour: "2-digit", minute: "2-digit", second: "2-digit" } as const),
});

/** A moment in the reader's zone, with UTC when the pointer rests on it; `age` says how long ago it was. */
export function Time({ at, age = false }: { at: string | undefined; age?: boolean }) {
  if (at === undefined) return <span class="faint">–</span>;
  const ms = Date.parse(at);
  const local = LOCAL.format(ms);
  const utc = `${new Date(ms).toISOString().replace("T", " ").replace("Z", "")} UTC`;
  return (
    <time dateTime={at} title={age ? `${local}\n${utc}` : utc}>
      {age ? distance(ms, nowMs.value) : local}
    </time>
  );
}

/** From a moment to another one, or to now. */
export function Elapsed({ from, to }: { from: string | undefined; to?: string | undefined }) {
  if (from === undefined) return <span class="faint">–</span>;
  const end = to === undefined ? nowMs.value : Date.parse(to);
  return <span>{duration(end - Date.parse(from))}</span>;
}

export function Status({ status, plain = false }: { status: string; plain?: boolean }) {
  return (
    <span class={`status ${plain ? "plain" : ""}`} data-status={status}>
      <StatusGlyph status={status} />
      {statusWord(status)}
    </span>
  );
}

interface ButtonProps {
  readonly children?: ComponentChildren;
  readonly icon?: IconName;
  readonly kind?: "plain" | "primary" | "danger" | "quiet";
  readonly label?: string;
  readonly disabled?: boolean;
  readonly pressed?: boolean;
  readonly type?: "button" | "submit";
  readonly onClick?: () => unknown;
}

/** A button; while what it does is under way it cannot be pressed again. */
export function Button(props: ButtonProps) {
  const {
    children,
    icon,
    kind = "plain",
    label,
    disabled = false,
    pressed,
    type = "button",
    onClick,
  } = props;
  const [busy, setBusy] = useState(false);
  const press = (): void => {
    const result = onClick?.();
    if (!(result instanceof Promise)) return;
    setBusy(true);
    result.finally(() => setBusy(false)).catch(() => undefined);
  };
  return (
    <button
      type={type}
      class={`button ${kind} ${children === undefined ? "bare" : ""}`}
      disabled={disabled || busy}
      aria-label={label}
      title={label}
      aria-pressed={pressed}
      onClick={onClick === undefined ? undefined : press}
    >
      {icon === undefined ? null : <Icon name={icon} />}
      {children}
    </button>
  );
}

export function Copy({ text, label }: { text: string; label: string }) {
  const [done, setDone] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text);
    setDone(true);
    setTimeout(() => setDone(false), 1200);
  };
  return (
    <Button kind="quiet" icon={done ? "check" : "copy"} label={done ? "Copied" : label} onClick={copy} />
  );
}

/** An id: short to read, whole to copy. */
export function Id({ id, href }: { id: string; href?: string }) {
  const shown = shortId(id);
  return href === undefined ? (
    <code class="id" title={id}>
      {shown}
    </code>
  ) : (
    <a class="id" href={href} title={id}>
      {shown}
    </a>
  );
}

/** What went wrong, and a way to try again. */
export function Problem({ error, again }: { error: unknown; again?: () => void }) {
  return (
    <div class="problem" role="alert">
      <Icon name="warning" />
      <p>{wordsOf(error)}</p>
      {again === undefined ? null : <Button onClick={again}>Try again</Button>}
    </div>
  );
}

/** Nothing is here yet: why, and the line that changes it. */
export function Empty({
  title,
  children,
  curl,
}: {
  title: string;
  children?: ComponentChildren;
  curl?: string;
}) {
  return (
    <div class="empty">
      <h2>{title}</h2>
      {children === undefined ? null : <p>{children}</p>}
      {curl === undefined ? null : <Command text={curl} />}
    </div>
  );
}

/** A line for a shell, to be copied. */
export function Command({ text }: { text: string }) {
  return (
    <div class="curl">
      <pre>{text}</pre>
      <Copy text={text} label="Copy the command" />
    </div>
  );
}

/** A part of a page that has nothing to show: why, and the line that fills it while that is possible. */
export function Unfilled({ children, curl }: { children: ComponentChildren; curl?: string | undefined }) {
  return (
    <div class="unfilled">
      <p>{children}</p>
      {curl === undefined ? null : <Command text={curl} />}
    </div>
  );
}

export function Loading() {
  return (
    <div class="loading" role="status">
      <span class="hidden">Loading</span>
      <i />
      <i />
      <i />
    </div>
  );
}

export interface TabItem {
  readonly id: string;
  readonly name: string;
  readonly href: string;
  readonly count?: string | undefined;
  readonly status?: string;
}

export function Tabs({
  items,
  current,
  label,
}: {
  items: readonly TabItem[];
  current: string;
  label: string;
}) {
  return (
    <nav class="tabs" aria-label={label}>
      {items.map(({ id, name, href, count: amount, status }) => (
        <a key={id} href={href} aria-current={id === current ? "page" : undefined}>
          {status === undefined ? null : (
            <span class="status plain" data-status={status}>
              <StatusGlyph status={status} />
            </span>
          )}
          {name}
          {amount === undefined ? null : <span class="amount">{amount}</span>}
        </a>
      ))}
    </nav>
  );
}

/** A name beside a value, in a list of facts. */
export function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  if (children === undefined || children === null || children === "") return null;
  return (
    <div class="fact">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

export function Tags({
  of,
  href,
}: {
  of: Readonly<Record<string, string>> | undefined;
  href?: (name: string, value: string) => string;
}) {
  const pairs = Object.entries(of ?? {});
  if (pairs.length === 0) return null;
  return (
    <span class="tags">
      {pairs.map(([name, value]) => {
        const text = (
          <>
            <b>{name}</b>
            {value}
          </>
        );
        return href === undefined ? (
          <span key={name} class="tag">
            {text}
          </span>
        ) : (
          <a key={name} class="tag" href={href(name, value)}>
            {text}
          </a>
        );
      })}
    </span>
  );
}
