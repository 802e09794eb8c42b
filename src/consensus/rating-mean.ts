import { refusal } from "../core/errors";
import { weightOf, weightParts } from "./weights";

/** One labeler's rating of a completion or a prompt. */
export interface RatingVote {
  readonly rating: number;
  /** Above 0, at most 1,000, taken to the millionth; 1 unless told. */
  readonly weight?: number;
}

/** A merged rating. */
export interface RatingConsensus {
  /** The weighted mean, on the scale of the ratings; null where nobody rated. */
  readonly mean: number | null;
  readonly ratings: number;
  readonly totalWeight: number;
}

/**
 * The weighted mean of ratings. Exact sums for whole ratings: the order of the votes changes nothing.
 * @throws LabelroomError BAD_INPUT for a rating that is not a finite number, or a bad weight.
 */
export function ratingMean(votes: readonly RatingVote[]): RatingConsensus {
  let sum = 0;
  let total = 0;
  for (const { rating, weight = 1 } of votes) {
    if (!Number.isFinite(rating))
      throw refusal("BAD_INPUT", "rating", "finite", "A rating is not a finite number.");
    const whole = weightParts(weight);
    sum += whole * rating;
    total += whole;
  }
  return { mean: total === 0 ? null : sum / total, ratings: votes.length, totalWeight: weightOf(total) };
}
