import { TokenCounter, type TokenStatistics } from "../core/token-statistics";

/** So many texts of one group have this length. */
export interface TokenCount<G> {
  readonly group: G;
  readonly tokens: number;
  readonly count: number;
}

/** A group's lengths. */
export type GroupStatistics<G> = G & TokenStatistics & { readonly count: number };

/**
 * The statistics of each group, groups being equal where all their values are; in the order of `counts`. Memory grows
 * with the number of different lengths.
 */
export function tokenRows<G extends Readonly<Record<string, string | null>>>(
  counts: readonly TokenCount<G>[],
): GroupStatistics<G>[] {
  const groups = new Map<string, { readonly group: G; readonly counter: TokenCounter; total: number }>();
  for (const { group, tokens, count } of counts) {
    const key = JSON.stringify(Object.values(group));
    const known = groups.get(key) ?? { group, counter: new TokenCounter(), total: 0 };
    groups.set(key, known);
    for (let n = 0; n < count; n++) known.counter.add(tokens);
    known.total += count;
  }
  return [...groups.values()].flatMap(({ group, counter, total }) => {
    const statistics = counter.statistics();
    return statistics === null ? [] : [{ ...group, count: total, ...statistics }];
  });
}
