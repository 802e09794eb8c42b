/** A value that a statement takes by name. Arrays stand for lists: `IN (:ids)`. */
export type SqlValue = string | number | boolean | Date | null | readonly (string | number)[];

/** Values by name. */
export type SqlValues = Readonly<Record<string, SqlValue>>;

/**
 * Turns `:name` into the store's own placeholders. Raw placeholders are a trap: SQLite binds `$1, $2` by
 * first appearance, not by number. `::type` casts and quoted text are left alone. `IN` of an empty list matches
 * nothing.
 * @throws Error where a name has no value, and for `NOT IN` of an empty list, which would match nothing too.
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
  const text = sql.replace(
    /'[^']*'|"[^"]*"|::\w+|:([a-zA-Z]\w*)/g,
    (match: string, name: string | undefined, at: number) => {
      if (name === undefined) return match;
      const value = Object.hasOwn(values, name) ? values[name] : undefined;
      if (value === undefined) throw new Error(`The statement names :${name}, which has no value.`);
      if (value instanceof Date) return place(value.toISOString());
      if (!isList(value)) return place(value);
      if (value.length > 0) return value.map(place).join(", ");
      if (/\bNOT\s+IN\s*\(\s*$/i.test(sql.slice(0, at))) throw new Error(`NOT IN of an empty list :${name}.`);
      return "NULL";
    },
  );
  return { text, parameters };
}

function isList(value: SqlValue): value is readonly (string | number)[] {
  return Array.isArray(value);
}
