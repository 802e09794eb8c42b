import { denseRanks } from "../agreement/rank-comparisons";
import { refusal } from "../core/errors";
import { refuseBadVotes, type RankingVote } from "./ranking-vote";
import { weightOf, weightParts } from "./weights";

/** The most items that a ranking is merged over: the search is exact and grows by three with each item. */
export const mostKemenyItems = 9;

/** A merged ranking. */
export interface KemenyConsensus {
  /** The rank of each item, from 1 (best) without gaps; equal ranks are ties. */
  readonly ranks: readonly number[];
  /** The smallest total distance to the votes: a reversed pair counts 2, a tie against an order 1, times the weight. */
  readonly distance: number;
  /** How many rankings reach that distance. Above 1 the merged ranking is the middle of them. */
  readonly optimalRankings: number;
}

/**
 * Weighted Kemeny consensus in Kemeny and Snell's form for rankings with ties (Kemeny and Snell 1962, Mathematical Models
 * in the Social Sciences, chapter 2): the ranking, ties allowed, with the smallest weighted distance to the votes.
 * Found exactly, by dynamic programming over sets of items (3^K steps).
 *
 * Where several rankings are optimal, items are ordered by their mean place over all of them, and equal means are
 * ties. So what all optimal rankings say is kept, opposite votes of equal weight and circles of preferences come out
 * tied, and neither the order of items nor of votes decides anything.
 *
 * @throws LabelroomError BAD_INPUT for no votes, more than nine items, votes of different length, or a bad weight.
 */
export function kemenyConsensus(items: number, votes: readonly RankingVote[]): KemenyConsensus {
  if (items < 1 || items > mostKemenyItems) {
    throw refusal(
      "BAD_INPUT",
      "items",
      "range",
      `A merged ranking has 1 to ${mostKemenyItems} items, not ${items}.`,
    );
  }
  if (votes.length === 0) throw refusal("BAD_INPUT", "votes", "min", "There is no ranking to merge.");
  refuseBadVotes(votes, items);
  const costs = bandCosts(items, pairCosts(items, votes));
  const before = searchFrom(items, costs);
  const after = waysToEnd(items, costs, before);
  const full = before.best.length - 1;
  return {
    ranks: denseRanks(placeSums(items, costs, { before, after })),
    distance: weightOf(before.best[full]),
    optimalRankings: before.ways[full],
  };
}

/** What it costs to put an item above another, and to tie them, in millionths of weight. */
interface PairCosts {
  readonly above: readonly Float64Array[];
  readonly tied: readonly Float64Array[];
}

interface BandCosts {
  /** `above[j][set]`: the cost of having all items of the set above item j. */
  readonly above: readonly Float64Array[];
  /** `within[set]`: the cost of the set's being one band of ties. */
  readonly within: Float64Array;
}

/** For each set of items standing on top: the least cost of their order, and in how many ways it is reached. */
interface Search {
  readonly best: Float64Array;
  readonly ways: Float64Array;
}

function pairCosts(items: number, votes: readonly RankingVote[]): PairCosts {
  const square = () => Array.from({ length: items }, () => new Float64Array(items));
  const [above, tied] = [square(), square()];
  for (const { ranks, weight = 1 } of votes) {
    const whole = weightParts(weight);
    ranks.forEach((a, i) => {
      ranks.forEach((b, j) => {
        if (i === j || a === null || b === null) return;
        if (a > b) above[i][j] += 2 * whole;
        if (a === b) above[i][j] += whole;
        else tied[i][j] += whole;
      });
    });
  }
  return { above, tied };
}

function bandCosts(items: number, pairs: PairCosts): BandCosts {
  const sets = 2 ** items;
  const above = Array.from({ length: items }, () => new Float64Array(sets));
  const within = new Float64Array(sets);
  for (let set = 1; set < sets; set += 1) {
    const lowest = Math.log2(set & -set);
    const rest = set & (set - 1);
    for (let j = 0; j < items; j += 1) above[j][set] = above[j][rest] + pairs.above[lowest][j];
    within[set] = within[rest];
    for (let j = 0; j < items; j += 1) if (rest & (1 << j)) within[set] += pairs.tied[lowest][j];
  }
  return { above, within };
}

/** The cost of the band that comes next below the set `top`. */
function nextBand(costs: BandCosts, top: number, band: number): number {
  let cost = costs.within[band];
  for (let left = band; left !== 0; left &= left - 1) cost += costs.above[31 - Math.clz32(left & -left)][top];
  return cost;
}

function searchFrom(items: number, costs: BandCosts): Search {
  const sets = 2 ** items;
  const best = new Float64Array(sets).fill(Infinity);
  const ways = new Float64Array(sets);
  best[0] = 0;
  ways[0] = 1;
  for (let set = 1; set < sets; set += 1) {
    for (let band = set; band !== 0; band = (band - 1) & set) {
      const cost = best[set ^ band] + nextBand(costs, set ^ band, band);
      if (cost > best[set]) continue;
      ways[set] = (cost === best[set] ? ways[set] : 0) + ways[set ^ band];
      best[set] = cost;
    }
  }
  return { best, ways };
}

/** In how many ways an optimal ranking goes on below each set; 0 where no optimal ranking has that set on top. */
function waysToEnd(items: number, costs: BandCosts, { best }: Search): Float64Array {
  const full = 2 ** items - 1;
  const ways = new Float64Array(full + 1);
  ways[full] = 1;
  for (let set = full; set > 0; set -= 1) {
    if (ways[set] === 0) continue;
    for (let band = set; band !== 0; band = (band - 1) & set) {
      const top = set ^ band;
      if (best[top] + nextBand(costs, top, band) === best[set]) ways[top] += ways[set];
    }
  }
  return ways;
}

/** Twice the sum of each item's mean places over all optimal rankings: whole numbers, so equal means are found equal. */
function placeSums(
  items: number,
  costs: BandCosts,
  { before, after }: { readonly before: Search; readonly after: Float64Array },
): number[] {
  const sums = Array.from({ length: items }, () => 0);
  for (let set = 1; set < after.length; set += 1) {
    if (after[set] === 0) continue;
    for (let band = set; band !== 0; band = (band - 1) & set) {
      const top = set ^ band;
      if (before.best[top] + nextBand(costs, top, band) !== before.best[set]) continue;
      const place = before.ways[top] * after[set] * (2 * sizeOf(top) + sizeOf(band) + 1);
      for (let item = 0; item < items; item += 1) if (band & (1 << item)) sums[item] += place;
    }
  }
  return sums;
}

function sizeOf(set: number): number {
  let size = 0;
  for (let left = set; left !== 0; left &= left - 1) size += 1;
  return size;
}
