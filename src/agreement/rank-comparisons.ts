import { refusal } from "../core/errors";

/** One labeler's ranking: `items[i]` got `ranks[i]`; 1 is best, equal ranks are ties, gaps mean nothing. */
export interface LabelerRanking {
  readonly labeler: string;
  readonly items: readonly string[];
  readonly ranks: readonly number[];
}

/** The rankings that labelers gave for one task, one each. */
export interface TaskRankings {
  readonly task: string;
  readonly rankings: readonly LabelerRanking[];
}

/** A labeler's ranking with its task, as rows of a file or a table come. */
export interface TaskRanking extends LabelerRanking {
  readonly task: string;
}

/** Rankings by task, in order of first appearance. Holds all of them: where rows come by task, stream instead. */
export function groupByTask(rankings: Iterable<TaskRanking>): TaskRankings[] {
  const tasks = new Map<string, LabelerRanking[]>();
  for (const ranking of rankings) {
    const others = tasks.get(ranking.task);
    if (others === undefined) tasks.set(ranking.task, [ranking]);
    else others.push(ranking);
  }
  return [...tasks].map(([task, ofTask]) => ({ task, rankings: ofTask }));
}

/**
 * The ranks of each ranking in one order of items, in which 0 says that the labeler did not rank the item.
 * @throws LabelroomError BAD_INPUT where items and ranks differ in number, an item stands twice, or a rank is
 * not a finite number above 0.
 */
export function alignRanks(rankings: readonly LabelerRanking[]): { items: string[]; ranks: number[][] } {
  const items: string[] = [];
  const places = new Map<string, number>();
  const rows = rankings.map(({ items: own }) => own.map((item, i) => placeOf(item, i)));
  const ranks = rankings.map((ranking, r) => rankRow(ranking, { places: rows[r], width: items.length }));
  return { items, ranks };

  // Labelers of a task mostly list its items in one order: then no name is looked up twice.
  function placeOf(item: string, hint: number): number {
    if (items[hint] === item) return hint;
    const known = places.get(item);
    if (known !== undefined) return known;
    places.set(item, items.length);
    return items.push(item) - 1;
  }
}

function rankRow(
  ranking: LabelerRanking,
  { places, width }: { readonly places: readonly number[]; readonly width: number },
): number[] {
  const { ranks } = ranking;
  if (places.length !== ranks.length) throw badRanking(ranking, "has not one rank for each item");
  // A plain array: a typed one of a few numbers costs more to make than the whole comparison.
  const row: number[] = new Array<number>(width).fill(0);
  for (let i = 0; i < places.length; i += 1) {
    if (row[places[i]] !== 0) throw badRanking(ranking, `holds ${ranking.items[i]} twice`);
    if (!(ranks[i] > 0 && ranks[i] < Infinity)) throw badRanking(ranking, "has a rank that is not above 0");
    row[places[i]] = ranks[i];
  }
  return row;
}

/** Ranks from 1 without gaps: equal numbers share a rank, the smallest number is best. */
export function denseRanks(numbers: readonly number[]): number[] {
  const distinct = [...new Set(numbers)].sort((a, b) => a - b);
  const ranks = new Map(distinct.map((number, place) => [number, place + 1]));
  return numbers.map((number) => ranks.get(number) ?? 0);
}

/** Ranks from 1 in which tied numbers get the mean of the places they take (1, 2.5, 2.5, 4). */
export function meanRanks(numbers: readonly number[]): number[] {
  const order = [...numbers].sort((a, b) => a - b);
  const sums = new Map<number, { places: number; count: number }>();
  order.forEach((number, place) => {
    const { places, count } = sums.get(number) ?? { places: 0, count: 0 };
    sums.set(number, { places: places + place + 1, count: count + 1 });
  });
  return numbers.map((number) => {
    const { places, count } = sums.get(number) ?? { places: 0, count: 1 };
    return places / count;
  });
}

function badRanking({ labeler }: LabelerRanking, problem: string): Error {
  return refusal("BAD_INPUT", "ranks", "ranking", `The ranking of ${labeler} ${problem}.`);
}
