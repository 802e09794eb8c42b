import { Random } from "../../src/demo/random";

const draws = 20_000;

describe("the demo's source of chance", () => {
  it("gives the same numbers for the same seed and others for another", () => {
    const take = (seed: string): number[] => {
      const random = new Random(seed);
      return Array.from({ length: 5 }, () => random.next());
    };

    expect(take("one")).toEqual(take("one"));
    expect(take("one")).not.toEqual(take("two"));
  });

  it("spreads its numbers evenly over [0, 1)", () => {
    const random = new Random("even");
    const bins = new Array<number>(10).fill(0);
    for (let n = 0; n < draws; n++) {
      const bin = Math.floor(random.next() * 10);
      bins[bin] = (bins[bin] ?? 0) + 1;
    }

    for (const count of bins) expect(Math.abs(count - draws / 10)).toBeLessThan(5 * Math.sqrt(draws / 10));
  });

  it("makes normal numbers with mean 0 and deviation 1", () => {
    const random = new Random("normal");
    const values = Array.from({ length: draws }, () => random.normal());
    const mean = values.reduce((sum, value) => sum + value, 0) / draws;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / draws;

    expect(Math.abs(mean)).toBeLessThan(0.04);
    expect(Math.abs(variance - 1)).toBeLessThan(0.05);
  });

  it("refuses to pick from nothing", () => {
    expect(() => new Random("x").pick([])).toThrow("nothing to pick");
  });
});
