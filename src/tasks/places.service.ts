import type { Transaction } from "../core/database/transaction";
import type { ProjectAccess } from "../projects/access.service";
import { Assignment, AssignmentState } from "./assignment.entity";
import { TaskState, type Task, type TaskKind } from "./task.entity";

/** Who claims, where, and what they want. */
export interface Claimant {
  readonly projectId: string;
  readonly accountId: string;
  readonly kinds: readonly TaskKind[] | null;
}

/** Own unfinished tasks, then those that others began, then new ones by priority and seeded order. */
export async function nextTaskId(tx: Transaction, by: Claimant, lock: string): Promise<string | null> {
  const ofKinds = by.kinds === null || by.kinds.length === 0 ? "" : "AND t.kind IN (:kinds)";
  const values = { projectId: by.projectId, accountId: by.accountId, kinds: by.kinds ?? [] };
  const open = `t.project_id = :projectId AND t.state = 'OPEN' ${ofKinds}`;
  const [own] = await tx.rows<{ id: string }>(
    `SELECT t.id FROM tasks t JOIN assignments a ON a.task_id = t.id
     WHERE ${open} AND a.account_id = :accountId AND a.state IN ('RETURNED', 'EXPIRED')
     ORDER BY a.claimed_at, t.id LIMIT 1 ${lock}`,
    values,
  );
  if (own !== undefined) return own.id;
  const [found] = await tx.rows<{ id: string }>(
    `SELECT t.id FROM tasks t JOIN prompts p ON p.id = t.prompt_id
     WHERE ${open} AND (p.author_id IS NULL OR p.author_id <> :accountId)
       AND NOT EXISTS (SELECT 1 FROM assignments a WHERE a.task_id = t.id AND a.account_id = :accountId)
     ORDER BY t.is_begun DESC, t.priority DESC, t.position LIMIT 1 ${lock}`,
    values,
  );
  return found?.id ?? null;
}

/** Where a task stands with so many free places; a researcher's word (CLOSED, DESK) stays. */
export function stateOf(task: Task, freePlaces: number): TaskState {
  if (task.state === TaskState.CLOSED || task.state === TaskState.DESK) return task.state;
  if (task.labelsDone >= task.overlap) return TaskState.DONE;
  return freePlaces > 0 ? TaskState.OPEN : TaskState.TAKEN;
}

/** The first place of a task that nobody holds or has used, or null. */
export async function freePlace(tx: Transaction, task: Task): Promise<number | null> {
  const rows = await tx.rows<{ place: number }>(
    "SELECT place FROM assignments WHERE task_id = :taskId AND place IS NOT NULL",
    { taskId: task.id },
  );
  const taken = new Set(rows.map(({ place }) => place));
  for (let place = 1; place <= task.overlap; place++) if (!taken.has(place)) return place;
  return null;
}

/** What is unique while leased: one lease at a time in a project. */
export function holderKey(projectId: string, accountId: string): string {
  return `${projectId} ${accountId}`;
}

/** When a lease that begins now runs out. */
export function leaseEnd(now: Date, { project }: ProjectAccess): Date {
  return new Date(now.getTime() + project.settings.leaseSeconds * 1000);
}

/** Whether an assignment holds its place by a living lease. */
export function isHeld({ state, leaseUntil }: Assignment, now: Date): boolean {
  return state === AssignmentState.LEASED && leaseUntil !== null && leaseUntil > now;
}

/** An assignment by id, with the state that this unit has given it. */
export async function assignmentOf(tx: Transaction, id: string): Promise<Assignment> {
  const assignment = await tx.findOne(Assignment, { where: { id } });
  if (assignment === null) throw new Error(`The assignment ${id} is gone within its own unit.`);
  return assignment;
}
