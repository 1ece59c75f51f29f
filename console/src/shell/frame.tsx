import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { reachable } from "../api/calls.js";
import { livePaused, liveState } from "../api/live.js";
import { may, session, signOut } from "../api/session.js";
import { Button } from "../ui/basics.js";
import { Icon, type IconName } from "../ui/icons.js";
import { helpShown } from "./help.js";
import { onKey, searchWanted } from "./keyboard.js";
import { Mark } from "./mark.js";
import { address, go, path } from "./router.js";
import { switchTheme, theme } from "./theme.js";

interface Place {
  readonly part: string;
  readonly name: string;
  readonly icon: IconName;
  readonly scope: string;
  /** Whether it is about all projects together: shown to the internal secret alone. */
  readonly ofAll?: boolean;
  /** After "g". */
  readonly key: string;
}

const PLACES: readonly (readonly Place[])[] = [
  [{ part: "", name: "Fleet", icon: "fleet", scope: "stats:read", key: "f" }],
  [
    { part: "runs", name: "Runs", icon: "runs", scope: "runs:read", key: "r" },
    { part: "jobs", name: "Jobs", icon: "jobs", scope: "jobs:read", key: "j" },
    { part: "schedules", name: "Schedules", icon: "schedules", scope: "jobs:read", key: "s" },
    { part: "events", name: "Events", icon: "events", scope: "jobs:read", key: "e" },
    { part: "dead-letters", name: "Dead letters", icon: "dead", scope: "runs:read", key: "d" },
  ],
  [
    { part: "workers", name: "Workers", icon: "workers", scope: "runs:read", key: "w" },
    { part: "webhooks", name: "Webhooks", icon: "webhooks", scope: "webhooks:read", key: "h" },
    { part: "keys", name: "API keys", icon: "keys", scope: "api-keys:manage", key: "k" },
    { part: "system", name: "System", icon: "system", scope: "stats:read", ofAll: true, key: "y" },
  ],
];

const menuOpen = signal(false);

/** Whether the caller may see the place. */
function isOpen({ scope, ofAll = false }: Place): boolean {
  return may(scope) && (!ofAll || session.value?.kind === "internal");
}

const LIVE_WORDS = {
  off: "Not live",
  connecting: "Connecting",
  live: "Live",
  lost: "Connection lost",
} as const;

/** How the page stands with the gateway, and whether it follows what happens. */
function LiveSwitch() {
  const state = reachable.value ? liveState.value : "lost";
  const paused = livePaused.value;
  const words = paused && state === "live" ? "Paused" : LIVE_WORDS[state];
  return (
    <button
      type="button"
      class="live"
      data-state={paused && state === "live" ? "paused" : state}
      aria-pressed={paused}
      title={paused ? "Follow what happens again" : "Hold the lists still"}
      onClick={() => {
        livePaused.value = !livePaused.peek();
      }}
    >
      <i />
      {words}
    </button>
  );
}

function Navigation() {
  const here = path.value[0] ?? "";
  const groups = PLACES.map((group) => group.filter(isOpen)).filter((group) => group.length > 0);
  return (
    <nav aria-label="Views" class="places">
      {groups.map((group) => (
        <ul key={group[0]?.part}>
          {group.map(({ part, name, icon }) => (
            <li key={part}>
              <a
                href={address(part === "" ? [] : [part])}
                aria-current={part === here ? "page" : undefined}
                onClick={() => {
                  menuOpen.value = false;
                }}
              >
                <Icon name={icon} />
                {name}
              </a>
            </li>
          ))}
        </ul>
      ))}
    </nav>
  );
}

function useGlobalKeys(): void {
  useEffect(() => {
    const offs = [
      onKey("?", "Show the keys", () => {
        helpShown.value = true;
      }),
      onKey("/", "Search", () => {
        const field = document.querySelector<HTMLInputElement>("[data-search]");
        if (field !== null) return field.focus();
        searchWanted.value = true;
        go(address(["runs"]));
      }),
      onKey("p", "Pause or follow live updates", () => {
        livePaused.value = !livePaused.peek();
      }),
      ...PLACES.flat()
        .filter(isOpen)
        .map(({ part, name, key }) =>
          onKey(`g ${key}`, `Go to ${name}`, () => go(address(part === "" ? [] : [part]))),
        ),
    ];
    return () => {
      for (const off of offs) off();
    };
  }, []);
}

/** What is around every view: where one can go, how the connection stands, who is signed in. */
export function Frame({ children }: { children: ComponentChildren }) {
  useGlobalKeys();
  const who = session.value;
  return (
    <div class="frame" data-menu={menuOpen.value ? "open" : undefined}>
      <a class="skip" href="#view">
        Skip to the content
      </a>
      <header class="side">
        <div class="brand">
          <Button
            kind="quiet"
            icon="menu"
            label={menuOpen.value ? "Close the menu" : "Open the menu"}
            onClick={() => {
              menuOpen.value = !menuOpen.peek();
            }}
          />
          <a href={address([])} class="home">
            <Mark />
            <span>bosporus</span>
          </a>
          <LiveSwitch />
        </div>
        <div class="side-rest">
          <div class="project">
            <span class="faint">Project</span>
            {who?.kind === "internal" ? (
              <button
                type="button"
                title="Choose another project"
                onClick={() => {
                  session.value = { ...who, project: undefined };
                }}
              >
                {who.project}
                <Icon name="down" />
              </button>
            ) : (
              <b title={who?.project}>{who?.project}</b>
            )}
          </div>
          <Navigation />
          <div class="side-foot">
            <Button
              kind="quiet"
              icon="keyboard"
              label="Keys (?)"
              onClick={() => {
                helpShown.value = true;
              }}
            />
            <Button
              kind="quiet"
              icon={theme.value === "dark" ? "sun" : "moon"}
              label={theme.value === "dark" ? "Light" : "Dark"}
              onClick={switchTheme}
            />
            <span class="room" />
            <Button kind="quiet" icon="out" label="Sign out" onClick={signOut} />
          </div>
        </div>
      </header>
      <div class="content">
        {reachable.value ? null : (
          <div class="lost" role="alert">
            <Icon name="warning" />
            The gateway cannot be reached. What is shown may be old; it is asked again.
          </div>
        )}
        {children}
      </div>
    </div>
  );
}
