import fc from "fast-check";
import { leaveOneOut, sampledSets, wholePrompt } from "../../src/release/few-shot-plans";
import { pseudonymKey, pseudonymOf } from "../../src/release/pseudonyms";
import { TokenCounter } from "../../src/core/token-statistics";
import { pairCounts, rankingWeights, sftWeight } from "../../src/release/weights";
import type { LabelChoice } from "../../src/release/row-inputs";

const rankings = fc.array(
  fc.record({
    isConsensus: fc.boolean(),
    completions: fc.array(fc.record({ rank: fc.integer({ min: 1, max: 4 }) }), {
      minLength: 2,
      maxLength: 9,
    }),
  }),
  { minLength: 1, maxLength: 6 },
);
const labels = fc.constantFrom<LabelChoice>("EACH", "CONSENSUS");

describe("weights", () => {
  it("of comparisons sum to 1 over each ranking that has any, with PER_RANKING", () => {
    fc.assert(
      fc.property(rankings, labels, (all, choice) => {
        const weights = rankingWeights(all, { weighting: "PER_RANKING", labels: choice });
        all.forEach((ranking, index) => {
          const { pairs } = pairCounts(ranking.completions);
          const { givesRows, pairWeight, weight } = weights[index] ?? {};
          expect(givesRows).toBe(ranking.isConsensus === (choice === "CONSENSUS"));
          expect((pairWeight ?? NaN) * pairs).toBeCloseTo(givesRows === true && pairs > 0 ? 1 : 0, 10);
          expect(weight).toBe(givesRows === true ? 1 : 0);
        });
      }),
    );
  });

  it("of comparisons and of rankings sum to 1 over the prompt, with PER_PROMPT", () => {
    fc.assert(
      fc.property(rankings, labels, (all, choice) => {
        const weights = rankingWeights(all, { weighting: "PER_PROMPT", labels: choice });
        const pairs = all.map(({ completions }) => pairCounts(completions).pairs);
        const chosen = weights.map(({ givesRows }, index) => (givesRows ? (pairs[index] ?? 0) : 0));
        const ofPairs = weights.reduce(
          (sum, { pairWeight }, index) => sum + pairWeight * (pairs[index] ?? 0),
          0,
        );
        const ofRankings = weights.reduce((sum, { weight }) => sum + weight, 0);
        expect(ofPairs).toBeCloseTo(chosen.some((count) => count > 0) ? 1 : 0, 10);
        expect(ofRankings).toBeCloseTo(weights.some(({ givesRows }) => givesRows) ? 1 : 0, 10);
      }),
    );
  });

  it("are 1 with NONE, and 1/n for n SFT rows of a prompt with PER_PROMPT", () => {
    const ranking = { isConsensus: false, completions: [{ rank: 1 }, { rank: 2 }] };
    expect(rankingWeights([ranking, ranking], { weighting: "NONE", labels: "EACH" })).toEqual([
      { givesRows: true, weight: 1, pairWeight: 1 },
      { givesRows: true, weight: 1, pairWeight: 1 },
    ]);
    expect([sftWeight("NONE", 4), sftWeight("PER_PROMPT", 4)]).toEqual([1, 0.25]);
  });
});

