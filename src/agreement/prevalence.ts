import type { Ratings, RatingValue } from "./ratings";

/** How often a value was given. */
export interface ValuePrevalence {
  readonly value: RatingValue;
  readonly labels: number;
  /** `labels` over all labels of the question, that is over those who were asked; between 0 and 1. */
  readonly share: number;
}

/**
 * The share of each value among all labels, by value. It stands beside every kappa: where nearly all labels hold
 * one value, kappa is low although people agree (Feinstein and Cicchetti 1990). Empty where there are no labels.
 */
export function prevalence({ values, valueCodes }: Ratings): ValuePrevalence[] {
  const counts = new Int32Array(values.length);
  for (const code of valueCodes) counts[code] += 1;
  return values.map((value, code) => ({
    value,
    labels: counts[code],
    share: counts[code] / valueCodes.length,
  }));
}
