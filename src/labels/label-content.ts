import { refusal, type Issue } from "../core/errors";
import type { FormAnswer } from "../forms/answers";

/** The longest demonstration, in code points. */
export const maxDemonstrationLength = 200_000;

/** A completion's rank as the labeler gave it: from 1 (best), equal ranks are ties. */
export interface GivenRank {
  readonly completionId: string;
  readonly rank: number;
}

/** What a label says, in one shape for every kind. */
export interface LabelContent {
  readonly text: string | null;
  readonly answers: readonly FormAnswer[];
  readonly ranks: readonly GivenRank[];
  readonly noneAcceptable: boolean;
  readonly note: string | null;
}

/** What is wrong with the ranks of a ranking: every completion shown has one, from 1 to K, and no other has. */
export function rankIssues(ranks: readonly GivenRank[], completionIds: readonly string[]): Issue[] {
  const issues: Issue[] = [];
  const ranked = new Set<string>();
  for (const [place, { completionId, rank }] of ranks.entries()) {
    const path = `input.ranks.${place}`;
    if (!completionIds.includes(completionId)) {
      issues.push({
        path: `${path}.completionId`,
        rule: "listed",
        message: "This completion is not part of the task.",
      });
    } else if (ranked.has(completionId)) {
      issues.push({
        path: `${path}.completionId`,
        rule: "once",
        message: "This completion is ranked twice.",
      });
    }
    ranked.add(completionId);
    if (!Number.isInteger(rank) || rank < 1 || rank > completionIds.length) {
      const message = `A rank is a whole number from 1 (best) to ${completionIds.length}.`;
      issues.push({ path: `${path}.rank`, rule: "range", message });
    }
  }
  const missing = completionIds.filter((id) => !ranked.has(id)).length;
  if (missing > 0) {
    issues.push({
      path: "input.ranks",
      rule: "required",
      message: `${missing} of the completions have no rank yet.`,
    });
  }
  return issues;
}

/** Ranks without gaps: 1, 2, 2, 3. What the labeler said, the order with its ties, stays the same. */
export function dense(ranks: readonly GivenRank[]): GivenRank[] {
  const levels = [...new Set(ranks.map(({ rank }) => rank))].sort((a, b) => a - b);
  return ranks.map(({ completionId, rank }) => ({ completionId, rank: levels.indexOf(rank) + 1 }));
}

/** @throws LabelroomError BAD_INPUT where a demonstration says nothing. */
export function requireText(text: string | null): void {
  if (text === null || text.trim() === "") {
    throw refusal("BAD_INPUT", "input.text", "required", "Write the answer: a demonstration can't be empty.");
  }
}
