import { useEffect, useRef, useState } from "preact/hooks";
import { Raw } from "../../json/reader.js";
import { JsonView } from "../../json/view.js";
import { Button, Copy, Unfilled } from "../../ui/basics.js";
import { executorCurl } from "../../ui/curl.js";
import { Icon } from "../../ui/icons.js";
import { count, statusWord } from "../../ui/words.js";
import type { RunFeed } from "./feed.js";
import { LEVELS, type LogLine } from "./log-lines.js";

const ROW = 22;
const AROUND = 12;
/** How close to the end counts as being there. */
const NEAR = 40;

const CLOCK = new Intl.DateTimeFormat(undefined, {
  ...({
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    fractionalSecondDigits: 3,
    hour12: false,
  } as const),
});

function LineDetail({ line, close }: { line: LogLine; close: () => void }) {
  return (
    <aside class="log-detail" aria-label="The selected line">
      <header>
        <b>{statusWord(line.level)}</b>
        <span class="faint">{line.type}</span>
        <time dateTime={new Date(line.atMs).toISOString()}>{new Date(line.atMs).toISOString()}</time>
        <span class="room" />
        <Copy text={line.message} label="Copy the message" />
        <Button kind="quiet" icon="cross" label="Close the line" onClick={close} />
      </header>
      <pre>{line.message}</pre>
      {line.data instanceof Raw ? <JsonView value={line.data} label="Data of the line" /> : null}
    </aside>
  );
}

/** The log of a run: only the lines in sight are elements, so that their number does not matter. */
export function Log({ feed, runId, live }: { feed: RunFeed; runId: string; live: boolean }) {
  const frame = useRef<HTMLDivElement>(null);
  const [, redraw] = useState(0);
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(400);
  const [follow, setFollow] = useState(true);
  const [level, setLevel] = useState("");
  const [text, setText] = useState("");
  const [open, setOpen] = useState<LogLine | undefined>(undefined);
  const { log } = feed;
  void feed.version.value;

  useEffect(() => {
    const waiting = setTimeout(
      () => void log.filter({ level, text }, () => redraw((n) => n + 1)),
      text === "" ? 0 : 150,
    );
    return () => clearTimeout(waiting);
  }, [log, level, text]);
  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const resized = new ResizeObserver(() => setHeight(element.clientHeight));
    resized.observe(element);
    return () => resized.disconnect();
  }, []);
  const { length } = log;
  useEffect(() => {
    const element = frame.current;
    if (follow && element !== null) element.scrollTop = element.scrollHeight;
  }, [follow, length, height]);

  const scrolled = (): void => {
    const element = frame.current;
    if (element === null) return;
    setTop(element.scrollTop);
    const atEnd = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR;
    if (!atEnd && element.scrollTop < top) setFollow(false);
    if (atEnd && !follow) setFollow(true);
  };
  const first = Math.max(0, Math.floor(top / ROW) - AROUND);
  const last = Math.min(length, Math.ceil((top + height) / ROW) + AROUND);
  const rows = [];
  for (let index = first; index < last; index++) {
    const line = log.at(index);
    if (line === undefined) continue;
    rows.push(
      <button
        key={index}
        type="button"
        class="log-line"
        data-level={line.level}
        data-open={line === open ? "" : undefined}
        style={{ transform: `translateY(${index * ROW}px)` }}
        onClick={() => setOpen(line === open ? undefined : line)}
      >
        <time>{CLOCK.format(line.atMs)}</time>
        <b>{line.level}</b>
        {line.type === "log" ? null : <i>{line.type}</i>}
        <span>
          {line.message === "" && line.data instanceof Raw
            ? line.data.text.slice(0, 400)
            : line.message.slice(0, 1000)}
        </span>
      </button>,
    );
  }
  return (
    <div class="log">
      <div class="log-tools">
        <div class="search">
          <Icon name="search" />
          <input
            data-search
            aria-label="Search the log"
            placeholder="Search the log"
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
          <kbd aria-hidden="true">/</kbd>
        </div>
        <select
          aria-label="Least level"
          value={level}
          onChange={(event) => setLevel(event.currentTarget.value)}
        >
          <option value="">All levels</option>
          {LEVELS.slice(1).map((one) => (
            <option key={one} value={one}>
              {statusWord(one)} and above
            </option>
          ))}
        </select>
        <span class="faint" role="status">
          {length === log.total ? `${count(length)} lines` : `${count(length)} of ${count(log.total)} lines`}
          {log.filtering.value ? ", searching" : ""}
          {log.dropped > 0 ? `, ${count(log.dropped)} older ones left` : ""}
        </span>
        <span class="room" />
        <Button icon="down" pressed={follow} onClick={() => setFollow(!follow)}>
          Follow
        </Button>
      </div>
      <div
        ref={frame}
        class="log-frame"
        role="log"
        aria-live="off"
        aria-label="Log"
        tabIndex={0}
        onScroll={scrolled}
      >
        <div class="log-room" style={{ height: `${length * ROW}px` }}>
          {rows}
        </div>
      </div>
      {length === 0 ? (
        log.total === 0 ? (
          <Unfilled curl={!live ? undefined : executorCurl("log", { message: "Hello" }, runId)}>
            The run has logged nothing yet.
          </Unfilled>
        ) : (
          <p class="none faint">No line matches.</p>
        )
      ) : null}
      {open === undefined ? null : <LineDetail line={open} close={() => setOpen(undefined)} />}
    </div>
  );
}
