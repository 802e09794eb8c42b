import {
  dropReasons,
  preparationSteps,
  splits,
  stepOfReason,
  type DropReason,
  type PreparationStep,
  type Split,
} from "./steps";

/** One step of the funnel: how many prompts came in, went on, and dropped for each reason that occurred. */
export interface FunnelRow {
  readonly step: PreparationStep;
  readonly in: number;
  readonly out: number;
  readonly dropped: Readonly<Partial<Record<DropReason, number>>>;
}

/** How many kept prompts each split has. */
export type SplitCounts = Readonly<Record<Split, number>>;

/** What the funnel needs to know of a prompt's outcome. */
export interface CountedOutcome {
  readonly reason: DropReason | null;
  readonly split: Split | null;
}

/** Counts outcomes, in whatever order they come, into the funnel of a run. */
export class Funnel {
  readonly #dropped = new Map<DropReason, number>();
  readonly #kept = new Map<Split, number>();
  #total = 0;

  add(outcome: CountedOutcome): void {
    this.#total += 1;
    if (outcome.reason !== null) {
      this.#dropped.set(outcome.reason, (this.#dropped.get(outcome.reason) ?? 0) + 1);
    } else if (outcome.split !== null) {
      this.#kept.set(outcome.split, (this.#kept.get(outcome.split) ?? 0) + 1);
    }
  }

  /** Every step in order; `in` of each is `out` of the one before. */
  rows(): readonly FunnelRow[] {
    let remaining = this.#total;
    return preparationSteps.map(({ step }) => {
      const dropped: Partial<Record<DropReason, number>> = {};
      const entering = remaining;
      for (const reason of dropReasons) {
        const count = stepOfReason(reason) === step ? (this.#dropped.get(reason) ?? 0) : 0;
        if (count > 0) dropped[reason] = count;
        remaining -= count;
      }
      return { step, in: entering, out: remaining, dropped };
    });
  }

  /** The prompts that are kept, by split. */
  splitCounts(): SplitCounts {
    const [train, validation, test] = splits.map((split) => this.#kept.get(split) ?? 0);
    return { TRAIN: train ?? 0, VALIDATION: validation ?? 0, TEST: test ?? 0 };
  }
}
