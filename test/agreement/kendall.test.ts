import fc from "fast-check";
import { kendallTauB } from "../../src/agreement/kendall-tau-b";
import { kendallW } from "../../src/agreement/kendall-w";
import { denseRanks, meanRanks } from "../../src/agreement/rank-comparisons";

const ranks = (items: number) =>
  fc.array(fc.integer({ min: 1, max: 5 }), { minLength: items, maxLength: items });
const twoRankings = fc.integer({ min: 2, max: 9 }).chain((items) => fc.tuple(ranks(items), ranks(items)));
const someJudges = fc
  .integer({ min: 2, max: 6 })
  .chain((items) => fc.array(ranks(items), { minLength: 2, maxLength: 6 }));

describe("Kendall's tau-b", () => {
  it("is symmetric, changes sign when one ranking is turned over, and lies between -1 and 1", () => {
    fc.assert(
      fc.property(twoRankings, ([x, y]) => {
        const { value } = kendallTauB(x, y);
        expect(kendallTauB(y, x).value).toBe(value);
        if (value === null) return;
        expect(Math.abs(value)).toBeLessThanOrEqual(1);
        expect(
          (kendallTauB(
            x,
            y.map((rank) => -rank),
          ).value ?? NaN) + value,
        ).toBe(0);
      }),
    );
  });

  it("is exactly 1 of a ranking with itself, unless it ties everything", () => {
    fc.assert(
      fc.property(twoRankings, ([x]) => {
        expect(kendallTauB(x, x).value).toBe(new Set(x).size > 1 ? 1 : null);
      }),
    );
  });

  it("says why it has no value and refuses rankings of different length", () => {
    expect(kendallTauB([1], [1]).reason).toBe("TOO_FEW_ITEMS");
    expect(kendallTauB([1, 1], [1, 2]).reason).toBe("NO_VARIATION");
    expect(() => kendallTauB([1, 2], [1])).toThrow("differ in length");
  });
});

describe("Kendall's W", () => {
  it("lies between 0 and 1 and does not depend on the order of judges or items", () => {
    fc.assert(
      fc.property(someJudges, (judges) => {
        const { value, reason } = kendallW(judges);
        const turned = kendallW([...judges].reverse().map((row) => [...row].reverse()));
        expect(turned.reason).toBe(reason);
        if (value === null) return;
        expect(turned.value).toBeCloseTo(value, 12);
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1 + 1e-12);
      }),
    );
  });

  it("is 1 where all judges rank alike", () => {
    fc.assert(
      fc.property(twoRankings, fc.integer({ min: 2, max: 6 }), ([row], judges) => {
        const { value } = kendallW(Array.from({ length: judges }, () => row));
        if (new Set(row).size > 1) expect(value).toBeCloseTo(1, 12);
        else expect(value).toBeNull();
      }),
    );
  });

  it("says why it has no value and refuses rows of different length", () => {
    expect(kendallW([[1, 2]]).reason).toBe("ONE_LABELER");
    expect(kendallW([[1], [1]]).reason).toBe("TOO_FEW_ITEMS");
    expect(
      kendallW([
        [1, 1],
        [2, 2],
      ]).reason,
    ).toBe("NO_VARIATION");
    expect(() => kendallW([[1, 2], [1]])).toThrow("different numbers of items");
  });
});

describe("ranks", () => {
  it("are dense, or the mean of the places that tied items take", () => {
    expect(denseRanks([5, 1, 5, 9])).toEqual([2, 1, 2, 3]);
    expect(meanRanks([5, 1, 5, 9])).toEqual([2.5, 1, 2.5, 4]);
  });
});
