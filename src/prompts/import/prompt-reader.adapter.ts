import { identityKey } from "../prompt-identity";
import { type PromptRow, promptRowReader } from "../prompt-rows";
import { Occurrences } from "./occurrences";
import { type RowBatch, batchRows } from "./row-batches";
import type { ImportOptions } from "./row-reader";
import { readRawRows } from "./row-reader.adapter";

/** A prompt, and its number among the file's rows of the same identity key (1 where it has an external id). */
export interface NumberedPrompt {
  readonly prompt: PromptRow;
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
): AsyncGenerator<RowBatch<NumberedPrompt>> {
  const read = promptRowReader(options.renames);
  const occurrences = new Occurrences();
  yield* batchRows(readRawRows(source, options), (raw) => {
    const outcome = read(raw);
    if (outcome.problems !== null) return outcome;
    const prompt = outcome.row;
    const occurrence = prompt.externalId === null ? occurrences.next(identityKey(prompt)) : 1;
    return { row: { prompt, occurrence }, unknown: outcome.unknown, problems: null };
  });
}
