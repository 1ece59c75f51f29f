import type { FunctionComponent } from "preact";
import { useEffect, useState } from "preact/hooks";
import { session } from "../api/session.js";
import { Empty, Loading, Problem } from "../ui/basics.js";
import { Overlays } from "../ui/dialogs.js";
import { View } from "../ui/page.js";
import { Frame } from "./frame.js";
import { Help } from "./help.js";
import { ProjectChoice } from "./projects.js";
import { path } from "./router.js";
import { SignIn } from "./sign-in.js";

type ViewOf = FunctionComponent<{ id: string; part: string }>;

/** Views by the first part of the path, each loaded when it is first shown. */
const VIEWS: Readonly<Record<string, () => Promise<ViewOf>>> = {
  "": async () => (await import("../views/fleet.js")).FleetView,
  runs: async () => (await import("../views/runs.js")).RunsView,
  "runs/": async () => (await import("../views/run/run.js")).RunView,
  jobs: async () => (await import("../views/jobs.js")).JobsView,
  "jobs/": async () => (await import("../views/job/job.js")).JobView,
  schedules: async () => (await import("../views/schedules.js")).SchedulesView,
  events: async () => (await import("../views/events.js")).EventsView,
  "dead-letters": async () => (await import("../views/dead-letters.js")).DeadLettersView,
  workers: async () => (await import("../views/workers.js")).WorkersView,
  "workers/": async () => (await import("../views/worker.js")).WorkerView,
  webhooks: async () => (await import("../views/webhooks.js")).WebhooksView,
  keys: async () => (await import("../views/keys.js")).KeysView,
  system: async () => (await import("../views/system.js")).SystemView,
};

const loaded = new Map<string, ViewOf>();

function NotFound() {
  return (
    <View title="Not found">
      <Empty title="There is no such view">The address may be of another version of the console.</Empty>
    </View>
  );
}

function Routed() {
  const [place = "", id = "", part = ""] = path.value;
  const name = id !== "" && Object.hasOwn(VIEWS, `${place}/`) ? `${place}/` : place;
  const [, redraw] = useState(0);
  const [error, setError] = useState<unknown>(undefined);
  useEffect(() => {
    if (loaded.has(name) || !Object.hasOwn(VIEWS, name)) return;
    setError(undefined);
    VIEWS[name]?.().then(
      (view) => {
        loaded.set(name, view);
        redraw((n) => n + 1);
      },
      () => setError(new TypeError()),
    );
  }, [name]);
  if (!Object.hasOwn(VIEWS, name)) return <NotFound />;
  const Shown = loaded.get(name);
  if (Shown !== undefined) return <Shown key={`${name}${id}`} id={id} part={part} />;
  return (
    <main id="view">
      {error === undefined ? <Loading /> : <Problem error={error} again={() => location.reload()} />}
    </main>
  );
}

/** The console. */
export function App() {
  const who = session.value;
  if (who === undefined) return <SignIn />;
  if (who.project === undefined) return <ProjectChoice />;
  return (
    <>
      <Frame key={who.project}>
        <Routed />
      </Frame>
      <Overlays />
      <Help />
    </>
  );
}
