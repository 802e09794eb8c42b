import { alignRanks, type TaskRankings } from "./rank-comparisons";
import { ratioSpread, type RatioSums } from "./ratio-interval";
import type { UndefinedReason } from "./statistic";

/**
 * What a tie counts in a comparison.
 * - LEAVE_OUT_INDIFFERENT: a comparison that either labeler ties is left out (Stiennon et al. 2020, C.2); chance
 *   is 50 %.
 * - TIE_IS_AN_ANSWER: better, worse and tied are three answers; the same answer agrees.
 * - TIE_IS_HALF: a tie lies half-way between better and worse: tied and tied agree, tied and better agree by half.
 */
export const tieRules = ["LEAVE_OUT_INDIFFERENT", "TIE_IS_AN_ANSWER", "TIE_IS_HALF"] as const;

/** One of the three tie rules. */
export type TieRule = (typeof tieRules)[number];

/** What is compared, and how ties count. */
export interface PairwiseOptions {
  /** LEAVE_OUT_INDIFFERENT unless told. */
  readonly tieRule?: TieRule;
  /**
   * Whether two labelers are compared at all, asked once for each two rankings of a task in the order they stand: so
   * agreement with researchers, or within a cohort, is the same statistic. All are, unless told.
   */
  readonly isCompared?: (first: string, second: string) => boolean;
}

/** Pairwise agreement; all shares are of 1. */
export interface PairwiseAgreement {
  readonly tieRule: TieRule;
  readonly agreement: number | null;
  /** Robust against the dependence of comparisons within a task; see `ratioSpread`. Null with fewer than two tasks. */
  readonly standardError: number | null;
  /** The plain one, as if all comparisons were independent: usually too small, given for comparison with others. */
  readonly binomialStandardError: number | null;
  /** The 95 % interval; null where the standard error is. */
  readonly low: number | null;
  readonly high: number | null;
  /** Two labelers' preferences between the same two items of a task, that the tie rule counts. */
  readonly comparisons: number;
  /** Comparisons that the tie rule left out. */
  readonly leftOut: number;
  /** Tasks and labelers with a comparison that counts. */
  readonly tasks: number;
  readonly labelers: number;
  /** Pairs of items that single labelers ranked, of all rankings seen, and how many of those they tied. */
  readonly judgments: number;
  readonly ties: number;
  /** Why `agreement`, or else `standardError`, is null. */
  readonly reason: UndefinedReason | null;
}

/** What the comparisons of one task came to. */
export interface TaskAgreement {
  /** The share of comparisons that agree; null where none counts. */
  readonly agreement: number | null;
  readonly comparisons: number;
  readonly leftOut: number;
}

/** Agreement in halves, by the two preferences (-1, 0, 1 each): row the first's, column the second's; -1 is left out. */
const halves: Readonly<Record<TieRule, readonly number[]>> = {
  LEAVE_OUT_INDIFFERENT: [2, -1, 0, -1, -1, -1, 0, -1, 2],
  TIE_IS_AN_ANSWER: [2, 0, 0, 0, 2, 0, 0, 0, 2],
  TIE_IS_HALF: [2, 1, 0, 1, 2, 1, 0, 1, 2],
};

/**
 * Pairwise agreement between labelers who ranked the same task. The unit is the comparison: two different labelers'
 * preferences between the same two items of one task, so a task weighs by its labelers and its items. Items
 * that only one of the two ranked are passed over, as are two rankings of one labeler. See `PairwiseTally`.
 */
export function pairwiseAgreement(
  tasks: Iterable<TaskRankings>,
  options: PairwiseOptions = {},
): PairwiseAgreement {
  const tally = new PairwiseTally(options);
  for (const task of tasks) tally.add(task);
  return tally.result();
}

/** The running form: takes tasks one by one, keeps sums alone. The order of the tasks changes no digit. */
export class PairwiseTally {
  readonly #tieRule: TieRule;
  readonly #isCompared: (first: string, second: string) => boolean;
  readonly #halves: readonly number[];
  readonly #labelers = new Set<string>();
  #sums: RatioSums = { tasks: 0, score: 0, most: 0, scoreSquares: 0, products: 0, mostSquares: 0 };
  #leftOut = 0;
  #judgments = 0;
  #ties = 0;

