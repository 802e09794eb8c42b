/** Lengths in tokens, in the shape of the InstructGPT paper's tables 9 to 11. */
export interface TokenStatistics {
  readonly mean: number;
  /** Sample standard deviation (divisor n - 1); 0 for a single value. */
  readonly std: number;
  readonly min: number;
  /** Quartiles by linear interpolation between order statistics (Hyndman and Fan 1996, type 7; numpy's default). */
  readonly p25: number;
  readonly p50: number;
  readonly p75: number;
  readonly max: number;
}

/** Counts token lengths one by one; memory grows with how many different lengths there are, not with rows. */
export class TokenCounter {
  private readonly counts = new Map<number, number>();

  add(tokens: number): void {
    this.counts.set(tokens, (this.counts.get(tokens) ?? 0) + 1);
  }

  /** The statistics of all that was added; null where nothing was. The order of adding makes no difference. */
  statistics(): TokenStatistics | null {
    const sorted = [...this.counts].sort(([a], [b]) => a - b);
    const first = sorted[0];
    const last = sorted.at(-1);
    if (first === undefined || last === undefined) return null;
    const n = sorted.reduce((total, [, count]) => total + count, 0);
    const mean = sorted.reduce((total, [tokens, count]) => total + tokens * count, 0) / n;
    const squares = sorted.reduce((total, [tokens, count]) => total + count * (tokens - mean) ** 2, 0);
    return {
      mean,
      std: n === 1 ? 0 : Math.sqrt(squares / (n - 1)),
      min: first[0],
      p25: quantile(sorted, n, 0.25),
      p50: quantile(sorted, n, 0.5),
      p75: quantile(sorted, n, 0.75),
      max: last[0],
    };
  }
}

function quantile(sorted: readonly (readonly [number, number])[], n: number, share: number): number {
  const position = (n - 1) * share;
  const below = Math.floor(position);
  const low = orderStatistic(sorted, below);
  if (position === below) return low;
  return low + (position - below) * (orderStatistic(sorted, below + 1) - low);
}

function orderStatistic(sorted: readonly (readonly [number, number])[], index: number): number {
  let passed = 0;
  for (const [tokens, count] of sorted) {
    passed += count;
    if (index < passed) return tokens;
  }
  throw new Error(`There is no order statistic ${index}.`);
}
