import type { ColumnRenames } from "./columns";
import type { ImportFormat, RawRow } from "./raw-rows";

/** How a file is to be read; what is left out is found out. */
export interface RowReaderOptions {
  /** The file's name: its ending tells the format. */
  readonly fileName?: string;
  /** Goes before what the name tells. */
  readonly format?: ImportFormat;
  /** What stands between the cells of a CSV file: one ASCII character. Left out: a comma; a tab for TSV. */
  readonly delimiter?: string;
}

/** How a file of prompts or completions is to be read. */
export interface ImportOptions extends RowReaderOptions {
  /** `{ text: "prompt" }` reads the column `text` from the file's column `prompt`. */
  readonly renames?: ColumnRenames;
}

/** Reads the rows of a file in their order; `readRawRows` of the adapter is one. */
export type RowReader = (
  source: AsyncIterable<Uint8Array>,
  options: RowReaderOptions,
) => AsyncIterable<readonly RawRow[]>;
