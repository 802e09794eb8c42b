/**
 * Where an edge-case question stands:
 *
 *   OPEN --answered--> ANSWERED --a guideline cites it--> FOLDED_IN
 *   OPEN ------------a guideline cites it---------------> FOLDED_IN
 *
 * Nothing leads back. Further answers change no state: an answered question stays a precedent, and a guideline
 * that cites a question stays its answer.
 */
export enum EdgeCaseState {
  OPEN = "OPEN",
  ANSWERED = "ANSWERED",
  FOLDED_IN = "FOLDED_IN",
}

/** The state after an answer. */
export function afterAnswer(state: EdgeCaseState): EdgeCaseState {
  return state === EdgeCaseState.OPEN ? EdgeCaseState.ANSWERED : state;
}

/** Whether a guideline version may cite the question: once, so that it names one version for good. */
export function mayFoldIn(state: EdgeCaseState): boolean {
  return state !== EdgeCaseState.FOLDED_IN;
}
