import {
  promptSources,
  releaseSplits,
  type FrozenPrompt,
  type FrozenPromptSource,
  type ReleaseKind,
  type ReleaseSplit,
} from "./row-inputs";
import { TokenCounter, type TokenStatistics } from "../core/token-statistics";
import type { UnitRows } from "./unit-rows";

/** A number for each split and source. */
export type SplitSourceCounts = Readonly<Record<ReleaseSplit, Readonly<Record<FrozenPromptSource, number>>>>;

/** The counts of a release, as its manifest has them. */
export interface ReleaseCounts {
  /** Rows of `data/`. */
  readonly rows: SplitSourceCounts;
  /** Prompts: of RM releases those with a ranking, also where it is all ties. */
  readonly prompts: SplitSourceCounts;
  /** Different pseudonyms. */
  readonly labelers: number;
  /** Rankings that give the rows of `data/`, their comparisons with a winner, and those without; 0 but for RM. */
  readonly rankings: number;
  readonly pairs: number;
  readonly ties: number;
}

/** What is counted while the rows are written. */
export interface CountedRelease {
  readonly counts: ReleaseCounts;
  readonly promptTokens: TokenStatistics | null;
  readonly completionTokens: TokenStatistics | null;
  /** Different known values, sorted. */
  readonly languages: readonly string[];
  /** Different values, sorted; `hasUnknown` where some prompt has none. */
  readonly licenses: { readonly known: readonly string[]; readonly hasUnknown: boolean };
  /** How many units were made under each guideline version, by version. */
  readonly guidelineUse: readonly { readonly version: number; readonly labels: number }[];
}

type Table = Record<ReleaseSplit, Record<FrozenPromptSource, number>>;

/** A table of zeros. */
export function emptyTable(): Table {
  const table: Partial<Table> = {};
  for (const split of releaseSplits) table[split] = { CUSTOMER: 0, LABELER: 0 };
  return table as Table;
}

/** The sum of a table over splits and sources. */
export function totalOf(counts: SplitSourceCounts): number {
  return releaseSplits.reduce((sum, split) => sum + splitTotal(counts, split), 0);
}

/** The sum of one split's row of a table. */
export function splitTotal(counts: SplitSourceCounts, split: ReleaseSplit): number {
  return promptSources.reduce((sum, source) => sum + counts[split][source], 0);
}

/**
 * Counts what a release holds, unit by unit. Units come sorted by prompt id, so that memory grows with labelers and
 * kinds of values, never with rows. Throws where a prompt id comes after a greater one.
 */
export class ReleaseCounter {
  private readonly rows = emptyTable();
  private readonly prompts = emptyTable();
  private readonly labelers = new Set<string>();
  private readonly languages = new Set<string>();
  private readonly licenses = new Set<string>();
  private readonly guidelineUse = new Map<number, number>();
  private readonly promptTokens = new TokenCounter();
  private readonly completionTokens = new TokenCounter();
  private hasUnknownLicense = false;
  private rankings = 0;
  private ties = 0;
  private lastPromptId: string | null = null;

  constructor(private readonly kind: ReleaseKind) {}

  add(unit: UnitRows): void {
    const { prompt } = unit;
    const isNewPrompt = this.passTo(prompt.id);
    if (isNewPrompt) this.addPrompt(prompt);
    this.rows[prompt.split][prompt.source] += unit.dataRows;
    if (unit.labeler !== null) this.labelers.add(unit.labeler);
    if (unit.guidelineVersion !== null) {
      this.guidelineUse.set(unit.guidelineVersion, (this.guidelineUse.get(unit.guidelineVersion) ?? 0) + 1);
    }
    if (unit.ranking !== null) {
      this.rankings += 1;
      this.ties += unit.ranking.ties;
    }
    if (isNewPrompt || !unit.promptTokens.oncePerPrompt) this.promptTokens.add(unit.promptTokens.count);
    for (const tokens of unit.completionTokens) this.completionTokens.add(tokens);
  }

  /** What was counted so far. */
  counted(): CountedRelease {
    const pairs = this.kind === "RM" ? totalOf(this.rows) : 0;
    return {
      counts: {
        rows: this.rows,
        prompts: this.prompts,
        labelers: this.labelers.size,
        rankings: this.rankings,
        pairs,
        ties: this.ties,
      },
      promptTokens: this.promptTokens.statistics(),
      completionTokens: this.completionTokens.statistics(),
      languages: [...this.languages].sort(),
      licenses: { known: [...this.licenses].sort(), hasUnknown: this.hasUnknownLicense },
      guidelineUse: [...this.guidelineUse]
        .sort(([a], [b]) => a - b)
        .map(([version, labels]) => ({ version, labels })),
    };
  }

  /** Ids are ASCII, so that this order is the order by bytes. */
  private passTo(promptId: string): boolean {
    if (promptId === this.lastPromptId) return false;
    if (this.lastPromptId !== null && promptId < this.lastPromptId) {
      throw new Error(`The rows are not sorted: ${promptId} comes after ${this.lastPromptId}.`);
    }
    this.lastPromptId = promptId;
    return true;
  }

  private addPrompt({ split, source, language, license }: FrozenPrompt): void {
    this.prompts[split][source] += 1;
    if (language !== null) this.languages.add(language);
    if (license === null) this.hasUnknownLicense = true;
    else this.licenses.add(license);
  }
}
