import { LabelroomError } from "../core/errors";
import type { Decisions } from "./decide";
import type { PromptContent } from "./facts";
import { languageText, measurePrompt, type Meters } from "./measure";
import { dropsPrompt, findInPrompt, overruleKey, type PromptFind } from "./pii";
import type { Recognizer } from "./recognizers/recognizer";
import { stepOfReason, type DropReason, type PreparationStep, type Split } from "./steps";

/** What a run says about one prompt: a row of the run. */
export interface PromptOutcome {
  readonly promptId: string;
  /** The step that dropped it and why; both null where it is kept. */
  readonly step: PreparationStep | null;
  readonly reason: DropReason | null;
  /** Set for what passed the step SPLIT. */
  readonly split: Split | null;
  /** The earliest prompt of its group, where DEDUPE dropped it. */
  readonly duplicateOf: string | null;
  /** Set for what is kept; null also where there is too little text to tell. */
  readonly language: string | null;
  readonly promptTokens: number | null;
  readonly isOverlong: boolean;
  /** Personal data found, in every split and of any confidence. */
  readonly finds: readonly PromptFind[];
}

/** The second pass: what it reads and what it works with. */
export interface ExamineInput {
  readonly decisions: Decisions;
  /** The contents of these prompts, in any order. */
  readonly contents: (promptIds: readonly string[]) => Promise<readonly PromptContent[]>;
  readonly recognizers: readonly Recognizer[];
  readonly meters: Meters;
  /** The keys (`overruleKey`) of finds that somebody has overruled. */
  readonly overrules: ReadonlySet<string>;
  /** Prompts to a chunk, 1 or more; 256 unless told. */
  readonly chunkSize?: number;
}

const defaultChunkSize = 256;

/**
 * Pass 2 of a run: the outcome of every prompt, in chunks, in the order of the first reading. Reads the texts of those
 * that are still in once more, a chunk at a time, looks for personal data and measures.
 * @throws LabelroomError CONFLICT where a prompt of the first pass is gone, as after an erasure: run again.
 */
export async function* examine(input: ExamineInput): AsyncGenerator<readonly PromptOutcome[]> {
  const { table } = input.decisions;
  const chunkSize = input.chunkSize ?? defaultChunkSize;
  for (let start = 0; start < table.size; start += chunkSize) {
    const end = Math.min(start + chunkSize, table.size);
    const contents = await survivingContents(input, start, end);
    const outcomes: PromptOutcome[] = [];
    for (let row = start; row < end; row += 1) {
      const content = contents.get(row);
      outcomes.push(
        content === undefined ? droppedOutcome(input, row) : examinedOutcome(input, row, content),
      );
    }
    yield outcomes;
  }
}

async function survivingContents(
  { decisions: { table }, contents }: ExamineInput,
  start: number,
  end: number,
): Promise<ReadonlyMap<number, PromptContent>> {
  const rowOfId = new Map<string, number>();
  for (let row = start; row < end; row += 1) if (table.isIn(row)) rowOfId.set(table.idAt(row), row);
  if (rowOfId.size === 0) return new Map();
  const found = new Map<number, PromptContent>();
  for (const content of await contents([...rowOfId.keys()])) {
    const row = rowOfId.get(content.id);
    if (row !== undefined) found.set(row, content);
  }
  if (found.size !== rowOfId.size) throw new LabelroomError("CONFLICT");
  return found;
}

function droppedOutcome({ decisions: { table } }: ExamineInput, row: number): PromptOutcome {
  const reason = table.reasonAt(row);
  if (reason === null) throw new Error("A prompt that is in was not read.");
  return {
    ...nothingFound,
    promptId: table.idAt(row),
    step: stepOfReason(reason),
    reason,
    duplicateOf: reason === "DUPLICATE_PREFIX" ? table.idAt(table.earliestOf(row)) : null,
  };
}

function examinedOutcome(input: ExamineInput, row: number, content: PromptContent): PromptOutcome {
  const { recognizers, meters, overrules } = input;
  const promptId = content.id;
  const split = input.decisions.table.splitAt(row);
  const language = meters.languageOf(languageText(content));
  const finds = findInPrompt(content, { recognizers, hints: { language } }, (find) =>
    overrules.has(overruleKey(promptId, find)),
  );
  if (split === "TRAIN" && finds.some(dropsPrompt)) {
    return { ...nothingFound, promptId, step: "PII", reason: "PERSONAL_DATA", split, finds };
  }
  return { ...nothingFound, promptId, split, finds, ...measurePrompt(content, language, meters) };
}

const nothingFound = {
  step: null,
  reason: null,
  split: null,
  duplicateOf: null,
  language: null,
  promptTokens: null,
  isOverlong: false,
  finds: [],
} as const;
