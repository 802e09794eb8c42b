import type { FewShotParts } from "../prompts/few-shot-text";

/** What a release is for. */
export type ReleaseKind = "SFT" | "RM" | "PPO";
/** The split that a preparation run gave a prompt. */
export type ReleaseSplit = "TRAIN" | "VALIDATION" | "TEST";
/** Who wrote a prompt. */
export type FrozenPromptSource = "CUSTOMER" | "LABELER";
/** How a prompt came to be. */
export type FrozenPromptKind = "PLAIN" | "FEW_SHOT" | "USER_BASED";
/** The extra shapes in which the rows are written again. */
export type ReleaseView = "PLAIN" | "OPENAI";
/** From which value a `margin` is made. */
export type MarginRule = "RANK_GAP" | "RATING_GAP";
/** Which rankings give rows: each label, or the consensus. */
export type LabelChoice = "EACH" | "CONSENSUS";
/** What weights sum to 1 over; NONE leaves them at 1.0. PER_RANKING is for RM alone. */
export type Weighting = "NONE" | "PER_PROMPT" | "PER_RANKING";

/** The splits in the order of every listing, with the word that names their files. */
export const splitWords: Readonly<Record<ReleaseSplit, string>> = {
  TRAIN: "train",
  VALIDATION: "validation",
  TEST: "test",
};
export const releaseSplits: readonly ReleaseSplit[] = ["TRAIN", "VALIDATION", "TEST"];
export const promptSources: readonly FrozenPromptSource[] = ["CUSTOMER", "LABELER"];

/** An earlier turn of a prompt. */
export interface ContextTurn {
  readonly role: "SYSTEM" | "USER" | "ASSISTANT";
  readonly content: string;
}

/** A prompt as it goes into a release: the frozen values of its preparation run, and its stored texts. */
export interface FrozenPrompt {
  readonly id: string;
  readonly split: ReleaseSplit;
  readonly source: FrozenPromptSource;
  readonly kind: FrozenPromptKind;
  readonly useCase: string | null;
  /** BCP 47. */
  readonly language: string | null;
  /** SPDX id or words. */
  readonly license: string | null;
  readonly context: readonly ContextTurn[];
  /** The stored text; of a few-shot prompt `fewShot` counts and this is not read. */
  readonly text: string;
  /** The parts of a FEW_SHOT prompt, else null. */
  readonly fewShot: FewShotParts | null;
  /** Tokens of the whole prompt in the GPT-2/GPT-3 encoding. */
  readonly tokens: number;
}

/**
 * What a row of an SFT release asks: the prompt as it stands, answered by a demonstration, or one example of a
 * few-shot prompt, answered by that example's own response.
 */
export type SftQuestion =
  | { readonly asks: "PROMPT"; readonly demonstration: string }
  | { readonly asks: "EXAMPLE"; readonly example: number };

/** One row of an SFT release. Rows come sorted by prompt id, label id (null first), then shown examples. */
export interface FrozenSftRow {
  readonly prompt: FrozenPrompt;
  /** The label of a demonstration; null for an example's own response. */
  readonly labelId: string | null;
  readonly question: SftQuestion;
  /** FEW_SHOT: the examples (from 0) that the row shows, in order; else empty. */
  readonly examplesShown: readonly number[];
  /** Tokens of this row's prompt, which differ between the rows of a few-shot prompt. */
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** The pseudonym; null for imported work. */
  readonly labeler: string | null;
  readonly guidelineVersion: number | null;
  readonly weight: number;
}

/** An answer to a field of a label form: `score` for a scale, else `answer`; the other is null. */
export interface FrozenAnswer {
  readonly field: string;
  readonly answer: string | null;
  readonly score: number | null;
}

/** A ranked completion. */
export interface FrozenCompletion {
  readonly id: string;
  readonly text: string;
  readonly model: string | null;
  /** In the GPT-2/GPT-3 encoding. */
  readonly tokens: number;
  /** From 1, the best; equal ranks are ties. */
  readonly rank: number;
  /** The answer to `overall_quality`; of a consensus the weighted mean, which is written rounded. */
  readonly rating: number | null;
  readonly answers: readonly FrozenAnswer[];
}

/** One ranking of an RM release, of a labeler or merged. Rankings come sorted by prompt id, then id. */
export interface FrozenRanking {
  /** The label's id; of a consensus the id of what it was computed over. The row's id derives from it. */
  readonly id: string;
  readonly prompt: FrozenPrompt;
  readonly completions: readonly FrozenCompletion[];
  readonly noneAcceptable: boolean;
  readonly promptAnswers: readonly FrozenAnswer[];
  /** `name/version` of the label form; null for imported labels. */
  readonly form: string | null;
  /** The pseudonym; null for imported work and for a consensus. */
  readonly labeler: string | null;
  readonly guidelineVersion: number | null;
  readonly isConsensus: boolean;
  /** Whether it gives comparisons to `data/`: with EACH every label, with CONSENSUS the merged ones. */
  readonly givesRows: boolean;
  /** The weight of its row in `rankings/`. */
  readonly weight: number;
  /** The weight of each of its comparisons. */
  readonly pairWeight: number;
}

/** How the rows of a release are shaped; frozen with it. */
export interface RowShape {
  readonly views: readonly ReleaseView[];
  /** What the plain view puts behind each prompt; the default of releases is a blank line. */
  readonly promptSuffix: string;
  /** RM: what `margin` is made of; null leaves the column out. */
  readonly margin: MarginRule | null;
}
