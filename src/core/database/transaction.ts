import type {
  EntityManager,
  EntityTarget,
  FindOptionsWhere,
  ObjectLiteral,
  QueryPartialEntity,
} from "typeorm";
import { namedSql, type SqlValues } from "./named-sql";
import { Reader, type StoreKind } from "./reader";

/** A room event on its way: ids and versions only; texts live in rows of their own. */
export interface QueuedEvent {
  readonly projectId: string;
  readonly kind: string;
  readonly actorId: string | null;
  readonly refs: Readonly<Record<string, string | number | null>>;
}

/** An audit entry on its way: who did what to which target; no texts. */
export interface QueuedAudit {
  /** Account id, or null for the local operator and for the system itself. */
  readonly actorId: string | null;
  readonly actorKind: "ACCOUNT" | "LOCAL_OPERATOR" | "SYSTEM";
  readonly action: string;
  readonly projectId: string | null;
  readonly targetId: string | null;
  readonly result: "DONE" | "REFUSED";
  readonly details?: Readonly<Record<string, string | number | boolean | null>>;
}

/** What the door does last in each unit; the folders that own the tables give it. */
export interface UnitEnd {
  storeAudit(tx: Transaction, entries: readonly QueuedAudit[]): Promise<void>;
  numberEvents(tx: Transaction, events: readonly QueuedEvent[]): Promise<void>;
}

const insertChunkParameters = 30_000;

/**
 * A unit of work: reads and writes that happen together or not at all. It may run twice (Postgres), so it
 * awaits only the database and changes nothing but through this handle.
 */
export class Transaction extends Reader {
  readonly #events: QueuedEvent[] = [];
  readonly #audits: QueuedAudit[] = [];
  readonly #afterCommit: (() => void)[] = [];
  readonly #readNow: (tx: Transaction) => Promise<Date>;

  constructor(manager: EntityManager, kind: StoreKind, readNow: (tx: Transaction) => Promise<Date>) {
    super(manager, kind);
    this.#readNow = readNow;
  }

  /** The database's clock; leases go by it. */
  now(): Promise<Date> {
    this.refuseEnded();
    return this.#readNow(this);
  }

  /** Inserts rows, in statements small enough for both stores. */
  async insert<E extends ObjectLiteral>(
    entity: EntityTarget<E>,
    rows: QueryPartialEntity<E> | readonly QueryPartialEntity<E>[],
  ): Promise<void> {
    const list = asList(rows);
    for (const chunk of this.#chunks(entity, list)) {
      await this.manager
        .createQueryBuilder()
        .insert()
        .into(entity)
        .values(chunk)
        .updateEntity(false)
        .execute();
    }
  }

  /** Inserts the rows whose key is new and leaves the others alone. */
  async insertNew<E extends ObjectLiteral>(
    entity: EntityTarget<E>,
    rows: QueryPartialEntity<E> | readonly QueryPartialEntity<E>[],
  ): Promise<void> {
    for (const chunk of this.#chunks(entity, asList(rows))) {
      const insert = this.manager.createQueryBuilder().insert().into(entity).values(chunk);
      await insert.orIgnore().updateEntity(false).execute();
    }
  }

  /** Changes the rows that match; returns how many. */
  async update<E extends ObjectLiteral>(
    entity: EntityTarget<E>,
    where: FindOptionsWhere<E>,
    set: QueryPartialEntity<E>,
  ): Promise<number> {
    const result = await this.manager.update(entity, where, set);
    return result.affected ?? 0;
  }

  /** Deletes the rows that match; returns how many. */
  async delete<E extends ObjectLiteral>(
    entity: EntityTarget<E>,
    where: FindOptionsWhere<E>,
  ): Promise<number> {
    const result = await this.manager.delete(entity, where);
    return result.affected ?? 0;
  }

  /**
   * Runs a writing statement with values by name; returns how many rows it touched.
   * @throws Error where it begins with another word (`WITH`): SQLite's driver would not tell the count. Write
   * `INSERT INTO t WITH …`, which both stores take.
   */
  async execute(sql: string, values: SqlValues = {}): Promise<number> {
    const { text, parameters } = namedSql(sql.trim(), values, this.kind);
    if (!/^(INSERT|UPDATE|DELETE) /.test(text))
      throw new Error("Begin with INSERT, UPDATE or DELETE and a space.");
    const runner = this.manager.queryRunner;
    if (runner === undefined) throw new Error("A unit has a connection of its own.");
    const result = await runner.query(text, parameters, true);
    return result.affected ?? 0;
  }

  /** Reads a row for change: locked until the end of the unit on Postgres; on SQLite the door is the lock. */
  async lockOne<E extends ObjectLiteral>(
    entity: EntityTarget<E>,
    where: FindOptionsWhere<E>,
  ): Promise<E | null> {
    if (this.kind === "sqlite") return this.findOne(entity, { where });
    return this.findOne(entity, { where, lock: { mode: "pessimistic_write" } });
  }

  /** Queues a room event; the door numbers it as the last thing of the unit. */
  append(event: QueuedEvent): void {
    this.refuseEnded();
    this.#events.push(event);
  }

  /** Queues an audit entry; the door stores it in this unit. */
  audit(entry: QueuedAudit): void {
    this.refuseEnded();
    this.#audits.push(entry);
  }

  /** Calls `work` once the unit is durable, never before; what it throws goes to the log. */
  afterCommit(work: () => void): void {
    this.refuseEnded();
    this.#afterCommit.push(work);
  }

  /** Stores what was queued; only the door calls it. */
  async finish(unitEnd: UnitEnd): Promise<void> {
    if (this.#audits.length > 0) await unitEnd.storeAudit(this, this.#audits);
    if (this.#events.length > 0) await unitEnd.numberEvents(this, this.#events);
  }

  /** Runs what waited for the commit; only the door calls it. */
  runAfterCommit(onError: (cause: unknown) => void): void {
    for (const work of this.#afterCommit) {
      try {
        work();
      } catch (cause) {
        onError(cause);
      }
    }
  }

  *#chunks<E extends ObjectLiteral>(
    entity: EntityTarget<E>,
    rows: readonly QueryPartialEntity<E>[],
  ): Generator<QueryPartialEntity<E>[]> {
    const columns = this.manager.connection.getMetadata(entity).columns.length;
    const size = Math.max(1, Math.floor(insertChunkParameters / columns));
    for (let start = 0; start < rows.length; start += size) yield rows.slice(start, start + size);
  }
}

function asList<T>(rows: T | readonly T[]): readonly T[] {
  return Array.isArray(rows) ? (rows as readonly T[]) : [rows as T];
}
