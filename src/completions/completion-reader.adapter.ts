import type { ImportOptions } from "../prompts/import/prompt-reader.adapter";
import { type RowBatch, batchRows } from "../prompts/import/row-batches";
import { readRawRows } from "../prompts/import/row-reader.adapter";
import { type CompletionRow, completionRowReader } from "./completion-rows";

/**
 * The completions of a file in batches for the store, with what is rejected and why. Reading goes on only as fast
 * as batches are taken.
 * @throws LabelroomError BAD_INPUT for options that can't be meant; whatever the source itself throws.
 */
export async function* readCompletionRows(
  source: AsyncIterable<Uint8Array>,
  options: ImportOptions = {},
): AsyncGenerator<RowBatch<CompletionRow>> {
  yield* batchRows(readRawRows(source, options), completionRowReader(options.renames));
}
