import fc from "fast-check";
import { bordaConsensus } from "../../src/consensus/borda";

describe("Borda consensus", () => {
  it("orders items by the share of comparisons they won, ties being half", () => {
    // A wins 2 + 1.5 of 4, B 1 + 1.5, C none.
    const consensus = bordaConsensus(3, [{ ranks: [1, 2, 3] }, { ranks: [1, 1, 2] }]);
    expect(consensus).toEqual({ ranks: [1, 2, 3], shares: [0.875, 0.625, 0] });
  });

  it("weighs votes, and ties what is equal exactly", () => {
    const given = [
      { ranks: [1, 2], weight: 0.1 },
      { ranks: [1, 2], weight: 0.2 },
      { ranks: [2, 1], weight: 0.3 },
    ];
    expect(bordaConsensus(2, given)).toEqual({ ranks: [1, 1], shares: [0.5, 0.5] });
    expect(bordaConsensus(2, [...given, { ranks: [1, 2], weight: 0.01 }]).ranks).toEqual([1, 2]);
  });

  it("takes an unranked item for neither good nor bad, and puts one that nobody compared last", () => {
    const consensus = bordaConsensus(4, [{ ranks: [1, 2, null, null] }, { ranks: [2, null, 1, null] }]);
    expect(consensus).toEqual({ ranks: [2, 3, 1, 4], shares: [0.5, 0, 1, null] });
  });

  it("gives back a ranking that all gave, and does not depend on the order of items or votes", () => {
    const someVotes = fc.integer({ min: 2, max: 9 }).chain((items) =>
      fc.array(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: items, maxLength: items }), {
        minLength: 1,
      }),
    );
    fc.assert(
      fc.property(someVotes, (rows) => {
        const items = rows[0].length;
        const one = bordaConsensus(
          items,
          rows.map((ranks) => ({ ranks })),
        );
        const other = bordaConsensus(
          items,
          [...rows].reverse().map((ranks) => ({ ranks: [...ranks].reverse() })),
        );
        expect([...other.ranks].reverse()).toEqual(one.ranks);
        const sorted = [...new Set(rows[0])].sort((a, b) => a - b);
        const dense = rows[0].map((rank) => sorted.indexOf(rank) + 1);
        expect(bordaConsensus(items, [{ ranks: rows[0] }, { ranks: rows[0], weight: 0.5 }]).ranks).toEqual(
          dense,
        );
      }),
    );
  });

  it("refuses no votes and votes of another length", () => {
    expect(() => bordaConsensus(2, [])).toThrow("no ranking to merge");
    expect(() => bordaConsensus(2, [{ ranks: [1, 2, 3] }])).toThrow("3 ranks for 2 items");
  });
});
