import { compareBytes } from "../core/seeded";
import { PairwiseTally, type PairwiseAgreement, type TieRule } from "./pairwise";
import type { TaskRankings } from "./rank-comparisons";

/** The agreement of two labelers over the tasks that both ranked. */
export interface LabelerPairAgreement {
  /** The two, in byte order. */
  readonly first: string;
  readonly second: string;
  readonly result: PairwiseAgreement;
}

/** A cell for every two labelers who ranked a task in common, by first and second labeler in byte order. */
export function pairwiseByLabelers(
  tasks: Iterable<TaskRankings>,
  tieRule: TieRule = "LEAVE_OUT_INDIFFERENT",
): LabelerPairAgreement[] {
  const cells = new Map<string, Map<string, PairwiseTally>>();
  for (const { task, rankings } of tasks) {
    for (const one of rankings) {
      for (const other of rankings) {
        if (compareBytes(one.labeler, other.labeler) >= 0) continue;
        tallyOf(cells, { first: one.labeler, second: other.labeler, tieRule }).add({
          task,
          rankings: [one, other],
        });
      }
    }
  }
  return sortedEntries(cells).flatMap(([first, row]) =>
    sortedEntries(row).map(([second, tally]) => ({ first, second, result: tally.result() })),
  );
}

function tallyOf(
  cells: Map<string, Map<string, PairwiseTally>>,
  { first, second, tieRule }: { readonly first: string; readonly second: string; readonly tieRule: TieRule },
): PairwiseTally {
  const row = cells.get(first) ?? new Map<string, PairwiseTally>();
  cells.set(first, row);
  const tally = row.get(second) ?? new PairwiseTally({ tieRule });
  row.set(second, tally);
  return tally;
}

function sortedEntries<T>(map: ReadonlyMap<string, T>): [string, T][] {
  return [...map].sort(([a], [b]) => compareBytes(a, b));
}
