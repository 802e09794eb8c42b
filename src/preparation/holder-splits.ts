import { compareBytes } from "../core/seeded";
import type { PromptTable } from "./prompt-table";
import { freshSplit, holderName, holderNamed, type SplitAssignment, type SplitHolder } from "./split";
import { splits, type Split } from "./steps";

/** Where a holder's split comes from. */
export interface SplitRule {
  readonly splitSeed: string | number;
  /** The split that an earlier run stored for a holder, or null. */
  readonly earlierSplit: (holder: SplitHolder) => Split | null;
}

/** The splits of a table's holders by number: looked up once, or given out and remembered as new. */
export class HolderSplits {
  readonly #known: Uint8Array;
  readonly #fresh: number[] = [];
  readonly #table: PromptTable;
  readonly #rule: SplitRule;

  constructor(table: PromptTable, rule: SplitRule) {
    this.#table = table;
    this.#rule = rule;
    this.#known = new Uint8Array(table.holderCount);
  }

  /** The split that the holder has already, from an earlier run or from this one; null where it has none. */
  storedOf(holder: number): Split | null {
    const known = this.#knownOf(holder);
    if (known !== null) return known;
    const stored = this.#rule.earlierSplit(this.#holderAt(holder));
    if (stored !== null) this.#remember(holder, stored);
    return stored;
  }

  /** The split that the holder has, or gets now. */
  splitOf(holder: number): Split {
    const stored = this.storedOf(holder);
    if (stored !== null) return stored;
    const split = freshSplit(this.#holderAt(holder), this.#rule.splitSeed);
    this.bind(holder, split);
    return split;
  }

  /** Gives a holder that has none this split. */
  bind(holder: number, split: Split): void {
    this.#remember(holder, split);
    this.#fresh.push(holder);
  }

  /** What was given out now, by the bytes of the holders' names. */
  fresh(): readonly SplitAssignment[] {
    return this.#fresh
      .map((number) => ({ holder: this.#holderAt(number), split: this.splitOf(number) }))
      .sort((a, b) => compareBytes(holderName(a.holder), holderName(b.holder)));
  }

  #holderAt(holder: number): SplitHolder {
    return holderNamed(this.#table.holderNameAt(holder));
  }

  #knownOf(holder: number): Split | null {
    return splits[(this.#known[holder] ?? 0) - 1] ?? null;
  }

  #remember(holder: number, split: Split): void {
    this.#known[holder] = splits.indexOf(split) + 1;
  }
}
