import type { ReadableRow, RawRow, RowProblem } from "./raw-rows";

/** Most rows of a batch. */
export const maxBatchRows = 1_000;

/** A batch is closed when its rows have this many characters in the file. */
export const maxBatchCharacters = 4_194_304;

/** Most names of unknown columns that a file's report lists. */
export const maxUnknownColumns = 100;

/** What a record turned out to be. */
export type RowOutcome<T> =
  | { readonly row: T; readonly unknown: readonly string[]; readonly problems: null }
  | { readonly problems: readonly RowProblem[]; readonly unknown: readonly string[] };

/** A row that obeys the rules, with its place and its text in the file. */
export interface ImportedRow<T> {
  readonly line: number;
  readonly raw: string;
  readonly row: T;
}

/** A row that is not taken; the first problem is what the report names. */
export interface RejectedRow {
  readonly line: number;
  readonly raw: string;
  readonly problems: readonly [RowProblem, ...RowProblem[]];
}

/** Rows in the order of the file. The counts are those of the file so far, this batch included. */
export interface RowBatch<T> {
  readonly rows: readonly ImportedRow<T>[];
  readonly rejected: readonly RejectedRow[];
  /** Unknown columns that no earlier batch named; a nested one is dotted (`context.name`). */
  readonly unknownColumns: readonly string[];
  readonly rowsSoFar: number;
  readonly rejectedSoFar: number;
}

/**
 * Turns raw rows into batches of checked ones: never more than `maxBatchRows` rows, and no more than
 * `maxBatchCharacters` beyond the row that filled it, so memory does not grow with the file.
 */
export async function* batchRows<T>(
  rawRows: AsyncIterable<readonly RawRow[]>,
  toRow: (raw: ReadableRow) => RowOutcome<T>,
): AsyncGenerator<RowBatch<T>> {
  const batcher = new Batcher<T>();
  for await (const rows of rawRows) {
    for (const raw of rows) {
      batcher.add(raw, raw.problem === null ? toRow(raw) : { problems: [raw.problem], unknown: [] });
      if (batcher.isFull) yield batcher.take();
    }
  }
  if (!batcher.isEmpty) yield batcher.take();
}

class Batcher<T> {
  readonly #columns = new Set<string>();
  #rows: ImportedRow<T>[] = [];
  #rejected: RejectedRow[] = [];
  #newColumns: string[] = [];
  #characters = 0;
  #rowsSoFar = 0;
  #rejectedSoFar = 0;

  get isEmpty(): boolean {
    return this.#rows.length + this.#rejected.length === 0;
  }

  get isFull(): boolean {
    return (
      this.#rows.length + this.#rejected.length >= maxBatchRows || this.#characters >= maxBatchCharacters
    );
  }

  add({ line, raw }: RawRow, outcome: RowOutcome<T>): void {
    this.#characters += raw.length;
    for (const column of outcome.unknown) this.#note(column);
    if (outcome.problems === null) {
      this.#rows.push({ line, raw, row: outcome.row });
      this.#rowsSoFar += 1;
      return;
    }
    const [first, ...others] = outcome.problems;
    if (first === undefined) throw new Error("A rejected row has at least one problem.");
    this.#rejected.push({ line, raw, problems: [first, ...others] });
    this.#rejectedSoFar += 1;
  }

  take(): RowBatch<T> {
    const batch = {
      rows: this.#rows,
      rejected: this.#rejected,
      unknownColumns: this.#newColumns,
      rowsSoFar: this.#rowsSoFar,
      rejectedSoFar: this.#rejectedSoFar,
    };
    this.#rows = [];
    this.#rejected = [];
    this.#newColumns = [];
    this.#characters = 0;
    return batch;
  }

  #note(column: string): void {
    const name = column.slice(0, 200);
    if (this.#columns.size >= maxUnknownColumns || this.#columns.has(name)) return;
    this.#columns.add(name);
    this.#newColumns.push(name);
  }
}
