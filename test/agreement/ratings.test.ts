import fc from "fast-check";
import { cohenKappas, type KappaWeighting } from "../../src/agreement/cohen-kappa";
import { fleissKappa } from "../../src/agreement/fleiss-kappa";
import { gwetAc1 } from "../../src/agreement/gwet-ac1";
import { krippendorffAlpha, type MeasurementLevel } from "../../src/agreement/krippendorff-alpha";
import { prevalence } from "../../src/agreement/prevalence";
import { collectRatings, type Rating, type Ratings } from "../../src/agreement/ratings";
import { undefinedReasons, type Statistic } from "../../src/agreement/statistic";

const levels: readonly MeasurementLevel[] = ["NOMINAL", "ORDINAL", "INTERVAL"];
const weightings: readonly KappaWeighting[] = ["UNWEIGHTED", "LINEAR", "QUADRATIC"];

/** Some labelers' values on a 7-point scale, much of it missing. */
const someRatings = fc
  .uniqueArray(fc.record({ unit: fc.nat(7), labeler: fc.nat(4), value: fc.integer({ min: 1, max: 7 }) }), {
    maxLength: 40,
    selector: ({ unit, labeler }) => unit * 10 + labeler,
  })
  .map((rows): Rating[] => rows.map((row) => ({ ...row, unit: `u${row.unit}`, labeler: `l${row.labeler}` })));

function statisticsOf(ratings: Ratings): Statistic[] {
  return [
    ...levels.map((level) => krippendorffAlpha(ratings, level)),
    fleissKappa(ratings),
    gwetAc1(ratings),
    gwetAc1(ratings, { categories: 7 }),
    ...weightings.flatMap((weighting) => cohenKappas(ratings, weighting)),
  ];
}

/** Alpha by its definition: every two values of a unit against every two values of all, with the printed metrics. */
function alphaByDefinition(rows: readonly Rating[], level: MeasurementLevel): number | null {
  const units = [...new Set(rows.map(({ unit }) => unit))];
  const paired = units
    .map((name) => rows.filter(({ unit }) => unit === name))
    .filter((unit) => unit.length > 1)
    .map((unit) => unit.map((row) => Number(row.value)));
  const all = paired.flat();
  const count = (from: number, to: number) => all.filter((value) => value >= from && value <= to).length;
  const difference = (a: number, b: number): number => {
    if (a === b) return 0;
    if (level === "NOMINAL") return 1;
    if (level === "INTERVAL") return (a - b) ** 2;
    const [low, high] = a < b ? [a, b] : [b, a];
    return (count(low, high) - (count(low, low) + count(high, high)) / 2) ** 2;
  };
  const pairs = (values: readonly number[]) =>
    values.reduce((sum, a) => sum + values.reduce((inner, b) => inner + difference(a, b), 0), 0);
  const expected = pairs(all) / (all.length * (all.length - 1));
  const observed = paired.reduce((sum, unit) => sum + pairs(unit) / (unit.length - 1), 0) / all.length;
  return all.length === 0 || expected === 0 ? null : 1 - observed / expected;
}

