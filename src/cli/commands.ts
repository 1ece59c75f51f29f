import process from "node:process";
import type { Command } from "commander";
import { RunTokens } from "../auth/run-token.js";
import { type Client, ok } from "../client/index.js";
import { readConfig, readRedisConfig } from "../config.js";
import { bench } from "./bench.js";
import { attempt, connect, jsonArgument, print } from "./connect.js";
import { doctor } from "./doctor.js";
import { tail } from "./tail.js";

const REMOTE = "BOSPORUS_URL and BOSPORUS_API_KEY say which gateway";

/** A job by its id or its slug. */
async function jobIdOf(client: Client, job: string): Promise<string> {
  const found = await ok(client.GET("/v1/jobs", { params: { query: { slug: job } } }));
  return found.data[0]?.id ?? job;
}

/** The commands that use a running product: those that an operator types. */
export function addCommands(program: Command): void {
  program
    .command("doctor")
    .description("check Redis and this machine, and say what to do")
    .action(() =>
      attempt(async () => {
        const good = await doctor(readRedisConfig(process.env));
        if (!good) process.exitCode = 1;
      }),
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

  const keys = program.command("keys").description(`API keys; ${REMOTE}`);
  keys
    .command("list", { isDefault: true })
    .description("keys of the project")
    .action(() => attempt(async () => print(await ok(connect().GET("/v1/api-keys", {})))));
  keys
    .command("create <project> <name>")
    .option("--scope <scope...>", "what it may do; all when none is named")
    .option("--expires-in-days <days>", "days until it expires")
    .action((project: string, name: string, options: { scope?: string[]; expiresInDays?: string }) =>
      attempt(async () => {
        const body = {
          project_id: project,
          name,
          ...(options.scope === undefined ? {} : { scopes: options.scope as never }),
          ...(options.expiresInDays === undefined ? {} : { expires_in_days: Number(options.expiresInDays) }),
        };
        print(await ok(connect().POST("/v1/api-keys", { body })));
      }),
    );
  keys.command("rotate <id>").action((keyID: string) =>
    attempt(async () => {
      const params = { path: { keyID } };
      print(await ok(connect().POST("/v1/api-keys/{keyID}/rotate", { params, body: {} })));
    }),
  );
  keys.command("revoke <id>").action((keyID: string) =>
    attempt(async () => {
      await ok(connect().DELETE("/v1/api-keys/{keyID}", { params: { path: { keyID } } }));
    }),
  );

  program
    .command("jobs")
    .description(`list jobs; ${REMOTE}`)
    .action(() => attempt(async () => print(await ok(connect().GET("/v1/jobs", {})))));

  program
    .command("trigger <job> [payload]")
    .description("trigger a run of a job, by id or slug; the payload is JSON, @file or - for standard input")
    .option("--idempotency-key <key>", "a repeat with the same key is the same run")
    .option("--tail", "follow the run until it ends")
    .action(
      (job: string, payload: string | undefined, options: { idempotencyKey?: string; tail?: boolean }) =>
        attempt(async () => {
          const client = connect();
          const params = { path: { jobID: await jobIdOf(client, job) } };
          const body = payload === undefined ? {} : { payload: await jsonArgument(payload) };
          const headers = { "Idempotency-Key": options.idempotencyKey ?? crypto.randomUUID() };
          const triggered = await ok(client.POST("/v1/jobs/{jobID}/trigger", { params, body, headers }));
          print(triggered);
          if (options.tail === true && "id" in triggered) await tail(client, triggered.id);
        }),
    );

  program
    .command("runs [run]")
    .description("list runs, or show one")
    .option("--status <status>", "only runs in this status")
    .option("--limit <count>", "at most so many", "20")
    .action((run: string | undefined, options: { status?: string; limit: string }) =>
      attempt(async () => {
        const client = connect();
        if (run !== undefined) {
          print(await ok(client.GET("/v1/runs/{runID}", { params: { path: { runID: run } } })));
          return;
        }
        const query = {
          limit: options.limit,
          ...(options.status === undefined ? {} : { status: options.status }),
        };
        print(await ok(client.GET("/v1/runs", { params: { query } })));
      }),
    );

  program
    .command("tail <run>")
    .description("follow a run until it ends: status, logs, progress, streamed text")
    .action((run: string) => attempt(() => tail(connect(), run)));

  program
    .command("events")
    .description("events")
    .command("send <key> [payload]")
    .description("send an event to the run that waits for its key")
    .action((eventKey: string, payload: string | undefined) =>
      attempt(async () => {
        const params = { path: { eventKey } };
        const body = payload === undefined ? {} : { payload: await jsonArgument(payload) };
        print(await ok(connect().POST("/v1/events/{eventKey}/send", { params, body })));
      }),
    );
}
