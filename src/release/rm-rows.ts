import { compareBytes } from "../core/seeded";
import { derivedId } from "../core/ids";
import type { Row } from "./column-types";
import { answerMessages, plainPrompt, promptMessages, promptText, type Message } from "./messages";
import type { FrozenAnswer, FrozenCompletion, FrozenRanking, RowShape } from "./row-inputs";
import { promptColumns, type ConfigRow, type UnitRows } from "./unit-rows";
import { pairCounts } from "./weights";

/** A comparison with a winner. */
export interface RankedPair {
  readonly chosen: FrozenCompletion;
  readonly rejected: FrozenCompletion;
}

/** The rows of one frozen ranking: `rankings/`, its comparisons in `data/`, and the views of these. */
export function rankingRows(ranking: FrozenRanking, shape: RowShape): UnitRows {
  const completions = rankedOrder(ranking.completions);
  const context = promptMessages(ranking.prompt.context, promptText(ranking.prompt));
  const counts = pairCounts(completions);
  const place: PairPlace = { ranking, shape, rankingId: rankingRowId(ranking.id), context, ...counts };
  const pairs = ranking.givesRows ? rankedPairs(completions) : [];
  const rows: ConfigRow[] = [{ config: "rankings", row: rankingRow(place, completions) }];
  for (const pair of pairs) rows.push(...pairRows(pair, place));
  return {
    prompt: ranking.prompt,
    rows,
    dataRows: pairs.length,
    labeler: ranking.labeler,
    guidelineVersion: ranking.guidelineVersion,
    ranking: ranking.givesRows ? { ties: counts.ties } : null,
    completionTokens: ranking.givesRows ? completions.map((completion) => completion.tokens) : [],
    promptTokens: { count: ranking.prompt.tokens, oncePerPrompt: true },
  };
}

/** The id of a ranking's row, which its comparisons carry as `ranking_id`. */
export function rankingRowId(id: string): string {
  return derivedId("rnk", id);
}

/** Completions by rank, then id: the order inside a row and the order of the pairs. */
export function rankedOrder(completions: readonly FrozenCompletion[]): FrozenCompletion[] {
  return [...completions].sort((a, b) => a.rank - b.rank || compareBytes(a.id, b.id));
}

/** All comparisons with a winner of completions in ranked order; ties give none. */
export function rankedPairs(completions: readonly FrozenCompletion[]): RankedPair[] {
  return completions.flatMap((chosen, index) =>
    completions
      .slice(index + 1)
      .filter((rejected) => rejected.rank > chosen.rank)
      .map((rejected) => ({ chosen, rejected })),
  );
}

interface PairPlace {
  readonly ranking: FrozenRanking;
  readonly shape: RowShape;
  readonly rankingId: string;
  readonly context: readonly Message[];
  readonly pairs: number;
  readonly ties: number;
}

function rankingRow(place: PairPlace, completions: readonly FrozenCompletion[]): Row {
  const { ranking, rankingId, context, pairs, ties } = place;
  return {
    id: rankingId,
    context,
    completions: completions.map((completion) => ({
      rank: completion.rank,
      completion: answerMessages(completion.text),
      id: completion.id,
      model: completion.model,
      rating: wholeRating(completion.rating),
      answers: answerRows(completion.answers),
    })),
    none_acceptable: ranking.noneAcceptable,
    prompt_answers: answerRows(ranking.promptAnswers),
    form: ranking.form,
    prompt_id: ranking.prompt.id,
    k: completions.length,
    pairs,
    ties,
    labeler: ranking.labeler,
    guideline_version: ranking.guidelineVersion,
    consensus: ranking.isConsensus,
    weight: ranking.weight,
    ...promptColumns(ranking.prompt),
  };
}

function pairRows(pair: RankedPair, place: PairPlace): ConfigRow[] {
  const { shape, context, ranking, rankingId } = place;
  const id = derivedId("cmp", rankingId, pair.chosen.id, pair.rejected.id);
  const chosen = answerMessages(pair.chosen.text);
  const rejected = answerMessages(pair.rejected.text);
  const row = { id, prompt: context, chosen, rejected, ...pairColumns(pair, place) };
  const rows: ConfigRow[] = [{ config: "default", row }];
  if (shape.views.includes("PLAIN")) {
    const { system, input, whole } = plainPrompt(ranking.prompt.context, promptText(ranking.prompt));
    const texts = { chosen: pair.chosen.text, rejected: pair.rejected.text };
    rows.push({ config: "plain", row: { id, system, input, prompt: whole + shape.promptSuffix, ...texts } });
  }
  if (shape.views.includes("OPENAI")) {
    const row = { input: { messages: context }, preferred_output: chosen, non_preferred_output: rejected };
    rows.push({ config: "openai", row });
  }
  return rows;
}

function pairColumns({ chosen, rejected }: RankedPair, { ranking, shape, rankingId, pairs }: PairPlace): Row {
  const row: Row = {
    ranking_id: rankingId,
    prompt_id: ranking.prompt.id,
    k: ranking.completions.length,
    chosen_rank: chosen.rank,
    rejected_rank: rejected.rank,
    rank_gap: rejected.rank - chosen.rank,
    chosen_rating: wholeRating(chosen.rating),
    rejected_rating: wholeRating(rejected.rating),
    chosen_model: chosen.model,
    rejected_model: rejected.model,
    pair_count: pairs,
    ...promptColumns(ranking.prompt),
    labeler: ranking.labeler,
    guideline_version: ranking.guidelineVersion,
    weight: ranking.pairWeight,
  };
  return shape.margin === null ? row : { ...row, margin: marginOf({ chosen, rejected }, shape.margin) };
}

/**
 * RANK_GAP: the difference of the ranks. RATING_GAP: the rating of the chosen less that of the rejected, negative
 * where ranks and ratings disagree, and 0 (no margin) where one of the two has no rating.
 */
function marginOf({ chosen, rejected }: RankedPair, margin: NonNullable<RowShape["margin"]>): number {
  if (margin === "RANK_GAP") return rejected.rank - chosen.rank;
  if (chosen.rating === null || rejected.rating === null) return 0;
  return chosen.rating - rejected.rating;
}

/** A rating as an integer column takes it: the mean of a consensus is rounded, halves up. */
function wholeRating(rating: number | null): number | null {
  return rating === null ? null : Math.round(rating);
}

function answerRows(answers: readonly FrozenAnswer[]): Row[] {
  return answers.map(({ field, answer, score }) => ({ field, answer, score }));
}
