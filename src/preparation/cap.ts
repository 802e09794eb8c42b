/** A prompt as the cap sees it: its row, and its seeded place among those of the same user or organization. */
export interface CapCandidate {
  readonly row: number;
  readonly place: number;
}

/**
 * The rows beyond `cap`: all but those with the lowest seeded places; where two places are equal, `compareRows`
 * decides. The place hangs on the prompt's key alone, so a re-run keeps the same prompts, and a
 * newcomer pushes out at most one.
 */
export function beyondCap(
  candidates: readonly CapCandidate[],
  cap: number,
  compareRows: (a: number, b: number) => number,
): readonly number[] {
  if (candidates.length <= cap) return [];
  return [...candidates]
    .sort((a, b) => a.place - b.place || compareRows(a.row, b.row))
    .slice(cap)
    .map(({ row }) => row);
}
