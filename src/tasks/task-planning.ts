import { createHash } from "node:crypto";
import { compareBytes, seededFraction, seededKey, seededOrder } from "../core/seeded";

/** A prompt that a task may be made of. `key` is for seeded choice: an external id or a hash of content. */
export interface PlannablePrompt {
  readonly promptId: string;
  readonly key: string;
  /** The completions of the set that is asked for; empty for kinds without. */
  readonly completionIds: readonly string[];
}

/** What the tasks of one call have in common. */
export interface PlanRequest {
  readonly kind: string;
  readonly setName: string | null;
  readonly seed: number;
  /** The share of tasks that want `overlap` labelers, 0 to 1; the others want one. */
  readonly overlapShare: number;
  readonly overlap: number;
  /** How many completions a task shows; null for kinds without. */
  readonly shown: { readonly least: number; readonly most: number } | null;
  /** Tasks that exist, by identity. */
  readonly existing: ReadonlySet<string>;
  readonly limit: number;
}

/** A task to be made. */
export interface PlannedTask {
  readonly promptId: string;
  readonly completionIds: readonly string[];
  readonly overlap: number;
  readonly position: string;
  readonly identity: string;
}

/** Why no task was made of a prompt. */
export type NoTaskReason = "TOO_FEW_COMPLETIONS" | "EXISTS" | "BEYOND_LIMIT";

/** The tasks to be made, in their seeded order, and how many prompts gave none, by reason. */
export interface TaskPlan {
  readonly tasks: readonly PlannedTask[];
  readonly without: Readonly<Record<NoTaskReason, number>>;
}

/** What a task asks, hashed: of the same no second one is made. */
export function taskIdentity(parts: {
  readonly kind: string;
  readonly promptId: string;
  readonly setName: string | null;
  readonly redoOf: string | null;
}): string {
  const text = JSON.stringify([parts.kind, parts.promptId, parts.setName, parts.redoOf]);
  return createHash("sha256").update(text, "utf8").digest("hex");
}

/**
 * Plans one task a prompt, in an order by seeded hash. Of more completions than a task shows, a seeded choice is
 * shown; a prompt with fewer than the least gives none. The same input and seed give the same plan.
 */
export function planTasks(prompts: readonly PlannablePrompt[], request: PlanRequest): TaskPlan {
  const { kind, seed, setName } = request;
  const purpose = `task ${kind} ${setName ?? ""}`;
  const without = { TOO_FEW_COMPLETIONS: 0, EXISTS: 0, BEYOND_LIMIT: 0 };
  const tasks: PlannedTask[] = [];
  for (const prompt of seededOrder(prompts, ({ key }) => key, { seed, purpose })) {
    const identity = taskIdentity({ kind, promptId: prompt.promptId, setName, redoOf: null });
    if (request.existing.has(identity)) without.EXISTS++;
    else if (request.shown !== null && prompt.completionIds.length < request.shown.least)
      without.TOO_FEW_COMPLETIONS++;
    else if (tasks.length >= request.limit) without.BEYOND_LIMIT++;
    else {
      const isShared = seededFraction(seed, `${purpose} overlap`, prompt.key) < request.overlapShare;
      tasks.push({
        promptId: prompt.promptId,
        completionIds: shownOf(prompt, request),
        overlap: isShared ? request.overlap : 1,
        position: seededKey(seed, purpose, prompt.key),
        identity,
      });
    }
  }
  return { tasks, without };
}

function shownOf({ key, completionIds }: PlannablePrompt, { seed, shown }: PlanRequest): readonly string[] {
  if (shown === null) return [];
  const chosen = seededOrder(completionIds, (id) => id, { seed, purpose: `shown ${key}` }).slice(
    0,
    shown.most,
  );
  return chosen.sort(compareBytes);
}

/** The order in which a labeler sees a task's completions: seeded for the two of them, stored once. */
export function outputOrder(
  completionIds: readonly string[],
  { taskId, accountId }: { readonly taskId: string; readonly accountId: string },
): string[] {
  return seededOrder(completionIds, (id) => id, { seed: taskId, purpose: `outputs ${accountId}` });
}
