import fc from "fast-check";
import { tokenRows } from "../../src/statistics/token-rows";

describe("the statistics of token lengths by group", () => {
  it("are those of all lengths of a group, however they are counted", () => {
    const rows = tokenRows([
      { group: { split: "TRAIN" }, tokens: 1, count: 2 },
      { group: { split: "TEST" }, tokens: 7, count: 1 },
      { group: { split: "TRAIN" }, tokens: 4, count: 2 },
    ]);
    expect(rows).toEqual([
      { split: "TRAIN", count: 4, mean: 2.5, std: Math.sqrt(3), min: 1, p25: 1, p50: 2.5, p75: 4, max: 4 },
      { split: "TEST", count: 1, mean: 7, std: 0, min: 7, p25: 7, p50: 7, p75: 7, max: 7 },
    ]);
  });

  it("count every text once", () => {
    const counts = fc.array(
      fc.record({
        group: fc.record({ split: fc.constantFrom("TRAIN", "TEST", null) }),
        tokens: fc.nat(2048),
        count: fc.integer({ min: 1, max: 5 }),
      }),
    );
    fc.assert(
      fc.property(counts, (given) => {
        const total = given.reduce((sum, { count }) => sum + count, 0);
        expect(tokenRows(given).reduce((sum, { count }) => sum + count, 0)).toBe(total);
      }),
    );
  });
});
