import fc from "fast-check";
import { kemenyConsensus } from "../../src/consensus/kemeny";
import type { RankingVote } from "../../src/consensus/ranking-vote";

const votes = (...rows: readonly (readonly (number | null)[])[]): RankingVote[] =>
  rows.map((ranks) => ({ ranks }));

const weights = fc.integer({ min: 1, max: 20 }).map((tenths) => tenths / 10);
const someVotes = (most: number) =>
  fc.integer({ min: 1, max: most }).chain((items) =>
    fc.tuple(
      fc.constant(items),
      fc.array(
        fc.record({
          ranks: fc.array(fc.option(fc.integer({ min: 1, max: items }), { freq: 8 }), {
            minLength: items,
            maxLength: items,
          }),
          weight: weights,
        }),
        { minLength: 1, maxLength: 4 },
      ),
    ),
  );

/** Every ranking of the items with ties, as dense ranks. */
function allRankings(items: number): number[][] {
  const rows: number[][] = [];
  for (let code = 0; code < items ** items; code += 1) {
    const row = Array.from({ length: items }, (_, item) => (Math.floor(code / items ** item) % items) + 1);
    const used = new Set(row);
    if (Math.max(...row) === used.size) rows.push(row);
  }
  return rows;
}

function distance(ranks: readonly number[], given: readonly RankingVote[]): number {
  let sum = 0;
  for (const { ranks: vote, weight = 1 } of given) {
    for (let i = 0; i < ranks.length; i += 1) {
      for (let j = 0; j < i; j += 1) {
        const [a, b] = [vote[i], vote[j]];
        if (a === null || b === null) continue;
        sum += Math.round(weight * 10) * Math.abs(Math.sign(a - b) - Math.sign(ranks[i] - ranks[j]));
      }
    }
  }
  return sum / 10;
}

/** Places from 1; ties share the mean of theirs. */
function places(ranks: readonly number[]): number[] {
  return ranks.map((rank) => {
    const better = ranks.filter((other) => other < rank).length;
    const same = ranks.filter((other) => other === rank).length;
    return better + (same + 1) / 2;
  });
}

describe("Kemeny consensus", () => {
  it("is what brute force over all rankings with ties finds, to five items", () => {
    fc.assert(
      fc.property(someVotes(5), ([items, given]) => {
        const all = allRankings(items).map((ranks) => ({ ranks, cost: distance(ranks, given) }));
        const least = Math.min(...all.map(({ cost }) => cost));
        const optimal = all.filter(({ cost }) => cost === least).map(({ ranks }) => places(ranks));
        const means = Array.from({ length: items }, (_, i) => optimal.reduce((sum, row) => sum + row[i], 0));
        const order = [...new Set(means)].sort((a, b) => a - b);
        const consensus = kemenyConsensus(items, given);
        expect(consensus.distance).toBeCloseTo(least, 9);
        expect(consensus.optimalRankings).toBe(optimal.length);
        expect(consensus.ranks).toEqual(means.map((mean) => order.indexOf(mean) + 1));
      }),
      { numRuns: 60 },
    );
  });

  it("is the ranking itself where all labelers gave it, ties kept and gaps closed", () => {
    expect(kemenyConsensus(4, votes([2, 2, 5, 1], [2, 2, 5, 1]))).toEqual({
      ranks: [2, 2, 3, 1],
      distance: 0,
      optimalRankings: 1,
    });
  });

  it("follows the heavier side, and ties where support is equal", () => {
    const against = (weight: number) => [{ ranks: [1, 2] }, { ranks: [2, 1], weight }];
    expect(kemenyConsensus(2, against(0.5)).ranks).toEqual([1, 2]);
    expect(kemenyConsensus(2, against(1)).ranks).toEqual([1, 1]);
    expect(kemenyConsensus(2, against(1.5)).ranks).toEqual([2, 1]);
  });

  it("finds decimal weights equal where they are", () => {
    const given = [
      { ranks: [1, 2], weight: 0.1 },
      { ranks: [1, 2], weight: 0.2 },
      { ranks: [2, 1], weight: 0.3 },
    ];
    expect(kemenyConsensus(2, given).ranks).toEqual([1, 1]);
  });

  it("keeps a tie that the majority gave", () => {
    expect(kemenyConsensus(2, votes([1, 1], [1, 1], [1, 2])).ranks).toEqual([1, 1]);
    expect(kemenyConsensus(2, votes([1, 1], [1, 2], [1, 2])).ranks).toEqual([1, 2]);
  });

  it("ties a circle of preferences and counts its optimal rankings", () => {
    const circle = kemenyConsensus(3, votes([1, 2, 3], [3, 1, 2], [2, 3, 1]));
    expect(circle).toEqual({ ranks: [1, 1, 1], distance: 8, optimalRankings: 3 });
  });

  it("keeps what all say where an item is contested: A > B > C stands though D is first or last", () => {
    expect(kemenyConsensus(4, votes([1, 2, 3, 4], [2, 3, 4, 1])).ranks).toEqual([1, 2, 3, 2]);
  });

  it("puts an item above another that nobody prefers and somebody ranks below", () => {
    fc.assert(
      fc.property(someVotes(6), ([items, given]) => {
        const { ranks } = kemenyConsensus(
          items,
          given.map((vote) => ({ ...vote, ranks: vote.ranks.map((rank) => rank ?? 1) })),
        );
        const complete = given.map((vote) => vote.ranks.map((rank) => rank ?? 1));
        for (let i = 0; i < items; i += 1) {
          for (let j = 0; j < items; j += 1) {
            if (complete.every((row) => row[i] < row[j])) expect(ranks[i]).toBeLessThan(ranks[j]);
          }
        }
      }),
    );
  });

  it("does not depend on the order of items or votes, to nine items", () => {
    fc.assert(
      fc.property(someVotes(9), ([items, given]) => {
        const one = kemenyConsensus(items, given);
        const turned = given.map(({ ranks, weight }) => ({ ranks: [...ranks].reverse(), weight })).reverse();
        const other = kemenyConsensus(items, turned);
        expect({ ...other, ranks: [...other.ranks].reverse() }).toEqual(one);
      }),
      { numRuns: 40 },
    );
  });

  it("takes nine items and no more, one vote at least, and weights in their range", () => {
    const nine = [1, 2, 3, 4, 5, 6, 7, 8, 9];
    expect(kemenyConsensus(9, votes(nine, [...nine].reverse())).ranks).toEqual(nine.map(() => 1));
    expect(() => kemenyConsensus(10, votes([...nine, 10]))).toThrow("1 to 9 items, not 10");
    expect(() => kemenyConsensus(2, [])).toThrow("no ranking to merge");
    expect(() => kemenyConsensus(2, votes([1]))).toThrow("1 ranks for 2 items");
    expect(() => kemenyConsensus(1, [{ ranks: [NaN] }])).toThrow("not a finite number");
    for (const weight of [0, -1, 1001, NaN, Infinity]) {
      expect(() => kemenyConsensus(2, [{ ranks: [1, 2], weight }])).toThrow("A weight is above 0");
    }
  });
});
