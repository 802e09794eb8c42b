import { identityKey } from "../prompt-identity";
import { type PromptRow, promptRowReader } from "../prompt-rows";
import type { ColumnRenames } from "./columns";
import { Occurrences } from "./occurrences";
import { type RowBatch, batchRows } from "./row-batches";
import { type RowReaderOptions, readRawRows } from "./row-reader.adapter";

/** How a file of prompts or completions is to be read. */
export interface ImportOptions extends RowReaderOptions {
  /** `{ text: "prompt" }` reads the column `text` from the file's column `prompt`. */
  readonly renames?: ColumnRenames;
}

/** A prompt row with its number among the file's rows of the same identity key (1 where it has an external id). */
export interface NumberedPromptRow extends PromptRow {
  readonly occurrence: number;
}

/**
 * The prompts of a file in batches for the store, with what is rejected and why. Reading goes on only as fast as
 * batches are taken.
 * @throws LabelroomError BAD_INPUT for options that can't be meant; whatever the source itself throws.
 */
export async function* readPromptRows(
  source: AsyncIterable<Uint8Array>,
  options: ImportOptions = {},
): AsyncGenerator<RowBatch<NumberedPromptRow>> {
  const read = promptRowReader(options.renames);
  const occurrences = new Occurrences();
  yield* batchRows(readRawRows(source, options), (raw) => {
    const outcome = read(raw);
    if (outcome.problems !== null) return outcome;
    const occurrence = outcome.row.externalId === null ? occurrences.next(identityKey(outcome.row)) : 1;
    return { ...outcome, row: { ...outcome.row, occurrence } };
  });
}
