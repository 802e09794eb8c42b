import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DataSource, type DataSourceOptions, type EntityTarget, type ObjectLiteral } from "typeorm";
import type { DatabaseConfig } from "../config";
import { applyByteOrder } from "./columns";
import { LabelroomNaming } from "./naming";

/** What the schema is made of. */
export interface SchemaParts {
  readonly entities: readonly EntityTarget<ObjectLiteral>[];
  readonly migrations: readonly (new () => object)[];
}

/** The options of a data source; every connection of Labelroom comes from these. */
export function dataSourceOptions(config: DatabaseConfig, parts: SchemaParts): DataSourceOptions {
  applyByteOrder(config.kind);
  const shared = {
    entities: [...parts.entities] as (new () => object)[],
    migrations: [...parts.migrations] as (new () => object)[],
    migrationsTableName: "migrations",
    namingStrategy: new LabelroomNaming(),
    synchronize: false,
    logging: false,
    // `where: { id: undefined }` matches every row by default: a sign-in hole.
    invalidWhereValuesBehavior: { null: "throw", undefined: "throw" } as const,
  };
  if (config.kind === "postgres") {
    return { ...shared, type: "postgres", url: config.url, poolSize: 10, applicationName: "labelroom" };
  }
  return { ...shared, type: "sqlite", database: config.file, enableWAL: true, busyTimeout: 5000 };
}

/** A data source that nothing has opened yet. */
export function newDataSource(config: DatabaseConfig, parts: SchemaParts): DataSource {
  if (config.kind === "sqlite") mkdirSync(dirname(config.file), { recursive: true });
  return new DataSource(dataSourceOptions(config, parts));
}

/** The SQL that would bring the tables to what the entities say; empty where they agree. */
export async function driftOf(source: DataSource): Promise<string[]> {
  const log = await source.driver.createSchemaBuilder().log();
  return log.upQueries.map((query) => query.query);
}

/** Undoes every migration, newest first. */
export async function undoAll(source: DataSource): Promise<void> {
  const [row] = await source.query<{ count: number | string }[]>("SELECT count(*) AS count FROM migrations");
  for (let left = Number(row?.count ?? 0); left > 0; left--)
    await source.undoLastMigration({ transaction: "each" });
}
