import { meanKendallTauB } from "./kendall-tau-b";
import { meanKendallW } from "./kendall-w";
import { krippendorffAlpha } from "./krippendorff-alpha";
import { PairwiseTally, type PairwiseAgreement, type TieRule } from "./pairwise";
import type { LabelerRanking, TaskRankings } from "./rank-comparisons";
import { RatingTable } from "./ratings";
import { defined, notDefined, type Statistic } from "./statistic";
import { rankingDisagreements, worstTasks, type TaskDisagreement } from "./worst-tasks";

/** How far people agree in their rankings. */
export interface RankingAgreement {
  /** Rankings of the cohort. */
  readonly rankings: number;
  readonly pairwise: PairwiseAgreement;
  /** Of the cohort's labelers with researchers on the same tasks; null where no researcher ranked any. */
  readonly againstResearchers: PairwiseAgreement | null;
  /** Mean over pairs of rankings of a task. */
  readonly kendallTauB: Statistic;
  /** Mean over tasks. */
  readonly kendallW: Statistic;
  /** Krippendorff's alpha of the ranks, a unit being a completion within its task. */
  readonly alphaOrdinal: Statistic;
}

/** A ranking with who made it. */
export interface AuthoredRanking extends LabelerRanking {
  readonly isResearcher: boolean;
}

/** A task's rankings, a labeler's each. */
export interface AuthoredTaskRankings {
  readonly task: string;
  readonly rankings: readonly AuthoredRanking[];
}

/** A mean that is made of the means of batches. */
class RunningMean {
  #sum = 0;
  #count = 0;
  #undefinedCount = 0;

  add(
    { value }: Statistic,
    { count, undefinedCount }: { readonly count: number; readonly undefinedCount: number },
  ) {
    this.#sum += (value ?? 0) * count;
    this.#count += count;
    this.#undefinedCount += undefinedCount;
  }

  result(): Statistic {
    if (this.#count > 0) return defined(this.#sum / this.#count);
    return notDefined(this.#undefinedCount > 0 ? "NO_VARIATION" : "NO_OVERLAP");
  }
}

/** Takes the rankings of a batch of tasks at a time and keeps sums, beside the ranks of tasks that two ranked. */
export class RankingTally {
  readonly #tieRule: TieRule;
  readonly #worstLimit: number;
  readonly #labelers: PairwiseTally;
  readonly #againstResearchers: PairwiseTally;
  readonly #tauB = new RunningMean();
  readonly #w = new RunningMean();
  readonly #ranks = new RatingTable();
  #rankings = 0;
  #hasResearchers = false;
  #worst: TaskDisagreement[] = [];

  constructor({ tieRule, worstLimit }: { readonly tieRule: TieRule; readonly worstLimit: number }) {
    this.#tieRule = tieRule;
    this.#worstLimit = worstLimit;
    this.#labelers = new PairwiseTally({ tieRule });
    this.#againstResearchers = new PairwiseTally({
      tieRule,
      isCompared: (first, second) => isResearcher(first) !== isResearcher(second),
    });
  }

  /** Adds tasks, each with all its rankings; a task must not come again. */
  add(tasks: readonly AuthoredTaskRankings[]): void {
    const byLabelers = tasks.flatMap(({ task, rankings }) => {
      const own = rankings.filter((ranking) => !ranking.isResearcher);
      return own.length === 0 ? [] : [{ task, rankings: own }];
    });
    for (const task of byLabelers) this.#addTask(task);
    for (const { task, rankings } of tasks) this.#addAgainst(task, rankings);
    const shared = byLabelers.filter(({ rankings }) => rankings.length > 1);
    const tauB = meanKendallTauB(shared);
    this.#tauB.add(tauB, { count: tauB.pairs, undefinedCount: tauB.undefinedPairs });
    const w = meanKendallW(shared);
    this.#w.add(w, { count: w.tasks, undefinedCount: w.undefinedTasks });
    const disagreements = rankingDisagreements(shared, { tieRule: this.#tieRule });
    this.#worst = worstTasks([...this.#worst, ...disagreements], this.#worstLimit);
  }

  /** The tasks of the cohort's largest disagreement, worst first. */
  get worst(): readonly TaskDisagreement[] {
    return this.#worst;
  }

  result(): RankingAgreement {
    const { value, reason } = krippendorffAlpha(this.#ranks.build(), "ORDINAL");
    return {
      rankings: this.#rankings,
      pairwise: this.#labelers.result(),
      againstResearchers: this.#hasResearchers ? this.#againstResearchers.result() : null,
      kendallTauB: this.#tauB.result(),
      kendallW: this.#w.result(),
      alphaOrdinal: value === null ? notDefined(reason) : defined(value),
    };
  }

  #addTask(task: TaskRankings): void {
    this.#labelers.add(task);
    this.#rankings += task.rankings.length;
    // Alpha takes no notice of what a single labeler ranked.
    if (task.rankings.length < 2) return;
    for (const { labeler, items, ranks } of task.rankings) {
      items.forEach((item, place) => {
        this.#ranks.add(`${task.task}/${item}`, labeler, ranks[place]);
      });
    }
  }

  #addAgainst(task: string, rankings: readonly AuthoredRanking[]): void {
    if (!rankings.some((ranking) => ranking.isResearcher)) return;
    this.#hasResearchers = true;
    this.#againstResearchers.add({
      task,
      rankings: rankings.map(({ labeler, items, ranks, isResearcher: isTheirs }) => ({
        labeler: (isTheirs ? researcherMark : labelerMark) + labeler,
        items,
        ranks,
      })),
    });
  }
}

// A person may have labeled in one role and later in the other: the mark says as what.
const researcherMark = "researcher ";
const labelerMark = "labeler ";

function isResearcher(markedLabeler: string): boolean {
  return markedLabeler.startsWith(researcherMark);
}
