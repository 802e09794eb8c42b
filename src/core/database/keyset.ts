import type { ObjectLiteral, SelectQueryBuilder } from "typeorm";
import { decodeCursor, toConnection, type CursorPart, type PageRequest } from "../paging";
import type { Connection } from "../paging.types";

/** The order of a list: columns (`alias.property`) in one direction, together unique. */
export interface Keyset<E> {
  readonly columns: readonly string[];
  readonly direction: "ASC" | "DESC";
  readonly keyOf: (row: E) => readonly CursorPart[];
}

/** Reads one page of a query by keyset: the cost of a page does not grow with its place. */
export async function pageOf<E extends ObjectLiteral>(
  query: SelectQueryBuilder<E>,
  request: PageRequest,
  keyset: Keyset<E>,
): Promise<Connection<E>> {
  const after = decodeCursor(request.after, keyset.columns.length);
  if (after !== null) {
    const sign = keyset.direction === "ASC" ? ">" : "<";
    const names = after.map((_, place) => `:cursor${place}`);
    query.andWhere(
      `(${keyset.columns.join(", ")}) ${sign} (${names.join(", ")})`,
      Object.fromEntries(after.map((part, place) => [`cursor${place}`, part])),
    );
  }
  for (const column of keyset.columns) query.addOrderBy(column, keyset.direction);
  const rows = await query.take(request.first + 1).getMany();
  return toConnection(rows, request, keyset.keyOf);
}
