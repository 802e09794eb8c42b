import type {
  ContextTurn,
  FrozenAnswer,
  FrozenPrompt,
  FrozenRanking,
  FrozenSftRow,
  ReleaseSplit,
} from "./row-inputs";

/** What is frozen of a prompt. Its split stands in a column of its own. */
export type PromptValues = Pick<
  FrozenPrompt,
  "source" | "kind" | "useCase" | "language" | "license" | "tokens"
>;

/** What is frozen of a row of an SFT release. `askedExample` is null where a demonstration answers. */
export interface SftValues extends Pick<
  FrozenSftRow,
  | "labelId"
  | "examplesShown"
  | "promptTokens"
  | "completionTokens"
  | "labeler"
  | "guidelineVersion"
  | "weight"
> {
  readonly kind: "SFT";
  readonly prompt: PromptValues;
  readonly askedExample: number | null;
}

/** What is frozen of a ranked completion. */
export interface CompletionValues {
  readonly id: string;
  readonly rank: number;
  readonly rating: number | null;
  readonly model: string | null;
  readonly tokens: number;
}

/** What is frozen of a ranking. */
export interface RankingValues extends Pick<
  FrozenRanking,
  "noneAcceptable" | "form" | "labeler" | "guidelineVersion" | "givesRows" | "weight" | "pairWeight"
> {
  readonly kind: "RM";
  readonly prompt: PromptValues;
  readonly labelId: string;
  readonly completions: readonly CompletionValues[];
}

/** What is frozen of a prompt that stands alone. */
export interface PpoValues {
  readonly kind: "PPO";
  readonly prompt: PromptValues;
}

/** Every value that goes into the rows of one unit; none of its texts. */
export type FrozenValues = SftValues | RankingValues | PpoValues;

/** A frozen unit with the place of its texts. */
export interface FrozenUnit<V extends FrozenValues = FrozenValues> {
  readonly promptId: string;
  readonly split: ReleaseSplit;
  readonly values: V;
}

/** The texts of a prompt, as they are stored. */
export type PromptTexts = Pick<FrozenPrompt, "text" | "fewShot"> & {
  readonly context: readonly ContextTurn[];
};

/** An answer of a label and the completion it is about; empty for a field of the prompt. */
export interface AnswerOfLabel extends FrozenAnswer {
  readonly completionId: string;
}

/** A prompt as the rows need it: frozen values and stored texts. */
export function promptOf({ promptId, split, values }: FrozenUnit, texts: PromptTexts): FrozenPrompt {
  const { context, text, fewShot } = texts;
  return { id: promptId, split, ...values.prompt, context, text, fewShot };
}

/** A row of an SFT release; `demonstration` is the label's text, null for an example's own response. */
export function sftRowOf(
  unit: FrozenUnit<SftValues>,
  texts: PromptTexts,
  demonstration: string | null,
): FrozenSftRow {
  const { kind: _, askedExample, ...values } = unit.values;
  const prompt = promptOf(unit, texts);
  if (askedExample !== null)
    return { ...values, prompt, question: { asks: "EXAMPLE", example: askedExample } };
  if (demonstration === null) throw new Error(`The demonstration ${values.labelId ?? ""} has no text.`);
  return { ...values, prompt, question: { asks: "PROMPT", demonstration } };
}

/** What a ranking's rows say that is not frozen with it: read again from rows that never change. */
export interface RankingTexts {
  readonly prompt: PromptTexts;
  readonly completionTexts: ReadonlyMap<string, string>;
  /** By field. */
  readonly answers: readonly AnswerOfLabel[];
}

/** A ranking of an RM release. Throws where a completion's text is gone. */
export function rankingOf(unit: FrozenUnit<RankingValues>, texts: RankingTexts): FrozenRanking {
  const { labelId, noneAcceptable, form, labeler, guidelineVersion, givesRows, weight, pairWeight } =
    unit.values;
  const answersOf = (completionId: string): FrozenAnswer[] =>
    texts.answers
      .filter((answer) => answer.completionId === completionId)
      .map(({ field, answer, score }) => ({ field, answer, score }));
  return {
    id: labelId,
    prompt: promptOf(unit, texts.prompt),
    completions: unit.values.completions.map((completion) => {
      const text = texts.completionTexts.get(completion.id);
      if (text === undefined) throw new Error(`The completion ${completion.id} has no text.`);
      return { ...completion, text, answers: answersOf(completion.id) };
    }),
    noneAcceptable,
    promptAnswers: answersOf(""),
    form,
    labeler,
    guidelineVersion,
    isConsensus: false,
    givesRows,
    weight,
    pairWeight,
  };
}
