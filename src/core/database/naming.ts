import { DefaultNamingStrategy, type Table } from "typeorm";

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/**
 * Names that entity and migration derive alike, so that neither has to spell them: columns in snake_case,
 * constraints as `pk_table`, `fk_table_columns`, `uq_table_columns`, `ix_table_columns`.
 */
export class LabelroomNaming extends DefaultNamingStrategy {
  override columnName(propertyName: string, customName: string | undefined): string {
    return customName ?? snake(propertyName);
  }

  override primaryKeyName(table: Table | string): string {
    return `pk_${this.getTableName(table)}`;
  }

  override foreignKeyName(table: Table | string, columns: string[]): string {
    return this.#constraint("fk", table, columns);
  }

  override uniqueConstraintName(table: Table | string, columns: string[]): string {
    return this.#constraint("uq", table, columns);
  }

  override indexName(table: Table | string, columns: string[]): string {
    return this.#constraint("ix", table, columns);
  }

  // Postgres cuts names at 63 bytes; a cut name would differ from the entity's for ever.
  #constraint(kind: string, table: Table | string, columns: readonly string[]): string {
    const name = [kind, this.getTableName(table), ...columns.map(snake)].join("_");
    if (name.length > 63) throw new Error(`The constraint name ${name} has more than 63 characters.`);
    return name;
  }
}
