import type { DataSource, QueryRunner } from "typeorm";
import { LabelroomError } from "../errors";
import type { Clock } from "../clock";
import type { DatabaseConfig } from "../config";
import { asRefusal, storeFailureOf } from "./constraint-errors";
import { driftOf, newDataSource, undoAll, type SchemaParts } from "./data-source";
import { Reader } from "./reader";
import { emptyUnitEnd, refuseNesting, runInside, type Reading, type Store, type UnitOfWork } from "./store";
import { Transaction, type UnitEnd } from "./transaction";

/** A unit is run so many times before its conflict goes to the caller as BUSY. */
const attempts = 10;
/** The advisory lock under which one process migrates; the number is arbitrary and ours. */
const migrationLock = 7_526_411;

/** What a Postgres store is opened with. */
export interface PostgresStoreOptions {
  readonly database: Extract<DatabaseConfig, { kind: "postgres" }>;
  readonly parts: SchemaParts;
  readonly clock: Clock;
}

/** The store for any number of server processes: ordinary transactions, retried where two collide. */
export class PostgresStore implements Store {
  readonly kind = "postgres";
  readonly isWritable = true;
  #unitEnd: UnitEnd = emptyUnitEnd;

  private constructor(
    private readonly source: DataSource,
    private readonly clock: Clock,
  ) {}

  static async open(options: PostgresStoreOptions): Promise<PostgresStore> {
    const source = newDataSource(options.database, options.parts);
    await source.initialize();
    return new PostgresStore(source, options.clock);
  }

  setUnitEnd(unitEnd: UnitEnd): void {
    this.#unitEnd = unitEnd;
  }

  async transaction<T>(work: UnitOfWork<T>): Promise<T> {
    refuseNesting("A transaction");
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#attempt(work);
      } catch (error) {
        if (storeFailureOf(error).kind !== "RETRY") throw asRefusal(error);
        if (attempt === attempts) throw new LabelroomError("BUSY");
      }
    }
  }

  read<T>(work: Reading<T>): Promise<T> {
    refuseNesting("A reading");
    const reader = new Reader(this.source.manager, this.kind);
    return runInside("reading", () => work(reader)).finally(() => {
      reader.end();
    });
  }

  async snapshot<T>(work: Reading<T>): Promise<T> {
    refuseNesting("A snapshot");
    const runner = this.source.createQueryRunner();
    const reader = new Reader(runner.manager, this.kind);
    try {
      await runner.query("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY");
      return await runInside("reading", () => work(reader));
    } finally {
      reader.end();
      await endQuietly(runner, "COMMIT");
      await runner.release();
    }
  }

  async migrate(): Promise<void> {
    const runner = this.source.createQueryRunner();
    try {
      await runner.query(`SELECT pg_advisory_lock(${migrationLock})`);
      await this.source.runMigrations({ transaction: "each" });
    } finally {
      await runner.query(`SELECT pg_advisory_unlock(${migrationLock})`);
      await runner.release();
    }
  }

  schemaDrift(): Promise<string[]> {
    return driftOf(this.source);
  }

  undoMigrations(): Promise<void> {
    return undoAll(this.source);
  }

  async close(): Promise<void> {
    if (this.source.isInitialized) await this.source.destroy();
  }

  async #attempt<T>(work: UnitOfWork<T>): Promise<T> {
    const runner = this.source.createQueryRunner();
    const tx = new Transaction(runner.manager, this.kind, (handle) => this.#now(handle));
    try {
      await runner.startTransaction();
      const value = await runInside("unit", () => work(tx)).then(async (result) => {
        await tx.finish(this.#unitEnd);
        return result;
      });
      await commit(runner);
      tx.runAfterCommit();
      return value;
    } catch (error) {
      if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
      throw error;
    } finally {
      tx.end();
      await runner.release();
    }
  }

  // `now()` would be the start of the transaction.
  async #now(tx: Transaction): Promise<Date> {
    const [row] = await tx.rows<{ now: Date }>("SELECT clock_timestamp() AS now");
    if (row === undefined) throw new Error("The database did not tell its time.");
    return new Date(row.now.getTime() + this.clock.shiftMilliseconds);
  }
}

async function commit(runner: QueryRunner): Promise<void> {
  try {
    await runner.commitTransaction();
  } catch (error) {
    if (storeFailureOf(error).kind === "OTHER") throw new LabelroomError("COMMIT_UNKNOWN");
    throw error;
  }
}

async function endQuietly(runner: QueryRunner, sql: string): Promise<void> {
  await runner.query(sql).catch(() => undefined);
}
