import { refusal } from "../core/errors";
import type { Ratings, RatingValue } from "./ratings";
import { chanceCorrected, nothingCompared, type ChanceCorrected } from "./statistic";

/** How much a disagreement weighs: all alike, by the distance of the values, or by its square. */
export type KappaWeighting = "UNWEIGHTED" | "LINEAR" | "QUADRATIC";

/** Row: what the first labeler gave; column: what the second gave; cell: on how many units. */
export type PairTable = readonly (readonly number[])[];

/** Cohen's kappa of two labelers. */
export type LabelerKappa = ChanceCorrected & {
  readonly first: string;
  readonly second: string;
};

/**
 * Cohen's kappa of a square table of two labelers, from given disagreement weights (0 on the diagonal, none
 * negative): 1 - observed / expected weighted disagreement (Cohen 1968, Psychological Bulletin 70(4)).
 * `observed` and `chance` are 1 less the mean disagreement over the largest weight.
 * No value: NO_OVERLAP for an empty table, NO_VARIATION where both gave one and the same value.
 * @throws LabelroomError BAD_INPUT where the table is not square or the weights are not of its size.
 */
export function cohenKappaOfTable(table: PairTable, weights: PairTable): ChanceCorrected {
  refuseShape(table, weights);
  const rows = table.map(sum);
  const columns = table.map((_, column) => sum(table.map((row) => row[column])));
  const units = sum(rows);
  if (units === 0) return nothingCompared("NO_OVERLAP");
  // With a single category no weight is above 0, and the scale of the shares does not matter.
  const largest = Math.max(...weights.flat()) || 1;
  let observed = 0;
  let expected = 0;
  weights.forEach((row, i) => {
    row.forEach((weight, j) => {
      observed += weight * table[i][j];
      expected += weight * rows[i] * columns[j];
    });
  });
  const agreement = 1 - observed / units / largest;
  if (expected === 0) return { ...nothingCompared("NO_VARIATION", units), observed: agreement, chance: 1 };
  return chanceCorrected(agreement, 1 - expected / units / units / largest, units);
}

/** Disagreement weights of categories that lie at `positions`: 0 or 1, the distance, or its square. */
export function disagreementWeights(positions: readonly number[], weighting: KappaWeighting): number[][] {
  return positions.map((a, i) => positions.map((b, j) => disagreement(Math.abs(a - b), i === j, weighting)));
}

/**
 * Cohen's kappa of every two labelers who share a unit, ordered by their place in `ratings.labelers`. Weights go by
 * the values themselves, so a point of the scale that nobody used keeps its room; NOT_NUMERIC where values are
 * words and the weighting is not UNWEIGHTED.
 */
export function cohenKappas(ratings: Ratings, weighting: KappaWeighting = "UNWEIGHTED"): LabelerKappa[] {
  const isMeaningless = weighting !== "UNWEIGHTED" && !ratings.isNumeric;
  const weights = isMeaningless ? [] : disagreementWeights(positionsOf(ratings), weighting);
  return pairTables(ratings).map(({ first, second, table }) => {
    const names = { first: ratings.labelers[first], second: ratings.labelers[second] };
    const units = sum(table.map(sum));
    const kappa = isMeaningless ? nothingCompared("NOT_NUMERIC", units) : cohenKappaOfTable(table, weights);
    return { ...names, ...kappa };
  });
}

function positionsOf({ values, isNumeric }: Ratings): number[] {
  return values.map((value: RatingValue, code) => (isNumeric ? Number(value) : code));
}

function disagreement(distance: number, isSame: boolean, weighting: KappaWeighting): number {
  switch (weighting) {
    case "UNWEIGHTED":
      return isSame ? 0 : 1;
    case "LINEAR":
      return distance;
    case "QUADRATIC":
      return distance ** 2;
  }
}

function pairTables({ units, labelers, values, offsets, labelerCodes, valueCodes }: Ratings): {
  readonly first: number;
  readonly second: number;
  readonly table: number[][];
}[] {
  const tables = new Map<number, number[][]>();
  for (let unit = 0; unit < units.length; unit += 1) {
    for (let a = offsets[unit]; a < offsets[unit + 1]; a += 1) {
      for (let b = a + 1; b < offsets[unit + 1]; b += 1) {
        const [one, other] = labelerCodes[a] < labelerCodes[b] ? [a, b] : [b, a];
        const key = labelerCodes[one] * labelers.length + labelerCodes[other];
        const table = tables.get(key) ?? values.map(() => values.map(() => 0));
        table[valueCodes[one]][valueCodes[other]] += 1;
        tables.set(key, table);
      }
    }
  }
  return [...tables]
    .sort(([a], [b]) => a - b)
    .map(([key, table]) => ({
      first: Math.floor(key / labelers.length),
      second: key % labelers.length,
      table,
    }));
}

function refuseShape(table: PairTable, weights: PairTable): void {
  const isSquare = (rows: PairTable) =>
    rows.length === table.length && rows.every((row) => row.length === table.length);
  if (isSquare(table) && isSquare(weights)) return;
  throw refusal(
    "BAD_INPUT",
    "table",
    "square",
    "Table and weights need as many columns as rows, and one size.",
  );
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
