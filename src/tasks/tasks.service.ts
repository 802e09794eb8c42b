import { In } from "typeorm";
import type { CompletionsService } from "../completions/completions.service";
import { pageOf } from "../core/database/keyset";
import type { Reader } from "../core/database/reader";
import type { Store } from "../core/database/store";
import type { PageRequest } from "../core/paging";
import type { Connection } from "../core/paging.types";
import { actorOf, accountIdOf, type Viewer } from "../core/viewer";
import type { FormsService } from "../forms/forms.service";
import type { LabelForm } from "../forms/label-form.entity";
import type { Access } from "../projects/access.service";
import type { Operation } from "../projects/access";
import type { Prompt } from "../prompts/prompt.entity";
import type { PromptsService } from "../prompts/prompts.service";
import { Assignment, AssignmentState } from "./assignment.entity";
import { Task, TaskCompletion, TaskState, type TaskKind } from "./task.entity";
import type { TaskFilterInput } from "./tasks.inputs";

/** Tasks as researchers see them, and what others look up about tasks and assignments. */
export class TasksService {
  constructor(
    private readonly parts: {
      readonly store: Store;
      readonly access: Access;
      readonly completions: CompletionsService;
      readonly prompts: PromptsService;
      readonly forms: FormsService;
    },
  ) {}

  /** A project's tasks, oldest first. */
  async queue(
    viewer: Viewer,
    {
      projectId,
      filter,
      page,
    }: { readonly projectId: string; readonly filter: TaskFilterInput | null; readonly page: PageRequest },
  ): Promise<Connection<Task>> {
    return this.parts.store.read(async (reader) => {
      await this.parts.access.requireMember(reader, viewer, { operation: "taskQueue", projectId });
      const query = reader.select(Task, "task").where("task.projectId = :projectId", { projectId });
      if (filter?.kind) query.andWhere("task.kind = :kind", { kind: filter.kind });
      if (filter?.state) query.andWhere("task.state = :state", { state: filter.state });
      return pageOf(query, page, {
        columns: ["task.createdAt", "task.id"],
        direction: "ASC",
        keyOf: (task) => [task.createdAt.toISOString(), task.id],
      });
    });
  }

  /** Ends a task: nobody can claim or submit it any more; its labels stay. */
  async close(viewer: Viewer, taskId: string): Promise<Task> {
    return this.parts.store.transaction(async (tx) => {
      const task = await this.visible(tx, viewer, {
        id: taskId,
        operation: "closeTask",
        path: "input.taskId",
      });
      await tx.update(Task, { id: taskId }, { state: TaskState.CLOSED });
      tx.audit({
        ...actorOf(viewer),
        action: "closeTask",
        projectId: task.projectId,
        targetId: taskId,
        result: "DONE",
      });
      return (await tx.findOne(Task, { where: { id: taskId } })) ?? task;
    });
  }

  /** A task for whoever may call an operation on its project. @throws LabelroomError NOT_FOUND, FORBIDDEN. */
  async visible(
    reader: Reader,
    viewer: Viewer,
    { id, operation, path }: { readonly id: string; readonly operation: Operation; readonly path: string },
  ): Promise<Task> {
    const found = await reader.findOne(Task, { where: { id } });
    return this.parts.access.requireVisible(reader, viewer, { found, operation, path, what: "task" });
  }

  /** Tasks by id, in no order. */
  byIds(reader: Reader, ids: readonly string[]): Promise<Task[]> {
    return reader.find(Task, { where: { id: In([...ids]) } });
  }

  /** Tasks by id, for loaders. */
  load(ids: readonly string[]): Promise<Task[]> {
    return this.parts.store.read((reader) => this.byIds(reader, ids));
  }

  /** The assignments of tasks, by task; for loaders of researchers' views. */
  async loadAssignments(
    taskIds: readonly string[],
  ): Promise<{ taskId: string; assignments: Assignment[] }[]> {
    const rows = await this.parts.store.read((reader) =>
      reader.find(Assignment, {
        where: { taskId: In([...taskIds]) },
        order: { claimedAt: "ASC", id: "ASC" },
      }),
    );
    return taskIds.map((taskId) => ({ taskId, assignments: rows.filter((row) => row.taskId === taskId) }));
  }

  /** The completions of assignments in the order in which each labeler sees them, without models. */
  async loadOutputs(completionIds: readonly string[]): Promise<{ id: string; text: string }[]> {
    return (await this.parts.completions.load(completionIds)).map(({ id, text }) => ({ id, text }));
  }

  /** What kind of work an assignment of the viewer's asks for; null for assignments of others. */
  async kindOf(reader: Reader, viewer: Viewer, assignmentId: string): Promise<TaskKind | null> {
    const assignment = await reader.findOne(Assignment, { where: { id: assignmentId } });
    if (assignment === null || assignment.accountId !== accountIdOf(viewer)) return null;
    const [task] = await this.byIds(reader, [assignment.taskId]);
    return task?.kind ?? null;
  }

  /** The prompts that tasks ask about, for loaders. */
  loadPrompts(promptIds: readonly string[]): Promise<Prompt[]> {
    return this.parts.prompts.load(promptIds);
  }

  /** The examples of few-shot prompts, for loaders. */
  loadExamples(promptIds: readonly string[]): ReturnType<PromptsService["loadExamples"]> {
    return this.parts.prompts.loadExamples(promptIds);
  }

  /** The form versions that tasks are pinned to, for loaders. */
  loadForms(formIds: readonly string[]): Promise<LabelForm[]> {
    return this.parts.forms.load(formIds);
  }

  /** The completion ids that a task shows, by bytes. */
  async completionIds(reader: Reader, taskId: string): Promise<string[]> {
    const rows = await reader.find(TaskCompletion, { where: { taskId }, order: { completionId: "ASC" } });
    return rows.map(({ completionId }) => completionId);
  }

  /** Whether a task belongs to this project and asks about this prompt. */
  async isTaskOf(
    reader: Reader,
    {
      projectId,
      promptId,
      taskId,
    }: { readonly projectId: string; readonly promptId: string; readonly taskId: string },
  ): Promise<boolean> {
    return reader.exists(Task, { id: taskId, projectId, promptId });
  }

  /** Whether an account knows a prompt: it claimed a task on it, whatever became of that, or wrote it. */
  async hasMet(reader: Reader, accountId: string, promptId: string): Promise<boolean> {
    const rows = await reader.rows<{ one: number }>(
      `SELECT 1 AS one FROM prompts p WHERE p.id = :promptId
         AND (p.author_id = :accountId OR EXISTS (SELECT 1 FROM assignments a JOIN tasks t ON t.id = a.task_id
              WHERE a.account_id = :accountId AND t.prompt_id = p.id))`,
      { accountId, promptId },
    );
    return rows.length > 0;
  }

  /** The assignment that an account holds in a project now, if any. */
  async current(reader: Reader, projectId: string, accountId: string): Promise<Assignment | null> {
    return reader.findOne(Assignment, { where: { projectId, accountId, state: AssignmentState.LEASED } });
  }

  /** Assignments of an account whose work stays as a draft: given back, run out, or held; newest first, at most 50. */
  async withDrafts(reader: Reader, projectId: string, accountId: string): Promise<Assignment[]> {
    return reader
      .select(Assignment, "assignment")
      .where("assignment.projectId = :projectId AND assignment.accountId = :accountId", {
        projectId,
        accountId,
      })
      .andWhere("assignment.id IN (SELECT d.assignment_id FROM drafts d)")
      .orderBy({ "assignment.claimedAt": "DESC", "assignment.id": "ASC" })
      .limit(50)
      .getMany();
  }
}
