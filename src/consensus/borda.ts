import { refusal } from "../core/errors";
import { refuseBadVotes, type RankingVote } from "./ranking-vote";
import { weightParts } from "./weights";

/** A ranking merged by points. */
export interface BordaConsensus {
  /** The rank of each item, from 1 (best) without gaps; equal shares are ties. */
  readonly ranks: readonly number[];
  /** The share of its comparisons that each item won, ties being half; null where nobody compared it. */
  readonly shares: readonly (number | null)[];
}

/** Half points won, and the most it could have won, in millionths of weight. */
interface Points {
  readonly won: bigint;
  readonly most: bigint;
}

/**
 * Weighted Borda consensus: an item gets a point for each item it stands above and half a point for each tie (the
 * symmetric form of Borda's count for rankings with ties), as a share of what it could have won in the votes that ranked
 * it, so that an unranked item is neither good nor bad. Items by falling share; equal shares, compared as
 * exact fractions, are ties. Items that nobody compared come last.
 * @throws LabelroomError BAD_INPUT for no votes, votes of different length, or a bad weight.
 */
export function bordaConsensus(items: number, votes: readonly RankingVote[]): BordaConsensus {
  if (votes.length === 0) throw refusal("BAD_INPUT", "votes", "min", "There is no ranking to merge.");
  refuseBadVotes(votes, items);
  const points = Array.from({ length: items }, (_, item) => pointsOf(item, votes));
  const order = points.map((_, item) => item).sort((a, b) => comparePoints(points[b], points[a]));
  const ranks = Array.from({ length: items }, () => 0);
  let rank = 0;
  order.forEach((item, place) => {
    if (place === 0 || comparePoints(points[item], points[order[place - 1]]) !== 0) rank += 1;
    ranks[item] = rank;
  });
  return { ranks, shares: points.map(({ won, most }) => (most === 0n ? null : Number(won) / Number(most))) };
}

function pointsOf(item: number, votes: readonly RankingVote[]): Points {
  let won = 0;
  let most = 0;
  for (const { ranks, weight = 1 } of votes) {
    const whole = weightParts(weight);
    const own = ranks[item];
    if (own === null) continue;
    ranks.forEach((other, j) => {
      if (j === item || other === null) return;
      most += 2 * whole;
      won += whole * (1 + Math.sign(other - own));
    });
  }
  return { won: BigInt(won), most: BigInt(most) };
}

function comparePoints(a: Points, b: Points): number {
  if (a.most === 0n || b.most === 0n) return Number(a.most !== 0n) - Number(b.most !== 0n);
  const difference = a.won * b.most - b.won * a.most;
  return difference === 0n ? 0 : difference > 0n ? 1 : -1;
}
