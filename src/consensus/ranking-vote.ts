import { refusal } from "../core/errors";

/** One labeler's ranking, as a vote: `ranks[i]` is the rank of item i (1 is best, equal ranks tie), null if unranked. */
export interface RankingVote {
  readonly ranks: readonly (number | null)[];
  /** Above 0, at most 1,000, taken to the millionth; 1 unless told. */
  readonly weight?: number;
}

/**
 * Checks that votes are over the same `items` items.
 * @throws LabelroomError BAD_INPUT where a vote has another number of ranks, or a rank is not a finite number.
 */
export function refuseBadVotes(votes: readonly RankingVote[], items: number): void {
  for (const { ranks } of votes) {
    if (ranks.length !== items) {
      throw refusal("BAD_INPUT", "ranks", "length", `A vote has ${ranks.length} ranks for ${items} items.`);
    }
    if (ranks.some((rank) => rank !== null && !Number.isFinite(rank))) {
      throw refusal("BAD_INPUT", "ranks", "finite", "A rank is not a finite number.");
    }
  }
}
