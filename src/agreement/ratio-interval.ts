/** Sums over tasks, in whole numbers: `score` of `most` that a task could reach. */
export interface RatioSums {
  /** How many tasks there are. */
  readonly tasks: number;
  readonly score: number;
  readonly most: number;
  readonly scoreSquares: number;
  readonly products: number;
  readonly mostSquares: number;
}

/** A share with its spread. */
export interface RatioSpread {
  readonly standardError: number;
  readonly low: number;
  readonly high: number;
}

/** The 97.5 % point of the standard normal distribution. */
const z = 1.959963984540054;

/** The 97.5 % points of Student's t for 1 to 4 degrees of freedom; beyond, a series is near enough. */
const smallT = [12.706204736432095, 4.302652729911275, 3.182446305284263, 2.776445105198054];

/**
 * Standard error and 95 % interval of a ratio of sums over tasks, at least two of them.
 *
 * Comparisons within a task hang together (three rankings of nine items give 108 of them), so tasks are the
 * sampling units: the standard error is that of a ratio estimate from clusters (Cochran 1977, Sampling
 * Techniques, chapter 6), which is the cluster-robust one with the factor G / (G - 1) (Cameron and Miller 2015,
 * Journal of Human Resources 50(2)). The sums are whole numbers and the variance is taken in exact arithmetic,
 * so neither the order of the tasks nor rounding changes a digit.
 *
 * The interval is Wilson's (1927) on the number of independent comparisons that would give this standard error
 * (the effective sample size of Korn and Graubard 1998, with Student's t for few tasks). It stays within 0 and 1 and
 * does not shrink to a point where all agree: there each task counts once.
 */
export function ratioSpread(sums: RatioSums, comparisons: number): RatioSpread {
  const ratio = sums.score / sums.most;
  const standardError = clusterStandardError(sums);
  const isExtreme = sums.score === 0 || sums.score === sums.most;
  const variance = ratio * (1 - ratio);
  const independent = isExtreme ? sums.tasks : Math.min(comparisons, variance / standardError ** 2);
  const effective = independent * (z / studentT(sums.tasks - 1)) ** 2;
  const center = (ratio + z ** 2 / (2 * effective)) / (1 + z ** 2 / effective);
  const half = (z / (1 + z ** 2 / effective)) * Math.sqrt(variance / effective + (z / (2 * effective)) ** 2);
  // At the ends rounding may pass the ratio by a bit.
  return {
    standardError,
    low: Math.min(ratio, Math.max(0, center - half)),
    high: Math.max(ratio, Math.min(1, center + half)),
  };
}

function clusterStandardError(sums: RatioSums): number {
  const [score, most, scoreSquares, products, mostSquares] = [
    sums.score,
    sums.most,
    sums.scoreSquares,
    sums.products,
    sums.mostSquares,
  ].map(BigInt);
  const residuals = most * most * scoreSquares - 2n * score * most * products + score * score * mostSquares;
  return Math.sqrt((Number(residuals) * sums.tasks) / (sums.tasks - 1)) / sums.most ** 2;
}

/** The 97.5 % point of Student's t (Abramowitz and Stegun 26.7.5), right to three decimals from 5 degrees on. */
function studentT(degrees: number): number {
  if (degrees <= smallT.length) return smallT[degrees - 1];
  const first = (z ** 3 + z) / 4;
  const second = (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96;
  const third = (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384;
  const fourth = (79 * z ** 9 + 776 * z ** 7 + 1482 * z ** 5 - 1920 * z ** 3 - 945 * z) / 92_160;
  return z + first / degrees + second / degrees ** 2 + third / degrees ** 3 + fourth / degrees ** 4;
}