describe("statistics of ratings", () => {
  it("give alpha as its definition by pairs does", () => {
    fc.assert(
      fc.property(someRatings, fc.constantFrom(...levels), (rows, level) => {
        const { value } = krippendorffAlpha(collectRatings(rows), level);
        const expected = alphaByDefinition(rows, level);
        if (expected === null) expect(value).toBeNull();
        else expect(value).toBeCloseTo(expected, 9);
      }),
    );
  });

  it("stay at most 1 and are null with a documented reason, never NaN", () => {
    fc.assert(
      fc.property(someRatings, (rows) => {
        for (const { value, reason } of statisticsOf(collectRatings(rows))) {
          expect((value === null) === (reason !== null)).toBe(true);
          if (reason !== null) expect(Object.keys(undefinedReasons)).toContain(reason);
          if (value !== null) expect(value).toBeLessThanOrEqual(1 + 1e-12);
          expect(value).not.toBeNaN();
        }
      }),
    );
  });

  it("do not depend on the order of rows, units or labelers", () => {
    const shuffled = someRatings.chain((rows) =>
      fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length })),
    );
    fc.assert(
      fc.property(shuffled, ([rows, others]) => {
        const [one, other] = [collectRatings(rows), collectRatings(others)];
        expect(fleissKappa(one)).toEqual(fleissKappa(other));
        expect(gwetAc1(one)).toEqual(gwetAc1(other));
        expect(prevalence(one)).toEqual(prevalence(other));
        for (const level of levels) {
          const [a, b] = [krippendorffAlpha(one, level), krippendorffAlpha(other, level)];
          expect(a.reason).toBe(b.reason);
          expect(a.value ?? 0).toBeCloseTo(b.value ?? 0, 10);
        }
        const kappas = (ratings: Ratings) =>
          new Map(
            cohenKappas(ratings).map((kappa) => [[kappa.first, kappa.second].sort().join(), kappa.value]),
          );
        const [left, right] = [kappas(one), kappas(other)];
        expect([...left.keys()].sort()).toEqual([...right.keys()].sort());
        for (const [pair, value] of left) expect(value ?? 0).toBeCloseTo(right.get(pair) ?? 0, 10);
      }),
    );
  });

  it("are 1 where all labelers give the same values and more than one value occurs", () => {
    const columns = fc
      .array(fc.integer({ min: 1, max: 7 }), { minLength: 2, maxLength: 12 })
      .filter((values) => new Set(values).size > 1);
    fc.assert(
      fc.property(columns, fc.integer({ min: 2, max: 5 }), (values, labelers) => {
        const rows = values.flatMap((value, unit) =>
          Array.from({ length: labelers }, (_, labeler) => ({
            unit: `u${unit}`,
            labeler: `l${labeler}`,
            value,
          })),
        );
        for (const { value } of statisticsOf(collectRatings(rows))) expect(value).toBeCloseTo(1, 12);
      }),
    );
  });

  it("keep quadratic kappa unchanged where the scale is moved or stretched", () => {
    fc.assert(
      fc.property(someRatings, (rows) => {
        const moved = rows.map((row) => ({ ...row, value: 10 + 3 * Number(row.value) }));
        const [one, other] = [rows, moved].map((some) => cohenKappas(collectRatings(some), "QUADRATIC"));
        one.forEach(({ value, reason }, i) => {
          expect(other[i].reason).toBe(reason);
          expect(other[i].value ?? 0).toBeCloseTo(value ?? 0, 9);
        });
      }),
    );
  });

  it("say NO_OVERLAP where no unit has two labels", () => {
    const single = collectRatings([
      { unit: "a", labeler: "x", value: 1 },
      { unit: "b", labeler: "y", value: 2 },
    ]);
    expect(fleissKappa(single)).toMatchObject({ value: null, reason: "NO_OVERLAP", units: 0 });
    expect(gwetAc1(single).reason).toBe("NO_OVERLAP");
    expect(krippendorffAlpha(single, "NOMINAL").reason).toBe("NO_OVERLAP");
    expect(cohenKappas(single)).toEqual([]);
    expect(prevalence(collectRatings([]))).toEqual([]);
  });

  it("say NO_VARIATION where everybody gave one value, but AC1 is 1 where another was offered", () => {
    const same = collectRatings(["x", "y"].map((labeler) => ({ unit: "a", labeler, value: "NO" })));
    expect(fleissKappa(same)).toMatchObject({ value: null, reason: "NO_VARIATION", observed: 1 });
    expect(krippendorffAlpha(same, "NOMINAL").reason).toBe("NO_VARIATION");
    expect(cohenKappas(same)[0]).toMatchObject({
      value: null,
      reason: "NO_VARIATION",
      observed: 1,
      units: 1,
    });
    expect(gwetAc1(same).reason).toBe("NO_VARIATION");
    expect(gwetAc1(same, { categories: 2 })).toMatchObject({ value: 1, observed: 1, chance: 0 });
  });

  it("say NOT_NUMERIC where words are asked for order or distance", () => {
    const words = collectRatings([
      { unit: "a", labeler: "x", value: "YES" },
      { unit: "a", labeler: "y", value: "NO" },
    ]);
    expect(krippendorffAlpha(words, "ORDINAL").reason).toBe("NOT_NUMERIC");
    expect(krippendorffAlpha(words, "INTERVAL").reason).toBe("NOT_NUMERIC");
    expect(cohenKappas(words, "QUADRATIC")[0].reason).toBe("NOT_NUMERIC");
    expect(cohenKappas(words)[0].reason).toBeNull();
  });

  it("keep the room of a scale's point that nobody used", () => {
    const rows = [
      [1, 1],
      [1, 3],
      [3, 3],
      [4, 3],
    ].flatMap(([x, y], unit) => [
      { unit: `u${unit}`, labeler: "x", value: x },
      { unit: `u${unit}`, labeler: "y", value: y },
    ]);
    // By hand: observed 0 + 4 + 0 + 1 of 4 units; expected over the margins (1: 2, 3: 1, 4: 1) and (1: 1, 3: 3).
    const expected = (2 * 3 * 4 + 1 * 1 * 4 + 1 * 1 * 9 + 1 * 3 * 1) / 16;
    expect(cohenKappas(collectRatings(rows), "QUADRATIC")[0].value).toBeCloseTo(1 - 5 / 4 / expected, 12);
  });

  it("refuse two values of a labeler for one unit, and numbers that are not finite", () => {
    const twice = [1, 2].map((value) => ({ unit: "a", labeler: "x", value }));
    expect(() => collectRatings(twice)).toThrow("x has two values for a");
    expect(() => collectRatings([{ unit: "a", labeler: "x", value: NaN }])).toThrow("not a finite number");
    const two = collectRatings([1, 2].map((value) => ({ unit: "a", labeler: `l${value}`, value })));
    expect(() => gwetAc1(two, { categories: 1 })).toThrow("offers 1 values, but 2 occur");
  });

  it("count prevalence over the labels that were given", () => {
    const rows = ["YES", "NO", "NO", "NO"].map((value, i) => ({
      unit: `u${i % 2}`,
      labeler: `l${i}`,
      value,
    }));
    expect(prevalence(collectRatings(rows))).toEqual([
      { value: "NO", labels: 3, share: 0.75 },
      { value: "YES", labels: 1, share: 0.25 },
    ]);
  });
});
