import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { QUEUE_PREFIX } from "../../src/store/keys.js";
import { MASTER } from "../support/sentinel.js";
import { swap } from "./servers.js";
import type { Setting, World } from "./world.js";

/** A fault, and what mends it. */
export interface Fault {
  readonly name: string;
  readonly setting: Setting;
  /** What has to be there before it, done while all is well. */
  before?(world: World): unknown;
  /** How long it lasts; what mends itself lasts for as long as the harm takes. */
  readonly lastsMs: number;
  harm(world: World): unknown;
  /** Undefined: nothing is mended, the product finds its way. */
  heal?(world: World): unknown;
  /** It finds its way before `heal`, which brings back what it can do without. */
  readonly isLed?: boolean;
  /** By what it comes back, as the table says. */
  readonly by: string;
  /** Whether what was acknowledged may be gone, with how much of it in the table. */
  readonly loses?: boolean;
  /** Before anything is started; answers what ends it. Undefined instead of an end: this machine cannot do it. */
  prepare?(): { readonly under: string; release(): void } | undefined;
}

const FEW = { executors: 40 };
const FLEET = { executors: 200 };
const HOUR_MS = 3_600_000;
const SKEW = fileURLToPath(new URL("./clock-skew.mjs", import.meta.url));
const NEW_CONNECTIONS = "new connections";
const SAME_CONNECTIONS = "the connections stay";

const NETWORK: readonly Fault[] = [
  {
    name: "200 ms of latency, each round trip",
    setting: FEW,
    lastsMs: 6_000,
    harm: ({ network }) => network.delay(100),
    heal: ({ network }) => network.heal(),
    by: SAME_CONNECTIONS,
  },
  {
    name: "open connections swallow everything (a NAT that forgot them)",
    setting: FEW,
    lastsMs: 0,
    harm: ({ network }) => network.blackHole(),
    by: `silence is noticed; ${NEW_CONNECTIONS}`,
  },
  {
    name: "black hole: nothing passes, nobody is told",
    setting: FEW,
    lastsMs: 8_000,
    harm: ({ network }) => network.swallowAll(),
    heal: ({ network }) => network.heal(),
    by: `silence is noticed; ${NEW_CONNECTIONS}`,
  },
  {
    name: "all connections reset",
    setting: FEW,
    lastsMs: 0,
    harm: ({ network }) => network.reset(),
    by: NEW_CONNECTIONS,
  },
  {
    name: "half-open: Redis's ends are gone, ours are not told",
    setting: FEW,
    lastsMs: 0,
    harm: ({ network }) => network.halfOpen(),
    by: `silence is noticed; ${NEW_CONNECTIONS}`,
  },
  {
    name: "trickle: answers come at 20 kB/s",
    setting: FEW,
    lastsMs: 8_000,
    harm: ({ network }) => network.trickle(200, 10),
    heal: ({ network }) => network.heal(),
    by: SAME_CONNECTIONS,
  },
];

const SERVER: readonly Fault[] = [
  {
    name: "Redis killed, started again with an empty script cache",
    setting: FEW,
    lastsMs: 3_000,
    harm: ({ primary }) => primary.redis.kill(),
    heal: ({ primary }) => primary.redis.restart(),
    by: `${NEW_CONNECTIONS}; the log of Redis has data and functions, scripts are sent again`,
  },
  {
    name: "`SCRIPT FLUSH`",
    setting: FEW,
    lastsMs: 0,
    harm: ({ primary }) => primary.admin.script("FLUSH"),
    by: "scripts are sent again",
  },
  {
    name: "`FUNCTION FLUSH`",
    setting: FEW,
    lastsMs: 0,
    harm: ({ primary }) => primary.admin.function("FLUSH"),
    by: "the call that misses the library loads it and is made again",
  },
  {
    name: "`CLIENT PAUSE 6000 ALL`",
    setting: FEW,
    lastsMs: 6_000,
    harm: ({ primary }) => primary.admin.call("CLIENT", "PAUSE", "6000", "ALL"),
    heal: () => undefined,
    by: `silence is noticed; ${NEW_CONNECTIONS}`,
  },
  {
    name: "`DEBUG SLEEP 6`",
    setting: { ...FEW, arguments: ["--enable-debug-command", "yes"] },
    lastsMs: 6_000,
    harm: ({ primary }) => void primary.admin.call("DEBUG", "SLEEP", "6").catch(() => undefined),
    heal: () => undefined,
    by: `silence is noticed; ${NEW_CONNECTIONS}`,
  },
  {
    name: "the disk of Redis's log is full (`MISCONF`)",
    setting: FEW,
    lastsMs: 6_000,
    prepare: smallDisk,
    harm: ({ primary }) => fill(primary.admin),
    heal: ({ primary }) => empty(primary.admin),
    by: "reads go on, writes are refused until Redis has room",
  },
  {
    name: "all of BullMQ's keys deleted",
    setting: FEW,
    lastsMs: 0,
    async harm({ primary: { admin } }) {
      for (const key of await admin.keys(`${QUEUE_PREFIX}*`)) await admin.unlink(key);
    },
    by: "timers and deliveries are made anew from the runs, schedules within a minute",
  },
];

