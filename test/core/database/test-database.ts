import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { randomBytes } from "node:crypto";
import { Client } from "pg";
import type { DatabaseConfig } from "../../../src/core/config";

/** A database of a test's own, and its end. */
export interface TestDatabase {
  readonly config: DatabaseConfig;
  drop(): Promise<void>;
}

/** A SQLite file in a folder of its own. */
export async function sqliteDatabase(): Promise<TestDatabase> {
  const folder = mkdtempSync(join(tmpdir(), "labelroom-store-"));
  return {
    config: { kind: "sqlite", file: join(folder, "labelroom.db") },
    drop: async () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A database on the server of the tests, made from nothing; its texts sort as ICU's en-US does if asked for. */
export async function postgresDatabase(collation: "bytes" | "icu" = "bytes"): Promise<TestDatabase> {
  const url = new URL(process.env.TEST_DATABASE_URL ?? "");
  const name = `labelroom_${randomBytes(6).toString("hex")}`;
  const provider = collation === "icu" ? "LOCALE_PROVIDER icu ICU_LOCALE 'en-US' LOCALE 'C.UTF-8'" : "";
  await onServer(url, `CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8' ${provider}`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  return {
    config: { kind: "postgres", url: own.href },
    drop: () => onServer(url, `DROP DATABASE ${name} WITH (FORCE)`),
  };
}

/** A database of the kind that this run tests: Postgres under test:postgres, else SQLite. */
export function testDatabase(): Promise<TestDatabase> {
  return process.env.TEST_DATABASE_URL ? postgresDatabase() : sqliteDatabase();
}

/** Runs a statement on a connection of its own. */
export async function onServer(url: URL, sql: string): Promise<void> {
  const client = new Client({ connectionString: url.href });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