  constructor({ tieRule = "LEAVE_OUT_INDIFFERENT", isCompared = () => true }: PairwiseOptions = {}) {
    this.#tieRule = tieRule;
    this.#isCompared = isCompared;
    this.#halves = halves[tieRule];
  }

  /**
   * Adds all rankings of one task, which must not be added again.
   * @throws LabelroomError BAD_INPUT for a ranking that is none; see `alignRanks`.
   */
  add({ rankings }: TaskRankings): TaskAgreement {
    const preferences = alignRanks(rankings).ranks.map(preferencesOf);
    for (const row of preferences) this.#countJudgments(row);
    let score = 0;
    let comparisons = 0;
    let leftOut = 0;
    for (let a = 0; a < rankings.length; a += 1) {
      for (let b = a + 1; b < rankings.length; b += 1) {
        const [first, second] = [rankings[a].labeler, rankings[b].labeler];
        if (first === second || !this.#isCompared(first, second)) continue;
        const both = scoreOf(preferences[a], preferences[b], this.#halves);
        score += both.score;
        comparisons += both.comparisons;
        leftOut += both.leftOut;
        if (both.comparisons > 0) this.#labelers.add(first).add(second);
      }
    }
    this.#addTask(score, comparisons);
    this.#leftOut += leftOut;
    return { agreement: comparisons === 0 ? null : score / (2 * comparisons), comparisons, leftOut };
  }

  /** The agreement of what was added so far. */
  result(): PairwiseAgreement {
    const { tasks, score, most } = this.#sums;
    const comparisons = most / 2;
    const agreement = comparisons === 0 ? null : score / most;
    const spread = tasks < 2 ? null : ratioSpread(this.#sums, comparisons);
    return {
      tieRule: this.#tieRule,
      agreement,
      standardError: spread?.standardError ?? null,
      binomialStandardError:
        agreement === null ? null : Math.sqrt((agreement * (1 - agreement)) / comparisons),
      low: spread?.low ?? null,
      high: spread?.high ?? null,
      comparisons,
      leftOut: this.#leftOut,
      tasks,
      labelers: this.#labelers.size,
      judgments: this.#judgments,
      ties: this.#ties,
      reason: this.#reason(),
    };
  }

  #reason(): UndefinedReason | null {
    if (this.#sums.tasks > 1) return null;
    if (this.#sums.tasks === 1) return "ONE_TASK";
    return this.#leftOut > 0 ? "ALL_LEFT_OUT" : "NO_OVERLAP";
  }

  #countJudgments(preferences: readonly number[]): void {
    for (const preference of preferences) {
      if (preference === unranked) continue;
      this.#judgments += 1;
      if (preference === 0) this.#ties += 1;
    }
  }

  #addTask(score: number, comparisons: number): void {
    if (comparisons === 0) return;
    const most = 2 * comparisons;
    this.#sums = {
      tasks: this.#sums.tasks + 1,
      score: this.#sums.score + score,
      most: this.#sums.most + most,
      scoreSquares: this.#sums.scoreSquares + score * score,
      products: this.#sums.products + score * most,
      mostSquares: this.#sums.mostSquares + most * most,
    };
  }
}

/** Stands for a pair of items of which the labeler left one unranked. */
const unranked = 2;

/** For each two items in turn: -1 the first is better, 0 tied, 1 the second is better, 2 not both ranked. */
function preferencesOf(ranks: readonly number[]): number[] {
  const preferences: number[] = [];
  for (let i = 0; i < ranks.length; i += 1) {
    for (let j = i + 1; j < ranks.length; j += 1) {
      preferences.push(preference(ranks[i], ranks[j]));
    }
  }
  return preferences;
}

function preference(first: number, second: number): number {
  if (first === 0 || second === 0) return unranked;
  if (first === second) return 0;
  return first < second ? -1 : 1;
}

function scoreOf(
  first: readonly number[],
  second: readonly number[],
  table: readonly number[],
): { readonly score: number; readonly comparisons: number; readonly leftOut: number } {
  let score = 0;
  let comparisons = 0;
  let leftOut = 0;
  for (let pair = 0; pair < first.length; pair += 1) {
    if (first[pair] === unranked || second[pair] === unranked) continue;
    const agreed = table[(first[pair] + 1) * 3 + second[pair] + 1];
    if (agreed < 0) {
      leftOut += 1;
    } else {
      comparisons += 1;
      score += agreed;
    }
  }
  return { score, comparisons, leftOut };
}
