import type { Store } from "../core/database/store";
import type { Transaction } from "../core/database/transaction";
import { LabelroomError, notFound, refusal } from "../core/errors";
import type { Ids } from "../core/ids";
import { accountIdOf, type Viewer } from "../core/viewer";
import { topics, type WakeUp } from "../core/wake-up";
import type { Operation } from "../projects/access";
import type { Access, ProjectAccess } from "../projects/access.service";
import { Assignment, AssignmentState, type SkipReason } from "./assignment.entity";
import {
  assignmentOf,
  freePlace,
  holderKey,
  isHeld,
  leaseEnd,
  nextTaskId,
  stateOf,
  type Claimant,
} from "./places.service";
import { outputOrder } from "./task-planning";
import { Task, TaskCompletion, TaskState, type TaskKind } from "./task.entity";

/** An assignment of the viewer, with its task locked for the unit and access granted. */
export interface OwnAssignment {
  readonly assignment: Assignment;
  readonly task: Task;
  readonly access: ProjectAccess;
}

/**
 * Claims and leases. What is exclusive (a place, a labeler's one lease) is unique in the table; this service
 * keeps the task's counters beside it, under the task's lock. Leases go by the database's clock.
 */
export class ClaimingService {
  constructor(
    private readonly parts: {
      readonly store: Store;
      readonly access: Access;
      readonly ids: Ids;
      readonly wakeUp: WakeUp;
    },
  ) {}

  /**
   * Leases a place to the viewer; whoever holds one already gets it again with a fresh lease. Own unfinished
   * tasks come first, then tasks that others began, then new ones by priority and seeded order. Null when there
   * is nothing.
   */
  async claim(
    viewer: Viewer,
    { projectId, kinds }: { readonly projectId: string; readonly kinds: readonly TaskKind[] | null },
  ): Promise<Assignment | null> {
    return this.parts.store.transaction(async (tx) => {
      const access = await this.parts.access.requireMember(tx, viewer, { operation: "claimTask", projectId });
      const accountId = labelerOf(viewer);
      await this.#releaseExpired(tx, projectId);
      const held = await tx.findOne(Assignment, { where: { leaseHolder: holderKey(projectId, accountId) } });
      if (held !== null) return this.#renew(tx, held, access);
      const task = await this.#nextTask(tx, { projectId, accountId, kinds });
      return task === null ? null : this.#lease(tx, task, { accountId, access });
    });
  }

  /** Renews the lease of an assignment. @throws LabelroomError LEASE_LOST where it ran out. */
  async extend(viewer: Viewer, assignmentId: string): Promise<Assignment> {
    return this.parts.store.transaction(async (tx) => {
      const own = await this.own(tx, viewer, { assignmentId, operation: "extendLease" });
      if (!isHeld(own.assignment, await tx.now())) throw leaseLost();
      return this.#renew(tx, own.assignment, own.access);
    });
  }

  /** Gives the place back; the labeler may meet the task again. Giving back what is not held changes nothing. */
  async giveBack(viewer: Viewer, assignmentId: string): Promise<Assignment> {
    return this.parts.store.transaction(async (tx) => {
      const { assignment, task } = await this.own(tx, viewer, { assignmentId, operation: "giveBackTask" });
      if (assignment.state !== AssignmentState.LEASED) return assignment;
      await this.#release(tx, assignment, { state: AssignmentState.RETURNED });
      await this.#recount(tx, task);
      return assignmentOf(tx, assignment.id);
    });
  }

