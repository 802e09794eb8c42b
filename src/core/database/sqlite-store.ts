import type { DataSource } from "typeorm";
import { LabelroomError } from "../errors";
import type { Clock } from "../clock";
import type { DatabaseConfig } from "../config";
import { asRefusal, storeFailureOf } from "./constraint-errors";
import { driftOf, newDataSource, undoAll, type SchemaParts } from "./data-source";
import { Reader } from "./reader";
import { SqliteWriter } from "./sqlite-writer";
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
  #isWritable = true;

  readonly #freeSnapshots: DataSource[];
  readonly #waiting: ((source: DataSource) => void)[] = [];

  private constructor(
    private readonly options: SqliteStoreOptions,
    private readonly writer: SqliteWriter,
    private readonly sources: { readonly write: DataSource; readonly read: readonly DataSource[] },
  ) {
    this.#freeSnapshots = sources.read.slice(1);
  }

  /** Opens (and creates) the file. Migrations run on `migrate()`. */
  static async open(options: SqliteStoreOptions): Promise<SqliteStore> {
    const write = newDataSource(options.database, options.parts);
    await write.initialize();
    await refuseOldSqlite(write);
    await write.query("PRAGMA synchronous = FULL");
    await write.query("PRAGMA secure_delete = ON");
    const read: DataSource[] = [];
    for (let n = 0; n <= snapshotConnections; n++) {
      const source = newDataSource(options.database, { entities: options.parts.entities, migrations: [] });
      await source.initialize();
      await source.query("PRAGMA query_only = ON");
      read.push(source);
    }
    const runner = write.createQueryRunner();
    const writer = new SqliteWriter(runner, () => Promise.resolve(options.clock.now()));
    return new SqliteStore(options, writer, { write, read });
  }

  get isWritable(): boolean {
    return this.#isWritable;
  }

  setUnitEnd(unitEnd: UnitEnd): void {
    this.#unitEnd = unitEnd;
  }

  async transaction<T>(work: UnitOfWork<T>): Promise<T> {
    refuseNesting("A transaction");
    if (!this.#isWritable) throw new LabelroomError("BUSY");
    try {
      return await this.writer.run(work, this.#unitEnd);
    } catch (error) {
      if (storeFailureOf(error).kind === "IO") this.#stopWriting(error);
      throw asRefusal(error);
    }
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
    const source = this.#freeSnapshots.pop() ?? (await new Promise<DataSource>((got) => this.#waiting.push(got)));
    const reader = new Reader(source.manager, this.kind);
    try {
      await source.query("BEGIN");
      return await runInside("reading", () => work(reader));
    } finally {
      reader.end();
      await source.query("COMMIT");
      const next = this.#waiting.shift();
      if (next === undefined) this.#freeSnapshots.push(source);
      else next(source);
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

  async close(): Promise<void> {
    await this.writer.drained();
    for (const source of [this.sources.write, ...this.sources.read]) {
      if (source.isInitialized) await source.destroy();
    }
  }

  #stopWriting(cause: unknown): void {
    if (!this.#isWritable) return;
    this.#isWritable = false;
    this.options.onFatal(cause);
  }
}

async function refuseOldSqlite(source: DataSource): Promise<void> {
  const [row] = await source.query<{ version: string }[]>("SELECT sqlite_version() AS version");
  const version = (row?.version ?? "0").split(".").map(Number);
  for (const [place, least] of leastVersion.entries()) {
    const part = version[place] ?? 0;
    if (part > least) return;
    if (part < least) throw new Error(`SQLite ${row?.version ?? "?"} can corrupt its file; 3.51.3 is the least.`);
  }
}

