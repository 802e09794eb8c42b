import type { Ratings } from "./ratings";
import { defined, notDefined, type Statistic } from "./statistic";
import { agreeingPairs } from "./unit-agreement";

/** How values differ: only equal or not; by order; by distance. */
export type MeasurementLevel = "NOMINAL" | "ORDINAL" | "INTERVAL";

/** Krippendorff's alpha with what it was computed from. */
export type KrippendorffAlpha = Statistic & {
  /** Units with two labels or more; the others can't be paired and drop out. */
  readonly units: number;
  /** The labels of those units. */
  readonly labels: number;
};

interface Pairable {
  readonly units: number;
  readonly labels: number;
  /** How often each value occurs among the pairable labels. */
  readonly counts: Float64Array;
}

/**
 * Krippendorff's alpha = 1 - observed / expected disagreement, for any number of labelers and missing labels
 * (Krippendorff 2011, Computing Krippendorff's Alpha-Reliability). The interval metric is the squared
 * difference; the ordinal one is the squared difference of the values' mean ranks among all pairable labels,
 * which is his formula rearranged. So the cost is linear in labels, whatever the number of values.
 * No value: NO_OVERLAP, NO_VARIATION (expected disagreement is 0), or NOT_NUMERIC for words by order or distance.
 */
export function krippendorffAlpha(ratings: Ratings, level: MeasurementLevel): KrippendorffAlpha {
  const pairable = countPairable(ratings);
  const { units, labels } = pairable;
  if (units === 0) return { ...notDefined("NO_OVERLAP"), units, labels };
  if (level !== "NOMINAL" && !ratings.isNumeric) return { ...notDefined("NOT_NUMERIC"), units, labels };
  if (pairable.counts.some((count) => count === labels))
    return { ...notDefined("NO_VARIATION"), units, labels };
  const value = level === "NOMINAL" ? nominal(ratings, pairable) : bySquares(ratings, pairable, level);
  return { ...defined(value), units, labels };
}

function countPairable({ units, values, offsets, valueCodes }: Ratings): Pairable {
  const counts = new Float64Array(values.length);
  let pairableUnits = 0;
  let labels = 0;
  for (let unit = 0; unit < units.length; unit += 1) {
    const size = offsets[unit + 1] - offsets[unit];
    if (size < 2) continue;
    pairableUnits += 1;
    labels += size;
    for (let i = offsets[unit]; i < offsets[unit + 1]; i += 1) counts[valueCodes[i]] += 1;
  }
  return { units: pairableUnits, labels, counts };
}

function nominal(ratings: Ratings, { labels, counts }: Pairable): number {
  const scratch = new Int32Array(ratings.values.length);
  let observed = 0;
  for (let unit = 0; unit < ratings.units.length; unit += 1) {
    const size = ratings.offsets[unit + 1] - ratings.offsets[unit];
    if (size >= 2) observed += size - agreeingPairs(ratings, unit, scratch) / (size - 1);
  }
  let expected = 0;
  for (const count of counts) expected += count * (labels - count);
  return 1 - (observed * (labels - 1)) / expected;
}

/**
 * Sums of squares instead of pairs: over the ordered pairs of m numbers, squared differences add up to 2 m times
 * the squares around their mean.
 */
function bySquares(ratings: Ratings, pairable: Pairable, level: "ORDINAL" | "INTERVAL"): number {
  const { units, offsets, valueCodes } = ratings;
  const scores = centered(level === "ORDINAL" ? meanRanks(pairable.counts) : numbersOf(ratings), pairable);
  let observed = 0;
  for (let unit = 0; unit < units.length; unit += 1) {
    const size = offsets[unit + 1] - offsets[unit];
    if (size < 2) continue;
    let mean = 0;
    for (let i = offsets[unit]; i < offsets[unit + 1]; i += 1) mean += scores[valueCodes[i]] / size;
    let squares = 0;
    for (let i = offsets[unit]; i < offsets[unit + 1]; i += 1) squares += (scores[valueCodes[i]] - mean) ** 2;
    observed += (size * squares) / (size - 1);
  }
  let expected = 0;
  pairable.counts.forEach((count, code) => {
    expected += count * scores[code] ** 2;
  });
  return 1 - (observed * (pairable.labels - 1)) / (pairable.labels * expected);
}

function numbersOf({ values }: Ratings): Float64Array {
  return Float64Array.from(values, Number);
}

function meanRanks(counts: Float64Array): Float64Array {
  let before = 0;
  return counts.map((count) => {
    const rank = before + count / 2;
    before += count;
    return rank;
  });
}

function centered(scores: Float64Array, { labels, counts }: Pairable): Float64Array {
  const mean = scores.reduce((sum, score, code) => sum + (score * counts[code]) / labels, 0);
  return scores.map((score) => score - mean);
}
