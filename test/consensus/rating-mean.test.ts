import fc from "fast-check";
import { ratingMean } from "../../src/consensus/rating-mean";

describe("the mean of ratings", () => {
  it("is weighted", () => {
    expect(ratingMean([{ rating: 7, weight: 3 }, { rating: 3 }])).toEqual({
      mean: 6,
      ratings: 2,
      totalWeight: 4,
    });
  });

  it("is null where nobody rated", () => {
    expect(ratingMean([])).toEqual({ mean: null, ratings: 0, totalWeight: 0 });
  });

  it("lies between the ratings and is the same to the last bit in any order", () => {
    const vote = fc.record({
      rating: fc.integer({ min: 1, max: 7 }),
      weight: fc.double({ min: 0.001, max: 1000, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(vote, { minLength: 1 }), (given) => {
        const { mean } = ratingMean(given);
        const ratings = given.map(({ rating }) => rating);
        expect(mean).toBeGreaterThanOrEqual(Math.min(...ratings));
        expect(mean).toBeLessThanOrEqual(Math.max(...ratings));
        expect(ratingMean([...given].reverse())).toEqual(ratingMean(given));
      }),
    );
  });

  it("refuses a rating that is no number and a weight out of range", () => {
    expect(() => ratingMean([{ rating: NaN }])).toThrow("not a finite number");
    expect(() => ratingMean([{ rating: 1, weight: 0 }])).toThrow("A weight is above 0");
  });
});
