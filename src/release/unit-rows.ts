import type { ReleaseConfig } from "./columns";
import type { Row } from "./column-types";
import type { FrozenPrompt } from "./row-inputs";

/** A row and the config whose files it goes to. */
export interface ConfigRow {
  readonly config: ReleaseConfig;
  readonly row: Row;
}

/** What one frozen unit (an SFT row, a ranking, a prompt) gives: its rows, in file order, and what is counted. */
export interface UnitRows {
  readonly prompt: FrozenPrompt;
  readonly rows: readonly ConfigRow[];
  /** How many of the rows are rows of `data/`. */
  readonly dataRows: number;
  readonly labeler: string | null;
  readonly guidelineVersion: number | null;
  /** Whether it counts as a ranking; with how many ties. */
  readonly ranking: { readonly ties: number } | null;
  /** Tokens of each text that counts for the statistics of completions. */
  readonly completionTokens: readonly number[];
  /** Tokens for the statistics of prompts: once a row (SFT), else once a prompt, by the id that repeats. */
  readonly promptTokens: { readonly count: number; readonly oncePerPrompt: boolean };
}

/** The prompt columns that every kind of release has, in their order. */
export function promptColumns({ source, kind, useCase, language, license }: FrozenPrompt): Row {
  return { source, kind, use_case: useCase, language, license };
}
