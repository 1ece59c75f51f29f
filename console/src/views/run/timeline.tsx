import { jobName } from "../../api/names.js";
import type { Page, Run } from "../../api/objects.js";
import { nowMs, Status } from "../../ui/basics.js";
import { StatusGlyph } from "../../ui/icons.js";
import { duration, hasEnded, shortId } from "../../ui/words.js";
import { runAddress } from "../run-columns.js";
import type { RunFeed } from "./feed.js";
import { type Span, spansOf } from "./spans.js";

interface Bar extends Span {
  readonly run?: Run;
}

const STEPS_MS = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000],
  ...[60_000, 120_000, 300_000, 600_000, 900_000, 1_800_000, 3_600_000, 7_200_000, 21_600_000],
  ...[43_200_000, 86_400_000, 172_800_000, 604_800_000],
];

/** Percent of the track that the run takes: the rest is for how long the last bar took. */
const WIDTH = 88;

function ticksOf(lengthMs: number): number[] {
  const step = STEPS_MS.find((one) => lengthMs / one <= 6) ?? lengthMs;
  const ticks: number[] = [];
  for (let at = 0; at <= lengthMs; at += step) ticks.push(at);
  return ticks;
}

function childBar(run: Run): Bar {
  return {
    name: run.id,
    status: run.status,
    fromMs: Date.parse(run.created_at),
    toMs: run.finished_at === undefined ? undefined : Date.parse(run.finished_at),
    run,
  };
}

/** Where the time went: the queue, attempts, waits and children on one axis. */
export function Timeline({
  run,
  feed,
  children,
}: {
  run: Run;
  feed: RunFeed;
  children: Page<Run> | undefined;
}) {
  void feed.version.value;
  const spans: Bar[] = [...spansOf(run, feed.changes), ...(children?.data ?? []).map(childBar)];
  if (spans.length === 0) return null;
  const startMs = Math.min(...spans.map(({ fromMs }) => fromMs));
  const open = spans.some(({ toMs }) => toMs === undefined);
  const endMs = Math.max(open ? nowMs.value : 0, ...spans.map(({ toMs, fromMs }) => toMs ?? fromMs));
  const lengthMs = Math.max(1, endMs - startMs);
  const percent = (ms: number): number => (WIDTH * Math.min(lengthMs, Math.max(0, ms - startMs))) / lengthMs;
  return (
    <div class="timeline" role="list" aria-label="Timeline">
      <div class="axis" aria-hidden="true">
        <span />
        <div>
          {ticksOf(lengthMs).map((at) => (
            <i key={at} style={{ left: `${(WIDTH * at) / lengthMs}%` }}>
              {at === 0 ? "0" : duration(at)}
            </i>
          ))}
        </div>
      </div>
      {spans.map((span) => {
        const { name, status, fromMs, toMs, run: child } = span;
        const left = percent(fromMs);
        const width = Math.max(0.4, percent(toMs ?? endMs) - left);
        const took = duration((toMs ?? endMs) - fromMs);
        return (
          <div key={`${name}${fromMs}`} class="span" role="listitem">
            {child === undefined ? (
              <span class="span-name" data-status={status}>
                <StatusGlyph status={status} />
                {name}
              </span>
            ) : (
              <a class="span-name child" href={runAddress(child.id)} data-status={status}>
                <StatusGlyph status={status} />
                Child {jobName(child.job_id) || shortId(child.id)}
              </a>
            )}
            <div class="track">
              <div
                class="bar"
                data-status={status}
                data-open={toMs === undefined && !hasEnded(status) ? "" : undefined}
                style={{ left: `${left}%`, width: `${width}%` }}
              />
              <span class="took" style={{ left: `${left + width}%` }}>
                {took}
              </span>
            </div>
          </div>
        );
      })}
      {hasEnded(run.status) ? (
        <div class="span end" role="listitem">
          <Status status={run.status} plain />
        </div>
      ) : null}
    </div>
  );
}
