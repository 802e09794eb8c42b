import type { ImportedRow, RejectedRow } from "./row-batches";

/** A row with the id that it will have, and the hash of what it says. */
export interface Candidate<T> {
  readonly id: string;
  readonly hash: string;
  readonly imported: ImportedRow<T>;
}

/** What is to be done with a batch of candidates. */
export interface SortedRows<C> {
  readonly fresh: readonly C[];
  /** Rows that are stored already, with the same content. */
  readonly duplicates: number;
  /** Rows whose id is taken by other content. */
  readonly rejected: readonly RejectedRow[];
}

/**
 * Sorts candidates into new ones, repeats and conflicts. `known` holds the hashes of stored rows by id; a row
 * that stands twice in the batch is new the first time only.
 */
export function sortRows<T, C extends Candidate<T>>(
  candidates: readonly C[],
  known: ReadonlyMap<string, string>,
  taken: (row: ImportedRow<T>) => RejectedRow,
): SortedRows<C> {
  const hashes = new Map(known);
  const fresh: C[] = [];
  const rejected: RejectedRow[] = [];
  let duplicates = 0;
  for (const candidate of candidates) {
    const hash = hashes.get(candidate.id);
    if (hash === undefined) {
      hashes.set(candidate.id, candidate.hash);
      fresh.push(candidate);
    } else if (hash === candidate.hash) duplicates += 1;
    else rejected.push(taken(candidate.imported));
  }
  return { fresh, duplicates, rejected };
}
