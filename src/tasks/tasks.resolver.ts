import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from "type-graphql";
import { personOf } from "../accounts/person.types";
import type { RequestContext } from "../core/context";
import { loaderOf } from "../core/loaders";
import { PageArgs } from "../core/paging.types";
import { Prompt } from "../prompts/prompt.entity";
import type { TaskCreationService } from "./task-creation.service";
import { Task } from "./task.entity";
import { CloseTaskInput, CreateTasksInput, TaskFilterInput } from "./tasks.inputs";
import type { TasksService } from "./tasks.service";
import {
  CreateTasksPayload,
  type NoTaskReasonType,
  TaskConnection,
  TaskHolder,
  TaskPayload,
} from "./tasks.types";

/** Tasks as researchers see them. */
@Resolver(() => Task)
export class TasksResolver {
  constructor(
    private readonly parts: {
      readonly tasks: TasksService;
      readonly creation: TaskCreationService;
    },
  ) {}

  @Query(() => TaskConnection, {
    description: "A project's tasks, oldest first; state DESK is the researchers' desk.",
  })
  taskQueue(
    @Arg("projectId", () => ID, { description: "The project." }) projectId: string,
    @Arg("filter", () => TaskFilterInput, { nullable: true, description: "Which of them." })
    filter: TaskFilterInput | null,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() { viewer }: RequestContext,
  ): Promise<TaskConnection> {
    return this.parts.tasks.queue(viewer, { projectId, filter, page });
  }

  @FieldResolver(() => Prompt, { nullable: true, description: "The prompt; null where it is gone." })
  prompt(@Root() task: Task, @Ctx() context: RequestContext): Promise<Prompt | null> {
    const loader = loaderOf(context, "prompts", {
      read: (ids) => this.parts.tasks.loadPrompts(ids),
      keyOf: (prompt) => prompt.id,
    });
    return loader.load(task.promptId);
  }

  @FieldResolver(() => [TaskHolder], {
    description: "Who holds, did or skipped it, by the time of their claim.",
  })
  async holders(@Root() task: Task, @Ctx() context: RequestContext): Promise<TaskHolder[]> {
    const loader = loaderOf(context, "taskAssignments", {
      read: (ids) => this.parts.tasks.loadAssignments(ids),
      keyOf: (row) => row.taskId,
    });
    const assignments = (await loader.load(task.id))?.assignments ?? [];
    return assignments.map((assignment) => ({ assignment, labeler: personOf(assignment.accountId) }));
  }

  @Mutation(() => CreateTasksPayload, {
    description: "Makes tasks of the prompts that the current run kept.",
  })
  async createTasks(
    @Arg("input", () => CreateTasksInput, { description: "Which tasks." }) input: CreateTasksInput,
    @Ctx() { viewer }: RequestContext,
  ): Promise<CreateTasksPayload> {
    const { created, shared, without } = await this.parts.creation.create(viewer, input);
    const counts = Object.entries(without).filter(([, count]) => count > 0);
    return {
      created,
      shared,
      without: counts.map(([reason, count]) => ({ reason: reason as NoTaskReasonType, count })),
    };
  }

  @Mutation(() => TaskPayload, { description: "Ends a task; its labels stay." })
  async closeTask(
    @Arg("input", () => CloseTaskInput, { description: "Which." }) input: CloseTaskInput,
    @Ctx() { viewer }: RequestContext,
  ): Promise<TaskPayload> {
    return { task: await this.parts.tasks.close(viewer, input.taskId) };
  }
}
