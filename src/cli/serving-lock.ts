import { existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { Database } from "sqlite3";
import type { DatabaseConfig } from "../core/config";
import { WrongUse } from "./failures";

/** Tells other commands that a server works on a SQLite file; ends with `release`, or with the process. */
export interface ServingLock {
  release(): Promise<void>;
}

const none: ServingLock = { release: () => Promise.resolve() };

/**
 * Marks the database as served by this process. Beside a SQLite file lies an empty second one, on which the server
 * holds an exclusive transaction: the lock is the operating system's, so it ends with the process however that ends.
 * On Postgres any number of servers may run, so there is nothing to mark.
 * @throws WrongUse where a server works on the file already.
 */
export async function markServing(database: DatabaseConfig): Promise<ServingLock> {
  if (database.kind !== "sqlite") return none;
  const lock = await lockFile(database.file);
  if (lock === null) throw new WrongUse(`A server works on ${database.file} already; SQLite takes one.`);
  return lock;
}

/**
 * Refuses while a server works on the same SQLite file.
 * @throws WrongUse.
 */
export async function refuseWhileServing(database: DatabaseConfig): Promise<void> {
  if (database.kind !== "sqlite" || !existsSync(fileOf(database.file))) return;
  const lock = await lockFile(database.file);
  if (lock === null) throw new WrongUse(`A server works on ${database.file}: stop it first.`);
  await lock.release();
}

function fileOf(file: string): string {
  return `${file}-serving`;
}

async function lockFile(file: string): Promise<ServingLock | null> {
  mkdirSync(dirname(file), { recursive: true });
  const database = await new Promise<Database>((resolve, reject) => {
    const opened = new Database(fileOf(file), (error) => {
      if (error === null) resolve(opened);
      else reject(error);
    });
  });
  try {
    await run(database, "BEGIN EXCLUSIVE");
  } catch (error) {
    await close(database);
    if ((error as NodeJS.ErrnoException).code === "SQLITE_BUSY") return null;
    throw error;
  }
  return {
    release: async () => {
      await run(database, "ROLLBACK");
      await close(database);
    },
  };
}

function run(database: Database, sql: string): Promise<void> {
  return new Promise((resolve, reject) => {
    database.run(sql, (error: Error | null) => {
      if (error === null) resolve();
      else reject(error);
    });
  });
}

function close(database: Database): Promise<void> {
  return new Promise((resolve, reject) => {
    database.close((error) => {
      if (error === null) resolve();
      else reject(error);
    });
  });
}
