import { compareBytes } from "../core/seeded";
import { PairwiseTally, type PairwiseOptions } from "./pairwise";
import type { TaskRankings } from "./rank-comparisons";
import type { Ratings } from "./ratings";
import { agreeingPairs } from "./unit-agreement";

/** How far the labelers of a task disagree. */
export interface TaskDisagreement {
  readonly task: string;
  /** The share of comparisons (rankings) or of pairs of labels (ratings) that disagree; between 0 and 1. */
  readonly disagreement: number;
  readonly comparisons: number;
  readonly labelers: number;
}

/**
 * The tasks with the largest share of disagreement, worst first: at equal shares the one with more comparisons, for
 * it is surer, then by task in byte order. Tasks without a comparison that counts are left out.
 */
export function worstTasks(disagreements: Iterable<TaskDisagreement>, limit: number): TaskDisagreement[] {
  return [...disagreements]
    .sort(
      (a, b) =>
        b.disagreement - a.disagreement || b.comparisons - a.comparisons || compareBytes(a.task, b.task),
    )
    .slice(0, limit);
}

/** Disagreement of rankings, a task at a time, under the tie rule of the options. */
export function* rankingDisagreements(
  tasks: Iterable<TaskRankings>,
  options: PairwiseOptions = {},
): Generator<TaskDisagreement> {
  const tally = new PairwiseTally(options);
  for (const task of tasks) {
    const { agreement, comparisons } = tally.add(task);
    if (agreement === null) continue;
    yield { task: task.task, disagreement: 1 - agreement, comparisons, labelers: task.rankings.length };
  }
}

/** Disagreement of ratings, a unit at a time: how many pairs of its labels hold different values. */
export function* ratingDisagreements(ratings: Ratings): Generator<TaskDisagreement> {
  const scratch = new Int32Array(ratings.values.length);
  for (const [unit, task] of ratings.units.entries()) {
    const labelers = ratings.offsets[unit + 1] - ratings.offsets[unit];
    if (labelers < 2) continue;
    const pairs = labelers * (labelers - 1);
    const disagreement = (pairs - agreeingPairs(ratings, unit, scratch)) / pairs;
    yield { task, disagreement, comparisons: pairs / 2, labelers };
  }
}
