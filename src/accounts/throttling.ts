/** Failures that cost nothing: people mistype. */
const freeFailures = { pair: 5, address: 20 } as const;
const longestDelaySeconds = 900;

/** Which counter: of an address alone, or of an address together with an account. */
export type ThrottleKind = keyof typeof freeFailures;

/**
 * How long to wait after the `failures`-th failure in a row: nothing for the first few, then 2, 4, 8 … seconds
 * up to a quarter of an hour. Never a hard lock: the right person elsewhere is not kept out.
 */
export function delaySeconds(kind: ThrottleKind, failures: number): number {
  const beyond = failures - freeFailures[kind];
  return beyond <= 0 ? 0 : Math.min(2 ** beyond, longestDelaySeconds);
}