  /** Passes a task on with a reason; one skipped by as many as the project says goes to the desk. */
  async skip(
    viewer: Viewer,
    {
      assignmentId,
      reason,
      note,
    }: { readonly assignmentId: string; readonly reason: SkipReason; readonly note: string | null },
  ): Promise<Assignment> {
    return this.parts.store.transaction(async (tx) => {
      const { assignment, task, access } = await this.own(tx, viewer, {
        assignmentId,
        operation: "skipTask",
      });
      if (assignment.state === AssignmentState.SKIPPED) return assignment;
      if (assignment.state === AssignmentState.SUBMITTED) throw alreadySubmitted();
      await this.#release(tx, assignment, {
        state: AssignmentState.SKIPPED,
        skipReason: reason,
        skipNote: note,
      });
      const skips = task.skips + 1;
      const isForDesk = skips >= access.project.settings.skipLimit && task.state !== TaskState.CLOSED;
      await tx.update(Task, { id: task.id }, { skips, ...(isForDesk ? { state: TaskState.DESK } : {}) });
      await this.#recount(tx, { ...task, state: isForDesk ? TaskState.DESK : task.state });
      return assignmentOf(tx, assignment.id);
    });
  }

  /**
   * Holds the place for a submission: a living lease, or, when it ran out or was given back, a place that is
   * still free.
   * @throws LabelroomError LEASE_LOST where the place is taken; CONFLICT where the label exists or was skipped.
   */
  async holdForSubmission(tx: Transaction, { assignment, task }: OwnAssignment): Promise<void> {
    if (assignment.state === AssignmentState.SUBMITTED) throw alreadySubmitted();
    if (assignment.state === AssignmentState.SKIPPED || task.state === TaskState.CLOSED) {
      throw refusal(
        "CONFLICT",
        "input.assignmentId",
        "open",
        "This task was skipped or closed; the work stays as a draft.",
      );
    }
    if (isHeld(assignment, await tx.now())) return;
    // The place of a lease that ran out belongs to it until somebody sweeps or takes it.
    if (assignment.place !== null) return;
    const place = await freePlace(tx, task);
    if (place === null) throw leaseLost();
    await tx.update(Assignment, { id: assignment.id }, { place });
  }

  /** Ends an assignment with its label; part of the submission's unit. */
  async finish(tx: Transaction, { assignment, task }: OwnAssignment): Promise<void> {
    await tx.update(
      Assignment,
      { id: assignment.id },
      { state: AssignmentState.SUBMITTED, leaseHolder: null, leaseUntil: null, endedAt: await tx.now() },
    );
    const labelsDone = task.labelsDone + 1;
    await tx.update(Task, { id: task.id }, { labelsDone, isBegun: true });
    await this.#recount(tx, { ...task, labelsDone });
  }

  /** An assignment of the viewer, its task locked. @throws LabelroomError NOT_FOUND for those of others. */
  async own(
    tx: Transaction,
    viewer: Viewer,
    { assignmentId, operation }: { readonly assignmentId: string; readonly operation: Operation },
  ): Promise<OwnAssignment> {
    const seen = await tx.findOne(Assignment, { where: { id: assignmentId } });
    const accountId = accountIdOf(viewer);
    if (seen === null || seen.accountId !== accountId) {
      this.parts.access.require(viewer, "node");
      throw notFound("input.assignmentId", "assignment of yours");
    }
    const access = await this.parts.access.requireMember(tx, viewer, {
      operation,
      projectId: seen.projectId,
    });
    const task = await tx.lockOne(Task, { id: seen.taskId });
    if (task === null) throw new Error(`The task ${seen.taskId} of an assignment is gone.`);
    // Read again under the task's lock: a sweep may have ended the lease meanwhile.
    return { assignment: await assignmentOf(tx, assignmentId), task, access };
  }

  /**
   * The next task for a labeler, locked. On Postgres tasks that others are claiming are passed over; only where
   * nothing else is left are they waited for, since a place of theirs may stay free.
   */
  async #nextTask(tx: Transaction, by: Claimant): Promise<Task | null> {
    const passing = "FOR UPDATE OF t SKIP LOCKED";
    const locks = tx.kind === "postgres" ? [passing, "FOR UPDATE OF t", passing, "FOR UPDATE OF t"] : [""];
    for (const lock of locks) {
      const id = await nextTaskId(tx, by, lock);
      if (id !== null) return tx.lockOne(Task, { id });
    }
    return null;
  }

  async #lease(
    tx: Transaction,
    task: Task,
    { accountId, access }: { readonly accountId: string; readonly access: ProjectAccess },
  ): Promise<Assignment> {
    const place = await freePlace(tx, task);
    if (place === null) throw new Error(`The open task ${task.id} has no free place.`);
    const now = await tx.now();
    const lease = {
      state: AssignmentState.LEASED,
      place,
      leaseHolder: holderKey(task.projectId, accountId),
      leaseUntil: leaseEnd(now, access),
      endedAt: null,
    };
    const known = await tx.findOne(Assignment, { where: { taskId: task.id, accountId } });
    const id = known?.id ?? this.parts.ids.next("assignment");
    if (known === null) {
      const shown = await tx.find(TaskCompletion, { where: { taskId: task.id } });
      const completionIds = shown.map(({ completionId }) => completionId);
      await tx.insert(Assignment, {
        id,
        projectId: task.projectId,
        taskId: task.id,
        accountId,
        ...lease,
        outputOrder: outputOrder(completionIds, { taskId: task.id, accountId }),
        skipReason: null,
        skipNote: null,
        claimedAt: now,
      });
    } else await tx.update(Assignment, { id }, lease);
    await tx.update(Task, { id: task.id }, { isBegun: true });
    await this.#recount(tx, task);
    return assignmentOf(tx, id);
  }

  async #renew(tx: Transaction, assignment: Assignment, access: ProjectAccess): Promise<Assignment> {
    await tx.update(Assignment, { id: assignment.id }, { leaseUntil: leaseEnd(await tx.now(), access) });
    return assignmentOf(tx, assignment.id);
  }

  /** Gives back what ran out, a bounded number at a time. */
  async #releaseExpired(tx: Transaction, projectId: string): Promise<void> {
    const now = await tx.now();
    const expired = await tx.rows<{ id: string; taskId: string }>(
      `SELECT id, task_id AS "taskId" FROM assignments
       WHERE project_id = :projectId AND state = 'LEASED' AND lease_until <= :now ORDER BY task_id LIMIT 100`,
      { projectId, now },
    );
    for (const { id, taskId } of expired) {
      const task = await tx.lockOne(Task, { id: taskId });
      const assignment = await assignmentOf(tx, id);
      if (task === null || assignment.state !== AssignmentState.LEASED || isHeld(assignment, now)) continue;
      await this.#release(tx, assignment, { state: AssignmentState.EXPIRED });
      await this.#recount(tx, task);
    }
  }

  async #release(
    tx: Transaction,
    { id }: Assignment,
    change: {
      readonly state: AssignmentState;
      readonly skipReason?: SkipReason;
      readonly skipNote?: string | null;
    },
  ): Promise<void> {
    const nothingHeld = { place: null, leaseHolder: null, leaseUntil: null };
    await tx.update(Assignment, { id }, { ...change, ...nothingHeld, endedAt: await tx.now() });
  }

  /** Brings a task's counters and state in line with its assignments. */
  async #recount(tx: Transaction, task: Task): Promise<void> {
    const [row] = await tx.rows<{ held: number | string }>(
      "SELECT count(*) AS held FROM assignments WHERE task_id = :taskId AND place IS NOT NULL",
      { taskId: task.id },
    );
    const freePlaces = Math.max(0, task.overlap - Number(row?.held ?? 0));
    await tx.update(Task, { id: task.id }, { freePlaces, state: stateOf(task, freePlaces) });
    tx.afterCommit(() => {
      this.parts.wakeUp.wake(topics.progress(task.projectId));
    });
  }
}

function labelerOf(viewer: Viewer): string {
  const accountId = accountIdOf(viewer);
  if (accountId === null) throw new LabelroomError("UNAUTHENTICATED");
  return accountId;
}

function leaseLost(): LabelroomError {
  const message = "The lease ran out and the place is taken; your work stays as a draft.";
  return refusal("LEASE_LOST", "input.assignmentId", "lease", message);
}

function alreadySubmitted(): LabelroomError {
  const message = "You have submitted this task already; revise the label instead.";
  return refusal("CONFLICT", "input.assignmentId", "submitted", message);
}
