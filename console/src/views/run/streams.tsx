import { useEffect, useRef, useState } from "preact/hooks";
import { query, setFilters } from "../../shell/router.js";
import { Button, Copy, Loading, Unfilled } from "../../ui/basics.js";
import { executorCurl } from "../../ui/curl.js";
import type { Markdown as MarkdownOf } from "../../ui/markdown.js";
import { Panel } from "../../ui/page.js";
import type { RunFeed, TextStream } from "./feed.js";

/** Markdown is laid out anew this often while it grows. */
const LAYOUT_MS = 250;

function MarkdownText({ stream }: { stream: TextStream }) {
  const [Markdown, setMarkdown] = useState<typeof MarkdownOf | undefined>(undefined);
  const [text, setText] = useState(() => stream.parts.join(""));
  useEffect(() => {
    void import("../../ui/markdown.js").then((module) => setMarkdown(() => module.Markdown));
  }, []);
  useEffect(() => {
    setText(stream.parts.join(""));
    const timer = setInterval(() => setText(stream.parts.join("")), LAYOUT_MS);
    return () => clearInterval(timer);
  }, [stream]);
  return Markdown === undefined ? <Loading /> : <Markdown text={text} />;
}

/** What the run writes for people to read, stream by stream, as it comes. */
export function Streams({ feed, runId, live }: { feed: RunFeed; runId: string; live: boolean }) {
  void feed.version.value;
  const [markdown, setMarkdown] = useState(false);
  const frame = useRef<HTMLDivElement>(null);
  const ids = [...feed.streams.keys()];
  const wanted = query.value.get("stream");
  const stream = feed.streams.get(wanted ?? ids[0] ?? "") ?? feed.streams.get(ids[0] ?? "");
  const length = stream?.length ?? 0;
  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const nearEnd = element.scrollHeight - element.scrollTop - element.clientHeight < 160;
    if (nearEnd) element.scrollTop = element.scrollHeight;
  }, [length]);
  if (stream === undefined)
    return (
      <Panel title="Text">
        <Unfilled curl={!live ? undefined : executorCurl("stream", { chunk: "Once upon a time" }, runId)}>
          The run has streamed no text yet.
        </Unfilled>
      </Panel>
    );
  const text = stream.parts.join("");
  return (
    <div class="streams">
      <div class="log-tools">
        {ids.length < 2 ? null : (
          <div class="choices" role="group" aria-label="Stream">
            {ids.map((id) => (
              <Button key={id} pressed={id === stream.id} onClick={() => setFilters({ stream: id })}>
                {id === "" ? "default" : id}
              </Button>
            ))}
          </div>
        )}
        <span class="faint">{stream.done ? "Complete" : feed.ended.value ? "Ended" : "Streaming"}</span>
        <span class="room" />
        <div class="choices" role="group" aria-label="Form">
          <Button pressed={!markdown} onClick={() => setMarkdown(false)}>
            Plain
          </Button>
          <Button pressed={markdown} onClick={() => setMarkdown(true)}>
            Markdown
          </Button>
        </div>
        <Copy text={text} label="Copy the text" />
      </div>
      <div
        ref={frame}
        class="stream-text"
        tabIndex={0}
        role="log"
        aria-live="off"
        aria-label="Streamed text"
        data-growing={stream.done || feed.ended.value ? undefined : ""}
      >
        {markdown ? <MarkdownText stream={stream} /> : <pre>{text}</pre>}
      </div>
    </div>
  );
}
