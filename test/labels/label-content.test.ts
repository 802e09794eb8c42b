import fc from "fast-check";
import { dense, rankIssues } from "../../src/labels/label-content";

const ids = ["a", "b", "c", "d", "e"];
const given = fc
  .array(fc.integer({ min: 1, max: 5 }), { minLength: 5, maxLength: 5 })
  .map((ranks) => ranks.map((rank, place) => ({ completionId: ids[place], rank })));

describe("rankIssues", () => {
  it("finds nothing wrong with a rank from 1 to K for each completion", () => {
    fc.assert(
      fc.property(given, (ranks) => {
        expect(rankIssues(ranks, ids)).toEqual([]);
      }),
    );
  });

  it("names a missing, a repeated, an unknown completion and a rank out of bounds", () => {
    const ranks = [
      { completionId: "a", rank: 1 },
      { completionId: "a", rank: 2 },
      { completionId: "z", rank: 2 },
      { completionId: "b", rank: 6 },
      { completionId: "c", rank: 1.5 },
    ];
    expect(rankIssues(ranks, ids).map(({ path, rule }) => `${path} ${rule}`)).toEqual([
      "input.ranks.1.completionId once",
      "input.ranks.2.completionId listed",
      "input.ranks.3.rank range",
      "input.ranks.4.rank range",
      "input.ranks required",
    ]);
  });
});

describe("dense", () => {
  it("keeps the order and its ties, begins at 1 and leaves no gap", () => {
    fc.assert(
      fc.property(given, (ranks) => {
        const result = dense(ranks);
        const levels = [...new Set(result.map(({ rank }) => rank))].sort((a, b) => a - b);
        expect(levels).toEqual(levels.map((_, place) => place + 1));
        for (const [one, first] of ranks.entries()) {
          for (const [other, second] of ranks.entries()) {
            expect(Math.sign(result[one].rank - result[other].rank)).toBe(
              Math.sign(first.rank - second.rank),
            );
          }
        }
      }),
    );
  });
});
