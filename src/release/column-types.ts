/** The type of a column, in the words of Arrow and of the card's `dataset_info`. */
export type ColumnType =
  | { readonly is: "string" | "int64" | "float64" | "bool" }
  | { readonly is: "list"; readonly of: ColumnType }
  | { readonly is: "struct"; readonly fields: readonly Column[] };

/** A declared column: its place in the declaration is its place in every row. */
export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  /** Whether an unknown value is written as `null`; a column that isn't nullable refuses it. */
  readonly isNullable: boolean;
  /** What it means, in a few words, for the card; may be empty inside a struct. */
  readonly meaning: string;
}

/** A value of a row, before it is written. */
export type RowValue = string | number | boolean | null | readonly RowValue[] | Row;

/** A row, or an object inside one: a value for each declared column. */
export interface Row {
  readonly [column: string]: RowValue;
}

/** A column's feature as `datasets` reads it from a card: `name` first, then the one key that says the type. */
export type Feature = {
  readonly name: string;
  readonly dtype?: string;
  readonly list?: string | readonly Feature[];
  readonly struct?: readonly Feature[];
};

/**
 * The feature of a column. Lists hold scalars or structs (a list of lists occurs in no release and throws), since
 * those are the two short forms that every version of `datasets` reads alike.
 */
export function featureOf({ name, type }: Column): Feature {
  switch (type.is) {
    case "struct":
      return { name, struct: type.fields.map(featureOf) };
    case "list":
      if (type.of.is === "list") throw new Error(`The column ${name} is a list of lists.`);
      return { name, list: type.of.is === "struct" ? type.of.fields.map(featureOf) : type.of.is };
    default:
      return { name, dtype: type.is };
  }
}

/** The type in words for the card: `list of {role, content}`, `int64 or null`. */
export function typeInWords({ type, isNullable }: Column): string {
  return wordsOf(type) + (isNullable ? " or null" : "");
}

function wordsOf(type: ColumnType): string {
  if (type.is === "list") return `list of ${wordsOf(type.of)}`;
  if (type.is === "struct") return `{${type.fields.map((field) => field.name).join(", ")}}`;
  return type.is;
}
