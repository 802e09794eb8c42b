import type { DataSource, QueryRunner } from "typeorm";
import type { Clock } from "../clock";
import type { DatabaseConfig } from "../config";
import { LabelroomError } from "../errors";
import type { Log } from "../log";
import { driftOf, newDataSource, undoAll, type SchemaParts } from "./data-source";
import { Reader } from "./reader";
import { execute, succeeds } from "./sqlite-connection";
import { SqliteWriter } from "./sqlite-writer";
import { StatementGuard } from "./statement-guard";
import { emptyUnitEnd, refuseNesting, runInside, type Reading, type Store, type UnitOfWork } from "./store";
import type { UnitEnd } from "./transaction";

/** Connections that each hold one snapshot at a time; one more serves single statements. */
const snapshotConnections = 3;

// SQLite up to 3.51.2 can corrupt a WAL database when two connections write and checkpoint at once.
const leastVersion = [3, 51, 3] as const;

/** What a SQLite store is opened with. */
export interface SqliteStoreOptions {
  readonly database: Extract<DatabaseConfig, { kind: "sqlite" }>;
  readonly parts: SchemaParts;
  readonly clock: Clock;
  readonly log: Log;
  /** Called once after an I/O error: the process must end. */
  readonly onFatal: (cause: unknown) => void;
}

/**
 * The embedded store: one writer connection whose waiting units share a COMMIT, and a few connections that
 * can only read (WAL: they never wait for the writer).
 */
export class SqliteStore implements Store {
  readonly kind = "sqlite";
  #unitEnd: UnitEnd = emptyUnitEnd;
  #closing: Promise<void> | null = null;

  readonly #freeSnapshots: QueryRunner[];
  readonly #waiting: ((runner: QueryRunner) => void)[] = [];

  private constructor(
    private readonly writer: SqliteWriter,
    private readonly sources: { readonly write: DataSource; readonly read: readonly DataSource[] },
  ) {
    this.#freeSnapshots = sources.read.slice(1).map((source) => source.createQueryRunner());
  }

  /** Opens (and creates) the file. Migrations run on `migrate()`. */
  static async open({ database, parts, clock, log, onFatal }: SqliteStoreOptions): Promise<SqliteStore> {
    const write = newDataSource(database, parts);
    await write.initialize();
    await refuseOldSqlite(write);
    await write.query("PRAGMA synchronous = FULL");
    await write.query("PRAGMA secure_delete = ON");
    const read: DataSource[] = [];
    for (let n = 0; n <= snapshotConnections; n++) {
      const source = newDataSource(database, { entities: parts.entities, migrations: [] });
      await source.initialize();
      await source.query("PRAGMA query_only = ON");
      read.push(source);
    }
    const writer = new SqliteWriter({
      runner: write.createQueryRunner(),
      readNow: () => Promise.resolve(clock.now()),
      onInputOutputError: onFatal,
      onAfterCommitError: (cause) => {
        log.failure("a work after commit failed", cause);
      },
    });
    return new SqliteStore(writer, { write, read });
  }

  get isWritable(): boolean {
    return this.writer.isWritable;
  }

  setUnitEnd(unitEnd: UnitEnd): void {
    this.#unitEnd = unitEnd;
  }

  async transaction<T>(work: UnitOfWork<T>): Promise<T> {
    refuseNesting("A transaction");
    this.#refuseClosed();
    return this.writer.run(work, this.#unitEnd);
  }

  async read<T>(work: Reading<T>): Promise<T> {
    refuseNesting("A reading");
    const [source] = this.sources.read;
    if (source === undefined) throw new Error("The store has no connection to read with.");
    const reader = new Reader(source.manager, this.kind);
    try {
      return await runInside("reading", () => work(reader));
    } finally {
      reader.end();
    }
  }

  async snapshot<T>(work: Reading<T>): Promise<T> {
    refuseNesting("A snapshot");
    this.#refuseClosed();
    const runner = await this.#takeSnapshotRunner();
    const guard = new StatementGuard(runner);
    const reader = new Reader(guard.manager, this.kind);
    try {
      await execute(runner, "BEGIN");
      return await runInside("reading", () => work(reader));
    } finally {
      reader.end();
      guard.end();
      await succeeds(runner, "COMMIT");
      this.#giveBack(runner);
    }
  }

  async migrate(): Promise<void> {
    await this.sources.write.runMigrations({ transaction: "each" });
  }

  schemaDrift(): Promise<string[]> {
    return driftOf(this.sources.write);
  }

  undoMigrations(): Promise<void> {
    return undoAll(this.sources.write);
  }

  /** Waits for the units and snapshots that were begun. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.writer.drained();
    for (let n = 0; n < snapshotConnections; n++) await this.#takeSnapshotRunner();
    // The last to close writes the log back into the file: let that be the writer.
    for (const source of [...this.sources.read, this.sources.write]) await source.destroy();
  }

  #refuseClosed(): void {
    if (this.#closing !== null) throw new LabelroomError("BUSY");
  }

  async #takeSnapshotRunner(): Promise<QueryRunner> {
    return this.#freeSnapshots.pop() ?? (await new Promise<QueryRunner>((got) => this.#waiting.push(got)));
  }

  #giveBack(runner: QueryRunner): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#freeSnapshots.push(runner);
    else next(runner);
  }
}

async function refuseOldSqlite(source: DataSource): Promise<void> {
  const [row] = await source.query<{ version: string }[]>("SELECT sqlite_version() AS version");
  const version = (row?.version ?? "0").split(".").map(Number);
  for (const [place, least] of leastVersion.entries()) {
    const part = version[place] ?? 0;
    if (part > least) return;
    if (part < least)
      throw new Error(`SQLite ${row?.version ?? "?"} can corrupt its file; 3.51.3 is the least.`);
  }
}
