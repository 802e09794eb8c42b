import { refusal } from "../core/errors";

/** The largest weight a labeler's vote may have. */
export const largestWeight = 1000;

const parts = 1_000_000;

/**
 * A weight in whole millionths. Sums of them are exact: equal support is found equal, whatever the order of the votes
 * (0.1 + 0.2 is 0.3 here).
 * @throws LabelroomError BAD_INPUT where the weight is below half a millionth or above 1,000.
 */
export function weightParts(weight: number): number {
  const whole = Math.round(weight * parts);
  if (whole >= 1 && weight <= largestWeight) return whole;
  throw refusal(
    "BAD_INPUT",
    "weight",
    "range",
    `A weight is above 0 and at most ${largestWeight}, not ${weight}.`,
  );
}

/** Millionths back to a weight. */
export function weightOf(whole: number): number {
  return whole / parts;
}
