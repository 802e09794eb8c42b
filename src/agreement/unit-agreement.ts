import type { Ratings } from "./ratings";

/**
 * Ordered pairs of labels of one unit that hold the same value: the sum over values of n (n - 1).
 * `scratch` has a zero for each value and is handed back zeroed, so that a million units allocate nothing.
 */
export function agreeingPairs(ratings: Ratings, unit: number, scratch: Int32Array): number {
  const { offsets, valueCodes } = ratings;
  const end = offsets[unit + 1];
  let pairs = 0;
  for (let i = offsets[unit]; i < end; i += 1) {
    const code = valueCodes[i];
    pairs += 2 * scratch[code];
    scratch[code] += 1;
  }
  for (let i = offsets[unit]; i < end; i += 1) scratch[valueCodes[i]] = 0;
  return pairs;
}

/** Agreement within units, over the units that have two labels or more. */
export interface UnitAgreement {
  /** Mean over units of the share of agreeing pairs of labels; null where no unit has two labels. */
  readonly observed: number | null;
  readonly units: number;
}

/** Mean agreement within units (Fleiss 1971; with unequal numbers of labels as Gwet 2014, chapter 2). */
export function meanUnitAgreement(ratings: Ratings): UnitAgreement {
  // Whole numbers gathered by unit size add up alike in any order of the units, to the last bit.
  const agreeingBySize = new Map<number, number>();
  const scratch = new Int32Array(ratings.values.length);
  let units = 0;
  for (let unit = 0; unit < ratings.units.length; unit += 1) {
    const size = ratings.offsets[unit + 1] - ratings.offsets[unit];
    if (size < 2) continue;
    units += 1;
    agreeingBySize.set(size, (agreeingBySize.get(size) ?? 0) + agreeingPairs(ratings, unit, scratch));
  }
  let sum = 0;
  for (const [size, agreeing] of bySize(agreeingBySize)) sum += agreeing / (size * (size - 1));
  return { observed: units === 0 ? null : sum / units, units };
}

/**
 * The share of each value, every unit counting alike however many labels it has (Gwet 2014, chapter 2).
 * Units with a single label count too: they say how often a value is given.
 */
export function valueShares(ratings: Ratings): Float64Array {
  const { offsets, valueCodes, values, units } = ratings;
  const countsBySize = new Map<number, Float64Array>();
  for (let unit = 0; unit < units.length; unit += 1) {
    const size = offsets[unit + 1] - offsets[unit];
    let counts = countsBySize.get(size);
    if (counts === undefined) {
      counts = new Float64Array(values.length);
      countsBySize.set(size, counts);
    }
    for (let i = offsets[unit]; i < offsets[unit + 1]; i += 1) counts[valueCodes[i]] += 1;
  }
  const shares = new Float64Array(values.length);
  for (const [size, counts] of bySize(countsBySize)) {
    for (let code = 0; code < shares.length; code += 1) shares[code] += counts[code] / size / units.length;
  }
  return shares;
}

function bySize<T>(entries: ReadonlyMap<number, T>): [number, T][] {
  return [...entries].sort(([a], [b]) => a - b);
}
