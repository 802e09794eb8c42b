/** What labelers count beside their labels. */
export type Counted = "acknowledged" | "drafts" | "questions" | "resubmitted" | "skips";

/** What the labelers of a simulation did, together. */
export class Tally {
  readonly counts: Record<Counted, number> = {
    acknowledged: 0,
    drafts: 0,
    questions: 0,
    resubmitted: 0,
    skips: 0,
  };
  /** Labels by the kind of their task. */
  readonly labels: Record<string, number> = {};
  /** Refusals that ended a submission, by code. */
  readonly errors: Record<string, number> = {};

  count(what: Counted): void {
    this.counts[what] += 1;
  }

  label(kind: string): void {
    this.labels[kind] = (this.labels[kind] ?? 0) + 1;
  }

  error(code: string): void {
    this.errors[code] = (this.errors[code] ?? 0) + 1;
  }
}
