import { cohenKappaOfTable, disagreementWeights } from "../../src/agreement/cohen-kappa";
import { fleissKappa } from "../../src/agreement/fleiss-kappa";
import { gwetAc1 } from "../../src/agreement/gwet-ac1";
import { kendallTauB } from "../../src/agreement/kendall-tau-b";
import { kendallW } from "../../src/agreement/kendall-w";
import { krippendorffAlpha, type MeasurementLevel } from "../../src/agreement/krippendorff-alpha";
import { collectRatings, type Ratings, type RatingValue } from "../../src/agreement/ratings";
import knownAnswers from "./fixtures/known-answers.json";

/** Rows are units, columns labelers, null is missing. */
function ratingsOf(units: readonly (readonly (RatingValue | null)[])[]): Ratings {
  return collectRatings(
    units.flatMap((row, unit) =>
      row.flatMap((value, labeler) =>
        value === null ? [] : [{ unit: `unit-${unit}`, labeler: `labeler-${labeler}`, value }],
      ),
    ),
  );
}

/** Rows are units, columns say how many labelers gave each value. */
function ratingsOfCounts(counts: readonly (readonly number[])[]): Ratings {
  return ratingsOf(counts.map((row) => row.flatMap((count, value) => Array<number>(count).fill(value))));
}

function expectNear(actual: number | null, expected: number | null | undefined, tolerance: number): void {
  if (expected === undefined) return;
  if (expected === null) expect(actual).toBeNull();
  else expect(Math.abs((actual ?? NaN) - expected)).toBeLessThanOrEqual(tolerance);
}

describe("published figures", () => {
  test.each(knownAnswers.krippendorffAlpha)(
    "Krippendorff's alpha: $id",
    ({ units, tolerance, ...expected }) => {
      const ratings = ratingsOf(units);
      const levels: [MeasurementLevel, number | null][] = [
        ["NOMINAL", expected.nominal],
        ["ORDINAL", expected.ordinal],
        ["INTERVAL", expected.interval],
      ];
      for (const [level, figure] of levels) {
        if (figure !== null) expectNear(krippendorffAlpha(ratings, level).value, figure, tolerance);
      }
    },
  );

  test.each(knownAnswers.fleissKappa)("Fleiss' kappa: $id", ({ counts, tolerance, ...expected }) => {
    const { value, observed, chance, reason } = fleissKappa(ratingsOfCounts(counts));
    expectNear(value, expected.kappa, tolerance);
    if (expected.observed !== null) expectNear(observed, expected.observed, tolerance);
    if (expected.chance !== null) expectNear(chance, expected.chance, tolerance);
    expect(reason).toBe(expected.kappa === null ? "NO_VARIATION" : null);
  });

  test.each(knownAnswers.gwetAc1)("Gwet's AC1: $id", ({ units, categories, tolerance, ...expected }) => {
    const ratings = ratingsOf(units);
    const ac1 = gwetAc1(ratings, { categories });
    expectNear(ac1.value, expected.ac1, tolerance);
    expectNear(ac1.observed, expected.observed, tolerance);
    expectNear(ac1.chance, expected.chance, tolerance);
    const fleiss = fleissKappa(ratings);
    expectNear(fleiss.value, expected.fleissKappa, tolerance);
    expectNear(fleiss.chance, expected.fleissChance, tolerance);
  });

  test.each(knownAnswers.cohenKappa)("Cohen's kappa: $id", ({ table, weights, kappa, tolerance }) => {
    expectNear(cohenKappaOfTable(table, weights).value, kappa, tolerance);
  });

  test.each(knownAnswers.kendallTauB)("Kendall's tau-b: $id", ({ x, y, tauB, tolerance }) => {
    const { value, reason } = kendallTauB(x, y);
    expectNear(value, tauB, tolerance);
    expect(reason).toBe(tauB === null ? "NO_VARIATION" : null);
  });

  test.each(knownAnswers.kendallW)("Kendall's W: $id", ({ judges, w, tolerance }) => {
    expectNear(kendallW(judges).value, w, tolerance);
  });

  it("covers every statistic with at least one source", () => {
    const { about, ...statistics } = knownAnswers;
    expect(about).not.toBe("");
    for (const cases of Object.values(statistics)) {
      expect(cases.length).toBeGreaterThan(0);
      for (const { source } of cases) expect(source).not.toBe("");
    }
  });

  it("weighs disagreement as the printed weights of linear and quadratic kappa do", () => {
    const linear = knownAnswers.cohenKappa.find(({ id }) => id === "cohen-sexual-fun-linear");
    const quadratic = knownAnswers.cohenKappa.find(({ id }) => id === "cohen-sexual-fun-quadratic");
    expect(disagreementWeights([1, 2, 3, 4], "LINEAR")).toEqual(linear?.weights);
    expect(disagreementWeights([1, 2, 3, 4], "QUADRATIC")).toEqual(quadratic?.weights);
  });
});
