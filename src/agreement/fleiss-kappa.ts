import type { Ratings } from "./ratings";
import { chanceCorrected, nothingCompared, type ChanceCorrected } from "./statistic";
import { meanUnitAgreement, valueShares } from "./unit-agreement";

/**
 * Fleiss' kappa: agreement of any two labels of a unit, who gave them does not matter, beyond what the shares
 * of the values give by chance (Fleiss 1971, Psychological Bulletin 76(5)). Nominal. Where units have unequal
 * numbers of labels, in the form of Gwet (2014, Handbook of Inter-Rater Reliability, chapter 2), which equals
 * Fleiss' own where they are equal: units with one label count for chance only.
 * No value: NO_OVERLAP, or NO_VARIATION where everybody gave one and the same value (0/0).
 */
export function fleissKappa(ratings: Ratings): ChanceCorrected {
  const { observed, units } = meanUnitAgreement(ratings);
  if (observed === null) return nothingCompared("NO_OVERLAP");
  if (ratings.values.length === 1) return { ...nothingCompared("NO_VARIATION", units), observed, chance: 1 };
  let chance = 0;
  for (const share of valueShares(ratings)) chance += share * share;
  return chanceCorrected(observed, chance, units);
}
