import { AsyncLocalStorage } from "node:async_hooks";
import type { Reader, StoreKind } from "./reader";
import type { Transaction, UnitEnd } from "./transaction";

/** Work that is done in one unit. */
export type UnitOfWork<T> = (tx: Transaction) => Promise<T>;

/** Work that only reads. */
export type Reading<T> = (reader: Reader) => Promise<T>;

/** The one door to the data. */
export interface Store {
  readonly kind: StoreKind;

  /**
   * Runs `work` as one unit: all of it is durable when the promise resolves, none of it when it rejects.
   * @throws LabelroomError COMMIT_UNKNOWN (send the same again under the same key), BUSY, STORE_FULL.
   * @throws Error when called inside another unit or reading.
   */
  transaction<T>(work: UnitOfWork<T>): Promise<T>;

  /** Reads with single statements; each sees what is committed when it runs. */
  read<T>(work: Reading<T>): Promise<T>;

  /** Reads with several statements that all see one state. */
  snapshot<T>(work: Reading<T>): Promise<T>;

  /** Sets what the door does last in each unit. */
  setUnitEnd(unitEnd: UnitEnd): void;

  /** Brings the schema up to date. */
  migrate(): Promise<void>;

  /** How entity and table differ, as SQL; empty where they agree. */
  schemaDrift(): Promise<string[]>;

  /** Undoes all migrations, newest first. */
  undoMigrations(): Promise<void>;

  /** Whether the store takes writes: false after an I/O error. */
  readonly isWritable: boolean;

  close(): Promise<void>;
}

/** What a unit does last before the folders have said it. */
export const emptyUnitEnd: UnitEnd = {
  storeAudit: () => Promise.reject(new Error("No unit end was set: audit entries would be lost.")),
  numberEvents: () => Promise.reject(new Error("No unit end was set: events would be lost.")),
};

const inside = new AsyncLocalStorage<"unit" | "reading">();

/**
 * Runs a unit's or a reading's work so that a door opened inside it is refused: on SQLite it would wait for
 * itself, on Postgres it would see another state.
 */
export function runInside<T>(place: "unit" | "reading", work: () => Promise<T>): Promise<T> {
  return inside.run(place, work);
}

/** @throws Error when the caller stands inside a unit or a reading. */
export function refuseNesting(what: string): void {
  const place = inside.getStore();
  if (place !== undefined) throw new Error(`${what} inside a ${place}: pass on its handle instead.`);
}
