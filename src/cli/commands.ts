import process from "node:process";
import type { Command } from "commander";
import { RunTokens } from "../auth/run-token.js";
import { readConfig, readRedisConfig } from "../config.js";
import { bench } from "./bench.js";
import { addCells } from "./commands/cells.js";
import { addEvents } from "./commands/events.js";
import { addJobs } from "./commands/jobs.js";
import { addKeys } from "./commands/keys.js";
import { addRuns } from "./commands/runs.js";
import { addWorkers } from "./commands/workers.js";
import { attempt } from "./connect.js";
import { doctor } from "./doctor.js";
import { migrateData } from "./migrate.js";

const REMOTE = "BOSPORUS_URL and BOSPORUS_API_KEY say which gateway";

/** The commands that use a running product: those that an operator types. */
export function addCommands(program: Command): void {
  program
    .command("doctor")
    .description("check Redis, this machine and, with BOSPORUS_URL, a running deployment, and say what to do")
    .action(() =>
      attempt(async () => {
        if (!(await doctor(() => readRedisConfig(process.env)))) process.exitCode = 1;
      }),
    );

  program
    .command("migrate")
    .description("bring the data of a version before to this one, while all gateways and workers are stopped")
    .option("--alone", "nothing else is at this Redis: do not look for gateways and workers", false)
    .action(({ alone }: { alone: boolean }) =>
      attempt(() => migrateData(readRedisConfig(process.env), alone)),
    );

  program
    .command("bench [options...]")
    .description("run the bundled benchmarks (in a checkout)")
    .helpOption(false)
    .allowUnknownOption()
    .action(async (options: string[]) => {
      process.exitCode = await bench(options);
    });

  program
    .command("token <run>")
    .description("sign a run token with JWT_SIGNING_KEY")
    .option("--attempt <number>", "attempt of the run", "1")
    .option("--expires-in <seconds>", "how long it is good", "3600")
    .action((run: string, options: { attempt: string; expiresIn: string }) =>
      attempt(async () => {
        const tokens = new RunTokens({ signingKeys: readConfig(process.env).signingKeys });
        const expiresAtMs = Date.now() + Number(options.expiresIn) * 1000;
        process.stdout.write(
          `${tokens.sign({ runId: run, attempt: Number(options.attempt) }, expiresAtMs)}\n`,
        );
      }),
    );

  addCells(program);
  addKeys(program, REMOTE);
  addJobs(program, REMOTE);
  addRuns(program);
  addEvents(program);
  addWorkers(program);
}
