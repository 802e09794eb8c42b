import { taskOfUnit } from "./form-questions";
import type { Ratings } from "./ratings";
import { ratingDisagreements, type TaskDisagreement } from "./worst-tasks";

/** Disagreement of tasks over all their questions: pairs of answers that differ, of all pairs of answers to one question. */
export function answerDisagreements(questions: Iterable<Ratings>): TaskDisagreement[] {
  const tasks = new Map<string, { differing: number; comparisons: number; labelers: number }>();
  for (const ratings of questions) {
    for (const { task: unit, disagreement, comparisons, labelers } of ratingDisagreements(ratings)) {
      const task = taskOfUnit(unit);
      const sums = tasks.get(task) ?? { differing: 0, comparisons: 0, labelers: 0 };
      // A share of whole pairs: rounding gives the pairs back.
      sums.differing += Math.round(disagreement * comparisons);
      sums.comparisons += comparisons;
      sums.labelers = Math.max(sums.labelers, labelers);
      tasks.set(task, sums);
    }
  }
  return [...tasks].map(([task, { differing, comparisons, labelers }]) => ({
    task,
    disagreement: differing / comparisons,
    comparisons,
    labelers,
  }));
}
