import { AS_TEXT, answer, api } from "../api/calls.js";
import type { ExecutorStats, Stats } from "../api/objects.js";
import { useQuery } from "../api/query.js";
import { address } from "../shell/router.js";
import { Problem } from "../ui/basics.js";
import { Tile, Tiles } from "../ui/tiles.js";
import { count, duration, shortCount } from "../ui/words.js";

/** Of how many runs the times are. */
function sampleOf({ executing, sampled }: ExecutorStats): string {
  if (sampled === 0) return "nothing executes";
  if (sampled < executing) return `of ${count(sampled)} by chance`;
  return sampled === 1 ? "of the one that executes" : `of ${count(sampled)} that execute`;
}

/** Whether those who wait and what waits find each other. */
function waitingNote(waiting: number, queued: number): string {
  if (waiting > 0) return queued > 0 ? "for other runs than are queued" : "ready for the next run";
  return queued > 0 ? "none is free for what is queued" : "no worker asks for runs";
}

/** How lately executors were heard of, and how many of them wait for runs. */
export function ExecutorTiles({ stats }: { stats: Stats | undefined }) {
  const { data, error, refresh } = useQuery<ExecutorStats>(
    "executors",
    (signal) => answer(api().GET("/v1/stats/executors", { ...AS_TEXT, signal })),
    { everyMs: 5_000 },
  );
  if (error !== undefined && data === undefined) return <Problem error={error} again={refresh} />;
  const lag = (ms: number | undefined): string | undefined => (ms === undefined ? undefined : duration(ms));
  const note = data === undefined ? undefined : sampleOf(data);
  const waiting = data?.waiting_claims;
  return (
    <Tiles>
      <Tile name="Heartbeat lag p50" value={lag(data?.heartbeat_p50_ms)} note={note} />
      <Tile name="Heartbeat lag p99" value={lag(data?.heartbeat_p99_ms)} note={note} />
      <Tile
        name="Waiting claims"
        value={waiting === undefined ? undefined : shortCount(waiting)}
        note={waiting === undefined ? undefined : waitingNote(waiting, stats?.queued ?? 0)}
        href={address(["workers"])}
      />
    </Tiles>
  );
}
