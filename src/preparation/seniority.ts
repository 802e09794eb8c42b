import { compareBytes } from "../core/seeded";

/** What decides which of several prompts is the earliest. */
export interface Seniority {
  /** Milliseconds since 1970; Infinity where the import gave no time, so such prompts come after all dated ones. */
  readonly submittedAt: number;
  readonly sequence: number;
  readonly id: string;
}

/**
 * Orders prompts from the earliest: by the time of submission, those without one last; then by the order of
 * import. The id only makes the order total: no two prompts of a project share a sequence.
 */
export function compareSeniority(a: Seniority, b: Seniority): number {
  if (a.submittedAt !== b.submittedAt) return a.submittedAt < b.submittedAt ? -1 : 1;
  if (a.sequence !== b.sequence) return a.sequence - b.sequence;
  return compareBytes(a.id, b.id);
}

/**
 * A stored time as milliseconds; Infinity for none.
 * @throws RangeError for text that is no time, which a store never holds.
 */
export function submissionTime(submittedAt: string | null): number {
  if (submittedAt === null) return Infinity;
  const time = Date.parse(submittedAt);
  if (Number.isNaN(time)) throw new RangeError("A prompt's submittedAt is not an RFC 3339 time.");
  return time;
}
