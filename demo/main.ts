import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { type GatewayAccess, ROOT, startOwnGateway } from "../example/own-gateway.js";
import { Crowd } from "./crowd.js";
import { startEndpoint } from "./endpoint.js";
import { JOBS } from "./jobs.js";
import { Pace } from "./pace.js";
import { passagesOf } from "./texts.js";
import { hire, settle, settleNeighbour, type Tenant } from "./world.js";

interface Options {
  readonly runs: number;
  readonly speed: number;
  readonly seconds: number;
}

const MOST_PROBLEMS_SHOWN = 10;

function between(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`use a number from ${least} to ${most}`);
  };
}

function welcome({ url, apiKey, projectId }: GatewayAccess, { seconds }: Options): string {
  return `
The demo fleet is at work.

  console    ${url}/console
  API key    ${apiKey}   (project ${projectId})

Open the console in a browser and sign in with the key. ${seconds === 0 ? "Ctrl-C ends it" : `It ends by itself after ${seconds} s`}; nothing is left behind.
`;
}

/** Until `signal` fires. What a part of the fleet throws then is the end of the demo, and nothing to be told. */
async function live(fleet: Fleet, options: Options, pace: Pace): Promise<void> {
  const { agents, neighbour, report } = fleet;
  const people = new Crowd(agents.client, agents.jobs, pace);
  const crowd = new Crowd(neighbour.client, neighbour.jobs, pace);
  const passages = await passagesOf(join(ROOT, "docs"));
  const unlessOver = (work: Promise<unknown>): Promise<void> =>
    work.then(
      () => undefined,
      (error: unknown) => {
        if (!pace.signal.aborted) report(error instanceof Error ? error.message : String(error));
      },
    );
  const ask = (eventKey: string): void => void unlessOver(people.approve(eventKey));
  const each = Math.max(1, Math.ceil(options.runs / 4));
  const crews = [1, 2, 3, 4].map(() => ({
    concurrency: each + 4,
    slugs: [JOBS.research, JOBS.summary, JOBS.import, JOBS.report].map(({ slug }) => slug),
  }));
  const executors = [
    ...hire(agents, crews, { pace, ask, report }),
    ...hire(neighbour, [{ concurrency: 4, slugs: [JOBS.noise.slug] }], { pace, ask, report }),
  ];
  await Promise.all([unlessOver(people.ask(options.runs, passages)), unlessOver(crowd.crowd())]);
  await Promise.all(executors.map((executor) => executor.stop()));
}

interface Fleet {
  readonly agents: Tenant;
  readonly neighbour: Tenant;
  readonly report: (problem: string) => void;
}

/** The problems it met. */
async function main(options: Options): Promise<number> {
  const over = new AbortController();
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(name, () => over.abort());
  const internalSecret = process.env["INTERNAL_SECRET"] ?? randomBytes(32).toString("hex");
  const pace = new Pace(options.speed, over.signal);
  let problems = 0;
  const report = (problem: string): void => {
    if (++problems <= MOST_PROBLEMS_SHOWN) console.error(`demo: ${problem}`);
  };
  const endpoint = await startEndpoint(pace);
  try {
    const gateway = await startOwnGateway("demo", over.signal, {
      INTERNAL_SECRET: internalSecret,
      ALLOW_PRIVATE_ENDPOINTS: "true",
    });
    try {
      const agents = await settle(gateway, endpoint.url);
      const neighbour = await settleNeighbour(gateway.url, internalSecret, endpoint.url);
      console.log(welcome(gateway, options));
      const timer = options.seconds > 0 ? setTimeout(() => over.abort(), options.seconds * 1000) : undefined;
      await live({ agents, neighbour, report }, options, pace);
      clearTimeout(timer);
      console.log("stopping");
    } finally {
      await gateway.stop();
    }
  } finally {
    await endpoint.stop();
  }
  return problems;
}

const program = new Command("demo")
  .description("runs a fleet of simulated agents on a gateway of its own, to look at in the console")
  .option("--runs <count>", "agents at work at the same time", between(1, 500), 24)
  .option("--speed <factor>", "how fast they work", between(0.1, 50), 1)
  .option("--seconds <seconds>", "end after this; 0: with Ctrl-C", between(0, 86_400), 0)
  .parse();

try {
  process.exitCode = (await main(program.opts<Options>())) === 0 ? 0 : 1;
} catch (error) {
  console.error(`demo: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
