import type { Command } from "commander";
import { type ApiKey, ok } from "../../client/index.js";
import { attempt, connect, given, print } from "../connect.js";
import { age, type Column, listed, plain, type Shown, showPage } from "../show.js";

const COLUMNS: readonly Column<ApiKey>[] = [
  ["KEY", ({ key_prefix }) => `${key_prefix}…`],
  ["NAME", ({ name }) => plain(name)],
  ["ID", ({ id }) => id],
  ["SCOPES", ({ scopes }) => scopes.join(" ")],
  ["USED", ({ last_used_at }) => age(last_used_at)],
  ["EXPIRES", ({ expires_at, grace_expires_at }) => age(grace_expires_at ?? expires_at)],
  ["AGE", ({ created_at }) => age(created_at)],
];

export function addKeys(program: Command, remote: string): void {
  const keys = program.command("keys").description(`API keys; ${remote}`);
  listed(keys.command("list", { isDefault: true }))
    .description("keys of the project")
    .action(({ limit, cursor, ...shown }: Shown) =>
      attempt(async () => {
        const query = given({ limit, cursor });
        showPage(await ok(connect().GET("/v1/api-keys", { params: { query } })), COLUMNS, shown);
      }),
    );
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
}
