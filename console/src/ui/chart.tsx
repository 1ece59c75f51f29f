import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import { theme } from "../shell/theme.js";

export interface Series {
  readonly name: string;
  /** A custom property of the style sheet, as `--good`. */
  readonly colour: string;
  readonly values: readonly (number | null)[];
  readonly fill?: boolean;
  /** Dashed: what tells lines apart without their colours. */
  readonly dash?: readonly number[];
}

interface ChartProps {
  readonly label: string;
  /** Seconds since the epoch. */
  readonly times: readonly number[];
  readonly series: readonly Series[];
  readonly format: (value: number) => string;
  readonly height?: number;
  readonly stepped?: boolean;
}

const MINUTES = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const SECONDS = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit" });

/** A tick of the time axis, to the second where the ticks are closer than a minute. */
function clock(at: number, ticks: readonly number[]): string {
  const close = (ticks[1] ?? at) - (ticks[0] ?? at) < 60;
  return (close ? SECONDS : MINUTES).format(at * 1000);
}

function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** What a legend shows: the value under the pointer, the newest while that is elsewhere. */
function pointedAt(plot: uPlot, value: number | null, index: number, place: number | null): number | null {
  return (place === null ? plot.data[index]?.at(-1) : value) ?? null;
}

/** Values over time. What is drawn is also told in the legend: the newest values, or those under the pointer. */
export function Chart({ label, times, series, format, height = 180, stepped = false }: ChartProps) {
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);
  const shape = `${theme.value}|${series.map(({ name }) => name).join("|")}`;
  const data = [[...times], ...series.map(({ values }) => [...values])] as uPlot.AlignedData;
  const newest = useRef(data);
  newest.current = data;

  useEffect(() => {
    const element = host.current;
    if (element === null) return;
    const axis = {
      stroke: colour("--faint"),
      grid: { stroke: colour("--grid"), width: 1 },
      ticks: { show: false },
      font: "11px system-ui",
    };
    const paths = stepped ? uPlot.paths.stepped?.({ align: 1 }) : uPlot.paths.linear?.();
    const made = new uPlot(
      {
        width: element.clientWidth,
        height,
        padding: [8, 24, 0, 0],
        cursor: { points: { size: 6 }, drag: { x: false, y: false } },
        legend: { live: true },
        scales: { y: { range: (_, low, high) => [Math.min(0, low), high <= 0 ? 1 : high * 1.1] } },
        axes: [
          { ...axis, space: 80, size: 28, values: (_, ticks) => ticks.map((at) => clock(at, ticks)) },
          { ...axis, size: 56, space: 36, values: (_, ticks) => ticks.map(format) },
        ],
        series: [
          {
            label: "At",
            value: (plot, at, index, place) => {
              const shown = pointedAt(plot, at, index, place);
              return shown === null ? "–" : new Date(shown * 1000).toLocaleTimeString();
            },
          },
          ...series.map(({ name, colour: stroke, fill, dash }) => ({
            label: name,
            stroke: colour(stroke),
            width: 1.5,
            ...(paths === undefined ? {} : { paths }),
            ...(fill === true ? { fill: `${colour(stroke)}22` } : {}),
            ...(dash === undefined ? {} : { dash: [...dash] }),
            points: { show: false },
            value: (plot: uPlot, value: number | null, index: number, place: number | null) => {
              const shown = pointedAt(plot, value, index, place);
              return shown === null ? "–" : format(shown);
            },
          })),
        ],
      },
      newest.current,
      element,
    );
    plot.current = made;
    const resized = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }));
    resized.observe(element);
    return () => {
      resized.disconnect();
      made.destroy();
      plot.current = undefined;
    };
  }, [shape, height, stepped]);

  useEffect(() => {
    plot.current?.setData(newest.current);
  });
  return <figure ref={host} class="chart" aria-label={label} />;
}
