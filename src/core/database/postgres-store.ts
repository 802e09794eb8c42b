import type { DataSource, QueryRunner } from "typeorm";
import type { Clock } from "../clock";
import type { DatabaseConfig } from "../config";
import { LabelroomError } from "../errors";
import type { Log } from "../log";
import { asRefusal, storeFailureOf } from "./constraint-errors";
import { driftOf, newDataSource, undoAll, type SchemaParts } from "./data-source";
import { Reader } from "./reader";
import { StatementGuard } from "./statement-guard";
import { emptyUnitEnd, refuseNesting, runInside, type Reading, type Store, type UnitOfWork } from "./store";
import { Transaction, type UnitEnd } from "./transaction";

/** A unit is run so many times before its conflict goes to the caller as BUSY. */
const attempts = 10;
/** Before the n-th new attempt without a connection a unit waits n times so long: a second in all. */
const reconnectMilliseconds = 20;
/** The advisory lock under which one process migrates; the number is arbitrary and ours. */
const migrationLock = 7_526_411;

/** What a Postgres store is opened with. */
export interface PostgresStoreOptions {
  readonly database: Extract<DatabaseConfig, { kind: "postgres" }>;
  readonly parts: SchemaParts;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * The store for any number of server processes: ordinary transactions. A unit runs again where it collided with
 * another, and where the connection ended before its COMMIT was sent.
 */
export class PostgresStore implements Store {
  readonly kind = "postgres";
  #unitEnd: UnitEnd = emptyUnitEnd;
  #closing: Promise<void> | null = null;
  readonly #begun = new Set<Promise<unknown>>();

  private constructor(
    private readonly source: DataSource,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  static async open({ database, parts, clock, log }: PostgresStoreOptions): Promise<PostgresStore> {
    const source = newDataSource(database, parts);
    await source.initialize();
    return new PostgresStore(source, clock, log);
  }

  /** Each statement has a connection of the pool: none that fails stops the next. */
  get isWritable(): boolean {
    return true;
  }

  setUnitEnd(unitEnd: UnitEnd): void {
    this.#unitEnd = unitEnd;
  }

  async transaction<T>(work: UnitOfWork<T>): Promise<T> {
    refuseNesting("A transaction");
    return this.#begin(() => this.#transaction(work));
  }

  async read<T>(work: Reading<T>): Promise<T> {
    refuseNesting("A reading");
    return this.#begin(() => this.#read(work));
  }

  async snapshot<T>(work: Reading<T>): Promise<T> {
    refuseNesting("A snapshot");
    return this.#begin(() => this.#snapshot(work));
  }

  async migrate(): Promise<void> {
    const runner = this.source.createQueryRunner();
    try {
      await runner.query(`SELECT pg_advisory_lock(${migrationLock})`);
      await this.source.runMigrations({ transaction: "each" });
    } finally {
      await runner.query(`SELECT pg_advisory_unlock(${migrationLock})`).catch(() => undefined);
      await runner.release();
    }
  }

  schemaDrift(): Promise<string[]> {
    return driftOf(this.source);
  }

  undoMigrations(): Promise<void> {
    return undoAll(this.source);
  }

  /** Waits for what was begun. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await Promise.allSettled([...this.#begun]);
    await this.source.destroy();
  }

  async #begin<T>(work: () => Promise<T>): Promise<T> {
    if (this.#closing !== null) throw new LabelroomError("BUSY");
    const begun = work();
    this.#begun.add(begun);
    try {
      return await begun;
    } finally {
      this.#begun.delete(begun);
    }
  }

  async #transaction<T>(work: UnitOfWork<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#attempt(work);
      } catch (error) {
        const { kind } = storeFailureOf(error);
        if (kind !== "RETRY" && kind !== "LOST") throw asRefusal(error);
        if (attempt === attempts) throw new LabelroomError("BUSY");
        if (kind === "LOST") await this.clock.pause(attempt * reconnectMilliseconds);
      }
    }
  }

  async #read<T>(work: Reading<T>): Promise<T> {
    const reader = new Reader(this.source.manager, this.kind);
    try {
      return await runInside("reading", () => work(reader));
    } finally {
      reader.end();
    }
  }

  async #snapshot<T>(work: Reading<T>): Promise<T> {
    const runner = this.source.createQueryRunner();
    const guard = new StatementGuard(runner);
    const reader = new Reader(guard.manager, this.kind);
    try {
      await runner.query("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY");
      return await runInside("reading", () => work(reader));
    } finally {
      reader.end();
      guard.end();
      await runner.query("COMMIT").catch(() => undefined);
      await runner.release();
    }
  }

  async #attempt<T>(work: UnitOfWork<T>): Promise<T> {
    const runner = this.source.createQueryRunner();
    try {
      const { tx, value } = await this.#unit(runner, work);
      await commit(runner);
      tx.runAfterCommit((cause) => {
        this.log.failure("a work after commit failed", cause);
      });
      return value;
    } catch (error) {
      if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
      throw error;
    } finally {
      await runner.release();
    }
  }

  async #unit<T>(
    runner: QueryRunner,
    work: UnitOfWork<T>,
  ): Promise<{ readonly tx: Transaction; readonly value: T }> {
    const guard = new StatementGuard(runner);
    const tx = new Transaction(guard.manager, this.kind, (handle) => this.#now(handle));
    try {
      await runner.startTransaction();
      const value = await runInside("unit", async () => {
        const result = await work(tx);
        await tx.finish(this.#unitEnd);
        return result;
      });
      guard.refuseFailed();
      return { tx, value };
    } finally {
      tx.end();
      guard.end();
    }
  }

  // `now()` would be the start of the transaction.
  async #now(tx: Transaction): Promise<Date> {
    const [row] = await tx.rows<{ now: Date }>("SELECT clock_timestamp() AS now");
    if (row === undefined) throw new Error("The database did not tell its time.");
    return new Date(row.now.getTime() + this.clock.shiftMilliseconds);
  }
}

/** @throws LabelroomError COMMIT_UNKNOWN where the server did not say itself that it rolled back. */
async function commit(runner: QueryRunner): Promise<void> {
  try {
    await runner.commitTransaction();
  } catch (error) {
    const { kind } = storeFailureOf(error);
    if (kind === "OTHER" || kind === "LOST") throw new LabelroomError("COMMIT_UNKNOWN");
    throw error;
  }
}