const FAILOVER: readonly Fault[] = [
  {
    name: "primary demoted in place, its name leads to the new one",
    setting: { ...FEW, replica: true },
    lastsMs: 0,
    async harm({ network, primary, replica }) {
      network.lead(replica);
      await swap(primary, replica);
    },
    by: `the role is asked for, \`READONLY\` is heeded; ${NEW_CONNECTIONS}`,
    loses: true,
  },
  {
    name: "primary falls silent without a RST, its name leads to the new one",
    setting: { ...FEW, replica: true },
    lastsMs: 0,
    async harm({ network, replica }) {
      network.lead(replica);
      network.blackHole();
      await replica.admin.replicaof("NO", "ONE");
    },
    by: `silence is noticed; ${NEW_CONNECTIONS}`,
    loses: true,
  },
  ...[1, 0].flatMap((waited): Fault[] => [
    {
      name: `Sentinel: primary killed, 200 executors, \`REDIS_WAIT_REPLICAS=${waited}\``,
      setting: sentinelSetting(waited),
      lastsMs: 4_000,
      isLed: true,
      harm: ({ primary }) => primary.redis.kill(),
      async heal({ primary, replica }) {
        await primary.redis.restart();
        await primary.admin.replicaof("127.0.0.1", replica.port);
      },
      by: `Sentinel promotes (after 1 s of silence)${waited > 0 ? ", then the old primary follows" : ""}; ${NEW_CONNECTIONS}`,
      loses: waited === 0,
    },
    {
      name: `Sentinel: primary demoted (\`SENTINEL FAILOVER\`), 200 executors, \`REDIS_WAIT_REPLICAS=${waited}\``,
      setting: sentinelSetting(waited),
      lastsMs: 0,
      harm: ({ sentinel }) => sentinel?.admin.call("SENTINEL", "FAILOVER", MASTER),
      by: `Sentinel promotes, the old primary follows; ${NEW_CONNECTIONS}`,
      loses: waited === 0,
    },
  ]),
];

const CLOCKS: readonly Fault[] = [HOUR_MS, -HOUR_MS].flatMap((stepMs) =>
  (["gateway", "worker"] as const).map((which): Fault => {
    const said = `${stepMs > 0 ? "forward" : "back"} by an hour`;
    return {
      name: `the clock of a ${which} is set ${said}`,
      setting: {
        ...FEW,
        environment: { NODE_OPTIONS: `--import=file://${SKEW}`, CLOCK_STEP_MS: String(stepMs) },
      },
      lastsMs: 0,
      harm({ product }) {
        const [one] = which === "gateway" ? product.gateways : product.workers;
        one?.child.kill("SIGUSR2");
      },
      by: "Redis's clock decides",
    };
  }),
);

export const FAULTS: readonly Fault[] = [...NETWORK, ...SERVER, ...FAILOVER, ...CLOCKS];

function sentinelSetting(waited: number): Setting {
  return {
    ...FLEET,
    replica: true,
    sentinel: true,
    environment: { REDIS_WAIT_REPLICAS: String(waited) },
  };
}

const FILLER = "filler";

/** A disk of 64 MB, which only root may have. */
function smallDisk(): { under: string; release(): void } | undefined {
  const under = mkdtempSync(join(tmpdir(), "bosporus-disk-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=64m", "tmpfs", under], { stdio: "ignore" });
  } catch {
    rmSync(under, { recursive: true });
    return undefined;
  }
  return {
    under,
    release() {
      execFileSync("umount", ["--lazy", under]);
      rmSync(under, { recursive: true, force: true });
    },
  };
}

async function directory(admin: World["primary"]["admin"]): Promise<string> {
  const [, folder = ""] = (await admin.config("GET", "dir")) as string[];
  return folder;
}

/** Takes all that is free, to the last byte. */
async function fill(admin: World["primary"]["admin"]): Promise<void> {
  const file = join(await directory(admin), FILLER);
  for (const size of [1_048_576, 4_096, 1]) {
    try {
      for (;;) writeFileSync(file, Buffer.alloc(size), { flag: "a" });
    } catch {
      // It is full for pieces of this size.
    }
  }
}

async function empty(admin: World["primary"]["admin"]): Promise<void> {
  truncateSync(join(await directory(admin), FILLER));
}
