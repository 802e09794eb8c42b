/** A labeler before the guideline of a project. Versions count from 1. */
export interface GuidelineStanding {
  /** The current version; null before the first. */
  readonly current: number | null;
  /** The last version that requires acknowledgement; null where none does. */
  readonly lastRequired: number | null;
  /** The highest version that the labeler acknowledged; null where none. */
  readonly acknowledged: number | null;
}

/** Whether work made under a version is taken, and what to read where it is not. */
export type VersionDecision =
  | { readonly kind: "ACCEPTED" }
  | { readonly kind: "OUTDATED"; readonly read: number }
  | { readonly kind: "UNKNOWN" }
  | { readonly kind: "NONE_PUBLISHED" };

/**
 * Decides about the version that was on the screen. Taken is one from the last that requires acknowledgement to
 * the current, by a labeler who acknowledged that last one or any later; whoever did not is sent to the current
 * version, and acknowledging that one is enough. UNKNOWN is a version that was never published.
 */
export function acceptsVersion(
  shown: number,
  { current, lastRequired, acknowledged }: GuidelineStanding,
): VersionDecision {
  if (current === null) return { kind: "NONE_PUBLISHED" };
  if (!Number.isInteger(shown) || shown < 1 || shown > current) return { kind: "UNKNOWN" };
  const isOld = lastRequired !== null && shown < lastRequired;
  if (isOld || owesAcknowledgement({ lastRequired, acknowledged }))
    return { kind: "OUTDATED", read: current };
  return { kind: "ACCEPTED" };
}

/** Whether a labeler must acknowledge a version before their work is taken. */
export function owesAcknowledgement({
  lastRequired,
  acknowledged,
}: Pick<GuidelineStanding, "lastRequired" | "acknowledged">): boolean {
  return lastRequired !== null && (acknowledged === null || acknowledged < lastRequired);
}
