/** Most bytes of one row, counted as UTF-8. A longer row is rejected and never held. */
export const maxRowBytes = 1_048_576;

/** How much of a row that is too long is kept for the report, in bytes. */
export const maxRawPrefixBytes = 1_000;

/** The formats that import reads. */
export const importFormats = ["JSONL", "JSON", "CSV", "TSV"] as const;

/** JSONL: an object a line. JSON: one array of objects. CSV and TSV: a header row, RFC 4180 quoting. */
export type ImportFormat = (typeof importFormats)[number];

/** What is wrong with a row. `field` is a column, or a dotted path into one; null where the row as a whole is meant. */
export interface RowProblem {
  readonly field: string | null;
  readonly rule: string;
  readonly message: string;
}

/** A row as its file has it: column names to values. */
export type RawRecord = Readonly<Record<string, unknown>>;

/** A row that could be read. `hasCells`: every value is the text of a CSV cell, still to be converted. */
export interface ReadableRow {
  /** Where the row starts, from 1. */
  readonly line: number;
  readonly raw: string;
  readonly record: RawRecord;
  readonly hasCells: boolean;
  readonly problem: null;
}

/** A row that could not be read. */
export interface UnreadableRow {
  readonly line: number;
  /** What stands in the file; bytes that are not UTF-8 as U+FFFD, a row over the bound cut short. */
  readonly raw: string;
  readonly problem: RowProblem;
}

/** A row of a file, before anything is known about prompts or completions. */
export type RawRow = ReadableRow | UnreadableRow;

/** Takes a file's UTF-8 bytes in chunks of any size and gives back the rows that are complete. */
export interface RowParser {
  push(chunk: Buffer): RawRow[];
  /** The rows that the end completes. `broken` says why the bytes ended before the file did, else null. */
  end(broken: RowProblem | null): RawRow[];
}

/** A problem of the row as a whole. */
export function rowProblem(rule: string, message: string): RowProblem {
  return { field: null, rule, message };
}

/** The problem of a row over the bound. */
export const oversizeProblem: RowProblem = rowProblem(
  "rowSize",
  `The row is longer than ${maxRowBytes.toLocaleString("en-US")} bytes.`,
);
