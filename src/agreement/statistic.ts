/** Why a statistic has no value, with words for a person. Never NaN: a figure that means nothing is not a figure. */
export const undefinedReasons = {
  NO_OVERLAP: "No task has labels of two labelers, so there is nothing to compare.",
  ALL_LEFT_OUT: "The tie rule leaves out every comparison.",
  ONE_TASK: "All comparisons are of one task, so the spread between tasks is unknown.",
  ONE_LABELER: "Fewer than two labelers judged the same items.",
  NO_VARIATION: "Only one value occurs, so agreement by chance is certain and nothing is left to measure.",
  NOT_NUMERIC: "The values are not numbers, so they have neither order nor distance.",
  TOO_FEW_ITEMS: "A ranking of fewer than two items has no order.",
  NO_LABELS: "There are no labels.",
} as const satisfies Record<string, string>;

/** The code of a reason. */
export type UndefinedReason = keyof typeof undefinedReasons;

/** A statistic's value, or the reason why there is none. */
export type Statistic =
  | { readonly value: number; readonly reason: null }
  | { readonly value: null; readonly reason: UndefinedReason };

/** A coefficient of the kappa family with its two ingredients, both shares of 1. */
export type ChanceCorrected = Statistic & {
  /** Observed agreement; null where nothing could be compared. */
  readonly observed: number | null;
  /** Agreement expected by chance; null where it is not defined. */
  readonly chance: number | null;
  /** How many units (tasks, or fields of a task) had two labels or more. */
  readonly units: number;
};

/** A statistic that has a value. */
export function defined(value: number): Statistic {
  return { value, reason: null };
}

/** A statistic that has none. */
export function notDefined(reason: UndefinedReason): Statistic {
  return { value: null, reason };
}

/** (observed - chance) / (1 - chance); NO_VARIATION where chance is 1. */
export function chanceCorrected(observed: number, chance: number, units: number): ChanceCorrected {
  const statistic = chance >= 1 ? notDefined("NO_VARIATION") : defined((observed - chance) / (1 - chance));
  return { ...statistic, observed, chance, units };
}

/** A coefficient of the kappa family that nothing could be compared for. */
export function nothingCompared(reason: UndefinedReason, units = 0): ChanceCorrected {
  return { ...notDefined(reason), observed: null, chance: null, units };
}
