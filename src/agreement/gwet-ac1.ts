import { refusal } from "../core/errors";
import type { Ratings } from "./ratings";
import { chanceCorrected, nothingCompared, type ChanceCorrected } from "./statistic";
import { meanUnitAgreement, valueShares } from "./unit-agreement";

/** What AC1 must be told beside the ratings. */
export interface GwetAc1Options {
  /**
   * How many values the question offers (2 for YES and NO), at least those that occur. Without it, the number
   * that occur; chance depends on it, so a question of known answers should say it.
   */
  readonly categories?: number;
}

/**
 * Gwet's AC1, which stays steady where nearly all labels hold one value and kappa falls towards 0. Nominal, any
 * number of labelers, missing labels allowed. Chance is the sum over values of share (1 - share), divided by
 * the number of categories less one (Gwet 2008, British Journal of Mathematical and Statistical Psychology 61).
 * No value: NO_OVERLAP, or NO_VARIATION where one value occurs and no other is said to be offered.
 * @throws LabelroomError BAD_INPUT where `categories` is below the number of values that occur.
 */
export function gwetAc1(ratings: Ratings, options: GwetAc1Options = {}): ChanceCorrected {
  const categories = options.categories ?? ratings.values.length;
  if (!Number.isInteger(categories) || categories < ratings.values.length) {
    const message = `The question offers ${categories} values, but ${ratings.values.length} occur.`;
    throw refusal("BAD_INPUT", "categories", "min", message);
  }
  const { observed, units } = meanUnitAgreement(ratings);
  if (observed === null) return nothingCompared("NO_OVERLAP");
  if (categories === 1) return { ...nothingCompared("NO_VARIATION", units), observed };
  let spread = 0;
  for (const share of valueShares(ratings)) spread += share * (1 - share);
  return chanceCorrected(observed, spread / (categories - 1), units);
}
