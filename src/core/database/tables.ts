import { Table, type QueryRunner, type TableColumnOptions } from "typeorm";
import { LabelroomNaming } from "./naming";

const naming = new LabelroomNaming();

/** A column of a migration, in the words of `columns.ts`. */
export interface ColumnSpec {
  readonly type: string;
  readonly length?: string;
  readonly isNullable: boolean;
  readonly isByteOrdered: boolean;
  readonly isPrimary?: boolean;
  readonly references?: string;
}

const byBytes = (length: number): ColumnSpec => ({
  type: "varchar",
  length: String(length),
  isNullable: false,
  isByteOrdered: true,
});
const plain = (type: string, length?: number): ColumnSpec => ({
  type,
  ...(length === undefined ? {} : { length: String(length) }),
  isNullable: false,
  isByteOrdered: false,
});

/** The words for columns; each is the twin of a decorator in `columns.ts`. */
export const is = {
  id: (): ColumnSpec => ({ ...byBytes(40), isPrimary: true }),
  ref: (table: string): ColumnSpec => ({ ...byBytes(40), references: table }),
  key: (length: number): ColumnSpec => byBytes(length),
  word: (length: number): ColumnSpec => plain("varchar", length),
  text: (): ColumnSpec => plain("text"),
  time: (): ColumnSpec => byBytes(24),
  count: (): ColumnSpec => plain("integer"),
  real: (): ColumnSpec => plain("double precision"),
  flag: (): ColumnSpec => plain("boolean"),
  json: (): ColumnSpec => plain("text"),
  primary: (spec: ColumnSpec): ColumnSpec => ({ ...spec, isPrimary: true }),
  optional: (spec: ColumnSpec): ColumnSpec => ({ ...spec, isNullable: true }),
} as const;

/** A table of a migration: its columns by name, what is unique, what is indexed. */
export interface TableSpec {
  readonly name: string;
  readonly columns: Readonly<Record<string, ColumnSpec>>;
  readonly unique?: readonly (readonly string[])[];
  readonly indexes?: readonly (readonly string[])[];
  readonly checks?: Readonly<Record<string, string>>;
}

/** Creates tables in the order given, with the constraint names that `LabelroomNaming` gives the entities. */
export async function createTables(runner: QueryRunner, specs: readonly TableSpec[]): Promise<void> {
  for (const spec of specs) await runner.createTable(tableOf(runner, spec));
}

/** Drops tables in the reverse order of `specs`. */
export async function dropTables(runner: QueryRunner, specs: readonly TableSpec[]): Promise<void> {
  for (const spec of [...specs].reverse()) await runner.dropTable(spec.name);
}

function tableOf(runner: QueryRunner, spec: TableSpec): Table {
  const entries = Object.entries(spec.columns);
  return new Table({
    name: spec.name,
    columns: entries.map(([name, column]) => columnOf(runner, spec.name, { name, column })),
    foreignKeys: entries.flatMap(([name, { references }]) =>
      references === undefined
        ? []
        : [
            {
              name: naming.foreignKeyName(spec.name, [name]),
              columnNames: [name],
              referencedTableName: references,
              referencedColumnNames: ["id"],
            },
          ],
    ),
    uniques: (spec.unique ?? []).map((columns) => ({
      name: naming.uniqueConstraintName(spec.name, [...columns]),
      columnNames: [...columns],
    })),
    indices: (spec.indexes ?? []).map((columns) => ({
      name: naming.indexName(spec.name, [...columns]),
      columnNames: [...columns],
    })),
    checks: Object.entries(spec.checks ?? {}).map(([name, expression]) => ({ name, expression })),
  });
}

function columnOf(
  runner: QueryRunner,
  table: string,
  { name, column }: { readonly name: string; readonly column: ColumnSpec },
): TableColumnOptions {
  const isPostgres = runner.connection.options.type === "postgres";
  return {
    name,
    type: column.type,
    isNullable: column.isNullable,
    ...(column.length === undefined ? {} : { length: column.length }),
    ...(column.isByteOrdered && isPostgres ? { collation: "C" } : {}),
    ...(column.isPrimary === true
      ? { isPrimary: true, primaryKeyConstraintName: naming.primaryKeyName(table) }
      : {}),
  };
}
