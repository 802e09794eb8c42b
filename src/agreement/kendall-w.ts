import { refusal } from "../core/errors";
import { alignRanks, meanRanks, type TaskRankings } from "./rank-comparisons";
import { defined, notDefined, type Statistic } from "./statistic";

/** The mean of W over the tasks that have one. */
export type MeanW = Statistic & {
  /** Tasks that two labelers or more ranked over the same items, in which W is defined. */
  readonly tasks: number;
  /** Tasks in which it is not: their labelers ranked different items, or tied everything. */
  readonly undefinedTasks: number;
};

/**
 * Kendall's coefficient of concordance W of judges who all ranked the same items, corrected for ties:
 * 12 S / (m² (n³ - n) - m T), S the squares of the items' rank sums around their mean, T the sum over judges and
 * groups of t ties of t³ - t (Kendall and Babington Smith 1939; Siegel and Castellan 1988). From 0 to 1.
 * A row is a judge, a column an item; the numbers are ranks or scores and are turned into mean ranks.
 * No value: ONE_LABELER below two judges, TOO_FEW_ITEMS below two items, NO_VARIATION where every judge tied all.
 * @throws LabelroomError BAD_INPUT where the rows differ in length.
 */
export function kendallW(judges: readonly (readonly number[])[]): Statistic {
  const judgeCount = judges.length;
  if (judgeCount < 2) return notDefined("ONE_LABELER");
  const items = judges[0].length;
  if (judges.some((row) => row.length !== items)) {
    throw refusal("BAD_INPUT", "judges", "length", "The judges ranked different numbers of items.");
  }
  if (items < 2) return notDefined("TOO_FEW_ITEMS");
  const ranks = judges.map(meanRanks);
  const mean = (judgeCount * (items + 1)) / 2;
  let squares = 0;
  for (let item = 0; item < items; item += 1) {
    squares += (ranks.reduce((sum, row) => sum + row[item], 0) - mean) ** 2;
  }
  const ties = ranks.reduce((sum, row) => sum + tieTerm(row), 0);
  const most = judgeCount ** 2 * (items ** 3 - items) - judgeCount * ties;
  return most === 0 ? notDefined("NO_VARIATION") : defined((12 * squares) / most);
}

/** The mean of W over tasks. Only tasks whose labelers all ranked the same items have one. */
export function meanKendallW(tasks: Iterable<TaskRankings>): MeanW {
  let sum = 0;
  let counted = 0;
  let undefinedTasks = 0;
  for (const { rankings } of tasks) {
    if (new Set(rankings.map(({ labeler }) => labeler)).size < 2) continue;
    const { ranks } = alignRanks(rankings);
    const { value } = ranks.some((row) => row.includes(0)) ? notDefined("NO_OVERLAP") : kendallW(ranks);
    if (value === null) {
      undefinedTasks += 1;
    } else {
      sum += value;
      counted += 1;
    }
  }
  const counts = { tasks: counted, undefinedTasks };
  if (counted > 0) return { ...defined(sum / counted), ...counts };
  return { ...notDefined(undefinedTasks > 0 ? "NO_VARIATION" : "NO_OVERLAP"), ...counts };
}

function tieTerm(ranks: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const rank of ranks) counts.set(rank, (counts.get(rank) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => sum + count ** 3 - count, 0);
}
