/** A value that a statement takes by name. Arrays stand for lists: `IN (:ids)`. */
export type SqlValue = string | number | boolean | Date | null | readonly (string | number)[];

/** Values by name. */
export type SqlValues = Readonly<Record<string, SqlValue>>;

/**
 * Turns `:name` into the store's own placeholders. Raw placeholders are a trap: SQLite binds `$1, $2` by
 * first appearance, not by number. `::type` casts and quoted text are left alone.
 * @throws Error where a name has no value.
 */
export function namedSql(
  sql: string,
  values: SqlValues,
  kind: "sqlite" | "postgres",
): { readonly text: string; readonly parameters: (string | number | boolean | null)[] } {
  const parameters: (string | number | boolean | null)[] = [];
  const place = (value: string | number | boolean | null): string => {
    parameters.push(value);
    return kind === "postgres" ? `$${parameters.length}` : "?";
  };
  const text = sql.replace(/'[^']*'|::\w+|:([a-zA-Z]\w*)/g, (match, name: string | undefined) => {
    if (name === undefined) return match;
    const value = values[name];
    if (value === undefined) throw new Error(`The statement names :${name}, which has no value.`);
    if (value instanceof Date) return place(value.toISOString());
    if (!isList(value)) return place(value);
    return value.length === 0 ? "NULL" : value.map(place).join(", ");
  });
  return { text, parameters };
}

function isList(value: SqlValue): value is readonly (string | number)[] {
  return Array.isArray(value);
}