describe("few-shot plans", () => {
  it("leave each example out once and show the others in order", () => {
    expect(leaveOneOut(3)).toEqual([
      { askedExample: 0, examplesShown: [1, 2] },
      { askedExample: 1, examplesShown: [0, 2] },
      { askedExample: 2, examplesShown: [0, 1] },
    ]);
    expect(leaveOneOut(0)).toEqual([]);
    expect(wholePrompt(2)).toEqual({ askedExample: null, examplesShown: [0, 1] });
  });

  it("sample different sets, the same for the same seed, never showing what is asked", () => {
    const request = fc.record({
      exampleCount: fc.integer({ min: 0, max: 7 }),
      asksOpenQuery: fc.boolean(),
      sets: fc.integer({ min: 1, max: 6 }),
      shown: fc.integer({ min: 0, max: 8 }),
      seed: fc.integer(),
      key: fc.string(),
    });
    fc.assert(
      fc.property(request, (asked) => {
        const plans = sampledSets(asked);
        expect(sampledSets(asked)).toEqual(plans);
        expect(plans.length).toBeLessThanOrEqual(asked.sets);
        expect(new Set(plans.map((plan) => JSON.stringify(plan))).size).toBe(plans.length);
        for (const { askedExample, examplesShown } of plans) {
          expect(askedExample === null).toBe(asked.asksOpenQuery);
          expect(examplesShown).not.toContain(askedExample);
          expect([...examplesShown].sort((a, b) => a - b)).toEqual(examplesShown);
          expect(new Set(examplesShown).size).toBe(examplesShown.length);
        }
      }),
    );
  });

  it("find all sets where all are wanted, and depend on the seed", () => {
    const request = { exampleCount: 4, asksOpenQuery: true, sets: 99, shown: 2, seed: 1, key: "a" };
    expect(sampledSets(request)).toHaveLength(6);
    const one = (seed: number): unknown => sampledSets({ ...request, exampleCount: 20, sets: 1, seed });
    expect(one(1)).not.toEqual(one(2));
  });
});

describe("pseudonyms", () => {
  const projectKey = Buffer.from("0123456789abcdef0123456789abcdef", "hex");

  it("are L and 10 base32 characters of the HMAC of the account id", () => {
    // openssl dgst -sha256 -mac HMAC -macopt hexkey:0123456789abcdef0123456789abcdef, then RFC 4648 base32.
    const expected = "LGKZ7DIHPLL";
    expect(pseudonymOf("acc_1", projectKey)).toBe(expected);
    expect(pseudonymOf("acc_2", projectKey)).toMatch(/^L[A-Z2-7]{10}$/);
  });

  it("stay the same over a project's releases, or differ for each release where that is asked", () => {
    const key = (scope: "PROJECT" | "RELEASE", releaseId: string): Uint8Array =>
      pseudonymKey(projectKey, { scope, releaseId });
    expect(pseudonymOf("acc_1", key("PROJECT", "rel_1"))).toBe(pseudonymOf("acc_1", key("PROJECT", "rel_2")));
    expect(pseudonymOf("acc_1", key("RELEASE", "rel_1"))).not.toBe(
      pseudonymOf("acc_1", key("RELEASE", "rel_2")),
    );
    expect(() => pseudonymKey(Buffer.alloc(8), { scope: "PROJECT", releaseId: "rel_1" })).toThrow("16 bytes");
  });
});

describe("token statistics", () => {
  it("have the sample deviation and quartiles by linear interpolation", () => {
    const counter = new TokenCounter();
    for (const tokens of [4, 1, 3, 2, 10]) counter.add(tokens);
    expect(counter.statistics()).toEqual({
      mean: 4,
      std: Math.sqrt(12.5),
      min: 1,
      p25: 2,
      p50: 3,
      p75: 4,
      max: 10,
    });
  });

  it("interpolate between two values: 1, 2, 3, 4 has the quartiles 1.75, 2.5 and 3.25", () => {
    const counter = new TokenCounter();
    for (const tokens of [1, 2, 3, 4]) counter.add(tokens);
    expect(counter.statistics()).toMatchObject({ p25: 1.75, p50: 2.5, p75: 3.25 });
  });

  it("are null for nothing, have no spread for one value, and don't depend on the order", () => {
    expect(new TokenCounter().statistics()).toBeNull();
    fc.assert(
      fc.property(fc.array(fc.nat(2048), { minLength: 1, maxLength: 60 }), (lengths) => {
        const [there, back] = [new TokenCounter(), new TokenCounter()];
        lengths.forEach((length) => there.add(length));
        [...lengths].reverse().forEach((length) => back.add(length));
        expect(there.statistics()).toEqual(back.statistics());
        const { min = NaN, p25 = NaN, p50 = NaN, p75 = NaN, max = NaN, std } = there.statistics() ?? {};
        expect([min <= p25, p25 <= p50, p50 <= p75, p75 <= max]).toEqual([true, true, true, true]);
        expect(lengths.length > 1 || std === 0).toBe(true);
      }),
    );
  });
});
