import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import type { DatabaseConfig } from "../../src/core/config";

/** A database of a test's own. */
export interface TestDatabase {
  readonly config: DatabaseConfig;
  /** Removes it; whoever opened it has closed it before. */
  remove(): Promise<void>;
}

/**
 * A fresh database: a file in a temporary folder, or, where TEST_DATABASE_URL names a Postgres server, a
 * database made in it.
 */
export async function aDatabase(): Promise<TestDatabase> {
  const server = process.env.TEST_DATABASE_URL;
  return server === undefined ? aFile() : aPostgresDatabase(server);
}

function aFile(): TestDatabase {
  const folder = mkdtempSync(join(tmpdir(), "labelroom-test-"));
  return {
    config: { kind: "sqlite", file: join(folder, "labelroom.db") },
    remove: async () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function aPostgresDatabase(server: string): Promise<TestDatabase> {
  const name = `labelroom_test_${randomBytes(6).toString("hex")}`;
  await onServer(server, `CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8'`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return {
    config: { kind: "postgres", url: url.href },
    remove: () => onServer(server, `DROP DATABASE ${name} WITH (FORCE)`),
  };
}

async function onServer(server: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
