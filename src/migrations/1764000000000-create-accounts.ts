import type { MigrationInterface, QueryRunner } from "typeorm";
import { createTables, dropTables, is, type TableSpec } from "../core/database/tables";

const tables: readonly TableSpec[] = [
  {
    name: "instances",
    columns: { id: is.primary(is.key(8)), epoch: is.key(40), created_at: is.time() },
  },
  {
    name: "client_keys",
    columns: {
      account_id: is.primary(is.key(40)),
      mutation: is.primary(is.key(64)),
      key: is.primary(is.key(128)),
      input_hash: is.key(64),
      result: is.optional(is.json()),
      used_at: is.time(),
      state: is.word(16),
    },
  },
  {
    name: "accounts",
    columns: {
      id: is.id(),
      email: is.key(254),
      display_name: is.word(100),
      password_hash: is.optional(is.text()),
      is_admin: is.flag(),
      suspended_at: is.optional(is.time()),
      access_version: is.count(),
      created_at: is.time(),
    },
    unique: [["email"]],
  },
  {
    name: "sessions",
    columns: {
      id: is.id(),
      account_id: is.ref("accounts"),
      kind: is.word(16),
      name: is.word(100),
      secret_hash: is.key(64),
      project_id: is.optional(is.key(40)),
      is_read_only: is.flag(),
      created_at: is.time(),
      expires_at: is.time(),
      revoked_at: is.optional(is.time()),
    },
    unique: [["secret_hash"]],
    indexes: [["account_id"]],
  },
  {
    name: "sign_in_throttles",
    columns: { id: is.primary(is.key(64)), failures: is.count(), next_try_at: is.time() },
  },
];

/** Accounts, their sessions and tokens, client keys, the instance itself. */
export class CreateAccounts1764000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTables(runner, tables);
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropTables(runner, tables);
  }
}
