import type { Clock } from "../clock";
import type { DatabaseConfig } from "../config";
import type { Log } from "../log";
import type { SchemaParts } from "./data-source";
import { PostgresStore } from "./postgres-store";
import { SqliteStore } from "./sqlite-store";
import type { Store } from "./store";

/** What either store is opened with. */
export interface StoreOptions {
  readonly database: DatabaseConfig;
  readonly parts: SchemaParts;
  readonly clock: Clock;
  /** Hears of works after commit that failed. */
  readonly log: Log;
  readonly onFatal: (cause: unknown) => void;
}

/** Opens the store that the configuration names. */
export function openStore({ database, ...rest }: StoreOptions): Promise<Store> {
  return database.kind === "sqlite"
    ? SqliteStore.open({ database, ...rest })
    : PostgresStore.open({ database, ...rest });
}
