import { refusal } from "./errors";
import type { Connection } from "./paging.types";

/** Which page is asked for. */
export interface PageRequest {
  readonly first: number;
  readonly after?: string | null | undefined;
}

/** A part of the key by which a list is ordered. */
export type CursorPart = string | number;

/** The opaque cursor of a place in a list: its order key. */
export function encodeCursor(parts: readonly CursorPart[]): string {
  return Buffer.from(JSON.stringify(parts), "utf8").toString("base64url");
}

/**
 * The order key in a cursor, or null where none was given.
 * @throws LabelroomError BAD_INPUT where the cursor is not one of this list's.
 */
export function decodeCursor(after: string | null | undefined, length: number): readonly CursorPart[] | null {
  if (after === null || after === undefined || after === "") return null;
  const parts = parsed(after);
  const isKey =
    Array.isArray(parts) &&
    parts.length === length &&
    parts.every((part) => typeof part === "string" || typeof part === "number");
  if (!isKey) throw refusal("BAD_INPUT", "after", "cursor", "This cursor was not made by this list.");
  return parts;
}

/**
 * A connection of rows that were read with one more than asked for: the extra row only says that more lies
 * behind.
 */
export function toConnection<T>(
  rows: readonly T[],
  request: PageRequest,
  keyOf: (row: T) => readonly CursorPart[],
): Connection<T> {
  const edges = rows.slice(0, request.first).map((node) => ({ node, cursor: encodeCursor(keyOf(node)) }));
  return {
    edges,
    pageInfo: {
      hasNextPage: rows.length > request.first,
      hasPreviousPage: Boolean(request.after),
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

function parsed(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
  } catch {
    return null;
  }
}
