import type { FrozenCompletion, LabelChoice, Weighting } from "./row-inputs";

/** How many comparisons a ranking gives, and how many of its K-choose-2 are ties. */
export function pairCounts(completions: readonly Pick<FrozenCompletion, "rank">[]): {
  readonly pairs: number;
  readonly ties: number;
} {
  const sizes = new Map<number, number>();
  for (const { rank } of completions) sizes.set(rank, (sizes.get(rank) ?? 0) + 1);
  const chooseTwo = (n: number): number => (n * (n - 1)) / 2;
  let ties = 0;
  for (const size of sizes.values()) ties += chooseTwo(size);
  return { pairs: chooseTwo(completions.length) - ties, ties };
}

/** The weight of an SFT row whose prompt gives `rowsOfPrompt` rows: 1, or 1/n with PER_PROMPT. */
export function sftWeight(weighting: Weighting, rowsOfPrompt: number): number {
  return weighting === "PER_PROMPT" ? 1 / rowsOfPrompt : 1;
}

/** What `rankingWeights` needs to know of a ranking. */
export interface RankingToWeigh {
  readonly isConsensus: boolean;
  readonly completions: readonly Pick<FrozenCompletion, "rank">[];
}

/** The frozen weights of a ranking: fields of `FrozenRanking`. */
export interface RankingWeights {
  readonly givesRows: boolean;
  readonly weight: number;
  readonly pairWeight: number;
}

/**
 * Weights for all rankings of one prompt, in their order. Comparisons sum to 1 over a ranking (PER_RANKING) or over
 * the prompt (PER_PROMPT), or weigh 1 each (NONE). The row in `rankings/` weighs 1, or 1/n with PER_PROMPT, where n
 * rankings of the prompt give rows. Rankings that give none (single labels beside a consensus) weigh 0.
 */
export function rankingWeights(
  rankings: readonly RankingToWeigh[],
  { weighting, labels }: { readonly weighting: Weighting; readonly labels: LabelChoice },
): RankingWeights[] {
  const counted = rankings.map((ranking) => ({
    givesRows: ranking.isConsensus === (labels === "CONSENSUS"),
    pairs: pairCounts(ranking.completions).pairs,
  }));
  const chosen = counted.filter((ranking) => ranking.givesRows);
  const pairsOfPrompt = chosen.reduce((sum, ranking) => sum + ranking.pairs, 0);
  return counted.map(({ givesRows, pairs }) => {
    if (!givesRows) return { givesRows, weight: 0, pairWeight: 0 };
    const weight = weighting === "PER_PROMPT" ? 1 / chosen.length : 1;
    const shares = { NONE: 1, PER_RANKING: pairs, PER_PROMPT: pairsOfPrompt }[weighting];
    return { givesRows, weight, pairWeight: shares === 0 ? 0 : 1 / shares };
  });
}
