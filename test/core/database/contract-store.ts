import { Clock } from "../../../src/core/clock";
import { openStore } from "../../../src/core/database/open-store";
import type { Store } from "../../../src/core/database/store";
import type { SchemaParts } from "../../../src/core/database/data-source";
import type { UnitEnd } from "../../../src/core/database/transaction";
import type { Log } from "../../../src/core/log";
import { Counter, Entry, contractParts } from "./contract-tables";
import type { TestDatabase } from "./test-database";

/** A log that keeps what failed. */
export class KeptLog implements Log {
  readonly failures: { readonly message: string; readonly cause: unknown }[] = [];

  write(): void {
    // Only failures are kept.
  }

  failure(message: string, cause: unknown): void {
    this.failures.push({ message, cause });
  }
}

/** A store on a database of its own, with what a test may look at. */
export interface OpenedStore {
  readonly store: Store;
  readonly database: TestDatabase;
  readonly clock: Clock;
  readonly log: KeptLog;
  /** What the store called fatal. */
  readonly fatal: unknown[];
  close(): Promise<void>;
}

/** Opens a migrated store. Its unit end numbers events from a counter row, as the room does. */
export async function openTestStore(
  database: TestDatabase,
  parts: SchemaParts = contractParts,
): Promise<OpenedStore> {
  const clock = new Clock();
  const log = new KeptLog();
  const fatal: unknown[] = [];
  const onFatal = (cause: unknown): void => void fatal.push(cause);
  const store = await openStore({ database: database.config, parts, clock, log, onFatal });
  await store.migrate();
  store.setUnitEnd(contractUnitEnd);
  const close = async (): Promise<void> => {
    await store.close();
    await database.drop();
  };
  return { store, database, clock, log, fatal, close };
}

const contractUnitEnd: UnitEnd = {
  storeAudit: async (tx, entries) => {
    for (const { action } of entries) {
      if (action === "break") throw new Error("The audit breaks by plan.");
      await tx.insert(Entry, { room: "audit", sequence: Number(action), kind: "AUDIT" });
    }
  },
  numberEvents: async (tx, events) => {
    for (const { projectId, kind } of events) {
      if (kind === "break") throw new Error("The numbering breaks by plan.");
      await tx.insertNew(Counter, { id: projectId, count: 0 });
      await tx.execute("UPDATE counters SET count = count + 1 WHERE id = :projectId", { projectId });
      const counter = await tx.findOne(Counter, { where: { id: projectId } });
      await tx.insert(Entry, { room: projectId, sequence: counter?.count ?? 0, kind });
    }
  },
};

/** A promise that a test settles. */
export function gate(): { readonly opened: Promise<void>; open(): void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}
