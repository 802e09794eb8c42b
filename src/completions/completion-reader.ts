import { type RowBatch, batchRows } from "../prompts/import/row-batches";
import type { ImportOptions, RowReader } from "../prompts/import/row-reader";
import { type CompletionRow, completionRowReader } from "./completion-rows";

/**
 * The completions of a file in batches for the store, with what is rejected and why. Reading goes on only as fast
 * as batches are taken. `readRows` is the reader of files that prompts are imported with.
 * @throws LabelroomError BAD_INPUT for options that can't be meant; whatever the source itself throws.
 */
export async function* readCompletionRows(
  readRows: RowReader,
  source: AsyncIterable<Uint8Array>,
  options: ImportOptions = {},
): AsyncGenerator<RowBatch<CompletionRow>> {
  yield* batchRows(readRows(source, options), completionRowReader(options.renames));
}
