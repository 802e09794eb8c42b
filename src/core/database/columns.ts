import { Column, ForeignKey, PrimaryColumn, getMetadataArgsStorage, type ColumnOptions } from "typeorm";

// Columns whose order must be by bytes on every database: COLLATE "C" on Postgres. SQLite's BINARY is by
// bytes anyway and knows no collation "C", so the option is set when the kind of store is known.
const byteOrdered: { target: unknown; property: string | symbol }[] = [];

function rememberByteOrder(): PropertyDecorator {
  return (target, property) => {
    byteOrdered.push({ target: target.constructor, property });
  };
}

/** Gives the remembered columns their collation for a kind of store; call before `new DataSource`. */
export function applyByteOrder(kind: "sqlite" | "postgres"): void {
  const collation = kind === "postgres" ? "C" : undefined;
  for (const column of getMetadataArgsStorage().columns) {
    const isRemembered = byteOrdered.some(
      (entry) => entry.target === column.target && entry.property === column.propertyName,
    );
    if (isRemembered) column.options.collation = collation;
  }
}

function all(...decorators: PropertyDecorator[]): PropertyDecorator {
  return (target, property) => {
    for (const decorate of decorators) decorate(target, property);
  };
}

interface Nullable {
  readonly nullable?: boolean;
}

const isoTime = {
  to: (value: unknown): unknown => (value instanceof Date ? value.toISOString() : value),
  from: (value: string | null): Date | null => (value === null ? null : new Date(value)),
};

/** The opaque id that is the primary key. */
export const IdColumn = (): PropertyDecorator =>
  all(PrimaryColumn({ type: "varchar", length: 40 }), rememberByteOrder());

/** A part of a primary key that is an id of, or a foreign key to, another table. */
export const PrimaryRefColumn = (target: () => new () => object): PropertyDecorator =>
  all(PrimaryColumn({ type: "varchar", length: 40 }), ForeignKey(target), rememberByteOrder());

/** A part of a primary key that is a short key of the outside world, ordered by bytes. */
export const PrimaryKeyColumn = (length: number): PropertyDecorator =>
  all(PrimaryColumn({ type: "varchar", length }), rememberByteOrder());

/** A part of a primary key that counts. */
export const PrimaryCountColumn = (): PropertyDecorator => PrimaryColumn({ type: "integer" });

/** A foreign key to another table's id. */
export const RefColumn = (target: () => new () => object, options: Nullable = {}): PropertyDecorator =>
  all(column({ type: "varchar", length: 40 }, options), ForeignKey(target), rememberByteOrder());

/** A short key (a slug, an external id, a hash, an id without foreign key), ordered by bytes. */
export const KeyColumn = (length: number, options: Nullable = {}): PropertyDecorator =>
  all(column({ type: "varchar", length }, options), rememberByteOrder());

/** A word of a closed set, or a short name. */
export const WordColumn = (length: number, options: Nullable = {}): PropertyDecorator =>
  column({ type: "varchar", length }, options);

/** A text of any length. */
export const TextColumn = (options: Nullable = {}): PropertyDecorator => column({ type: "text" }, options);

/** A moment, stored as RFC 3339 UTC with milliseconds: sorts and compares alike on both stores. */
export const TimeColumn = (options: Nullable = {}): PropertyDecorator =>
  all(column({ type: "varchar", length: 24, transformer: isoTime }, options), rememberByteOrder());

/** A whole number. */
export const CountColumn = (options: Nullable = {}): PropertyDecorator =>
  column({ type: "integer" }, options);

/** A number with a fraction. */
export const RealColumn = (options: Nullable = {}): PropertyDecorator =>
  column({ type: "double precision" }, options);

/** Yes or no. */
export const FlagColumn = (): PropertyDecorator => column({ type: "boolean" }, {});

/** Plain data that is read and written whole, as JSON text. */
export const JsonColumn = (options: Nullable = {}): PropertyDecorator =>
  column({ type: "simple-json" }, options);

function column(options: ColumnOptions, { nullable = false }: Nullable): PropertyDecorator {
  return Column({ ...options, nullable });
}
