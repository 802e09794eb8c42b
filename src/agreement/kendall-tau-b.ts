import { refusal } from "../core/errors";
import { alignRanks, type TaskRankings } from "./rank-comparisons";
import { defined, notDefined, type Statistic } from "./statistic";

/** The mean of tau-b over the pairs of rankings that have one. */
export type MeanTauB = Statistic & {
  /** Pairs of rankings of a task by different labelers, in which tau-b is defined. */
  readonly pairs: number;
  /** Pairs in which it is not: one of the two tied everything, or they share fewer than two items. */
  readonly undefinedPairs: number;
  readonly tasks: number;
};

/**
 * Kendall's tau-b of two rankings of the same items: concordant less discordant pairs, over the geometric mean of the
 * pairs that each does not tie (Kendall 1945, Biometrika 33). From -1 to 1. Quadratic in items: for
 * rankings, not for long series.
 * No value: TOO_FEW_ITEMS below two items, NO_VARIATION where one of the two tied everything.
 * @throws LabelroomError BAD_INPUT where the two differ in length.
 */
export function kendallTauB(x: readonly number[], y: readonly number[]): Statistic {
  if (x.length !== y.length)
    throw refusal("BAD_INPUT", "ranks", "length", "The two rankings differ in length.");
  if (x.length < 2) return notDefined("TOO_FEW_ITEMS");
  let balance = 0;
  let untiedX = 0;
  let untiedY = 0;
  for (let i = 0; i < x.length; i += 1) {
    for (let j = i + 1; j < x.length; j += 1) {
      const [signX, signY] = [Math.sign(x[i] - x[j]), Math.sign(y[i] - y[j])];
      balance += signX * signY;
      untiedX += signX * signX;
      untiedY += signY * signY;
    }
  }
  if (untiedX === 0 || untiedY === 0) return notDefined("NO_VARIATION");
  // One root of the product, so that a ranking against itself is exactly 1.
  return defined(balance / Math.sqrt(untiedX * untiedY));
}

/** The mean of tau-b over every two labelers of every task, on the items that both ranked. */
export function meanKendallTauB(tasks: Iterable<TaskRankings>): MeanTauB {
  let sum = 0;
  let pairs = 0;
  let undefinedPairs = 0;
  let tasksSeen = 0;
  for (const { rankings } of tasks) {
    const taus = tausOf(rankings);
    const values = taus.flatMap(({ value }) => (value === null ? [] : [value]));
    sum += values.reduce((total, value) => total + value, 0);
    pairs += values.length;
    undefinedPairs += taus.length - values.length;
    if (values.length > 0) tasksSeen += 1;
  }
  const counts = { pairs, undefinedPairs, tasks: tasksSeen };
  if (pairs > 0) return { ...defined(sum / pairs), ...counts };
  return { ...notDefined(undefinedPairs > 0 ? "NO_VARIATION" : "NO_OVERLAP"), ...counts };
}

function tausOf(rankings: TaskRankings["rankings"]): Statistic[] {
  const { ranks } = alignRanks(rankings);
  const taus: Statistic[] = [];
  ranks.forEach((x, a) => {
    for (let b = a + 1; b < ranks.length; b += 1) {
      const y = ranks[b];
      if (rankings[a].labeler === rankings[b].labeler) continue;
      const isShared = (_: number, item: number) => x[item] !== 0 && y[item] !== 0;
      taus.push(kendallTauB(x.filter(isShared), y.filter(isShared)));
    }
  });
  return taus;
}
