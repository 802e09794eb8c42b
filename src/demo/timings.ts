/** How long operations of one kind took, in milliseconds. */
export interface TimingSummary {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
  readonly longest: number;
}

/** Milliseconds of operations, by kind. */
export class Timings {
  readonly #byKind = new Map<string, number[]>();

  add(kind: string, milliseconds: number): void {
    const known = this.#byKind.get(kind);
    if (known === undefined) this.#byKind.set(kind, [milliseconds]);
    else known.push(milliseconds);
  }

  /** The summary of each kind, in the order in which they first occurred. */
  summary(): Record<string, TimingSummary> {
    return Object.fromEntries([...this.#byKind].map(([kind, values]) => [kind, summaryOf(values)]));
  }
}

function summaryOf(values: readonly number[]): TimingSummary {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => rounded(sorted[Math.ceil(share * sorted.length) - 1] ?? 0);
  return { count: sorted.length, p50: at(0.5), p99: at(0.99), longest: rounded(sorted.at(-1) ?? 0) };
}

function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10;
}
