import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from "type-graphql";
import type { RequestContext } from "../core/context";
import { loaderOf } from "../core/loaders";
import { LabelForm } from "../forms/label-form.entity";
import { fewShotText } from "../prompts/few-shot-text";
import { PromptKind } from "../prompts/prompt.entity";
import { Assignment, type Draft } from "./assignment.entity";
import type { ClaimingService } from "./claiming.service";
import type { DraftsService } from "./drafts.service";
import { TaskKind, type Task } from "./task.entity";
import { AssignmentInput, ClaimTaskInput, SaveDraftInput, SkipTaskInput } from "./tasks.inputs";
import type { TasksService } from "./tasks.service";
import {
  AssignmentPayload,
  ClaimTaskPayload,
  DraftType,
  SaveDraftPayload,
  TaskOutput,
  TaskPrompt,
} from "./tasks.types";

/** A labeler's own work: claim, lease, draft, skip. Only own assignments are ever handed out. */
@Resolver(() => Assignment)
export class AssignmentsResolver {
  constructor(
    private readonly parts: {
      readonly claiming: ClaimingService;
      readonly drafts: DraftsService;
      readonly tasks: TasksService;
    },
  ) {}

  @Mutation(() => ClaimTaskPayload, {
    description: "Leases a task; whoever holds one gets it again with a fresh lease.",
  })
  async claimTask(
    @Arg("input", () => ClaimTaskInput, { description: "Where." }) input: ClaimTaskInput,
    @Ctx() { viewer }: RequestContext,
  ): Promise<ClaimTaskPayload> {
    const { projectId, kinds } = input;
    return { assignment: await this.parts.claiming.claim(viewer, { projectId, kinds: kinds ?? null }) };
  }

  @Mutation(() => AssignmentPayload, { description: "Renews a lease that has not run out." })
  async extendLease(
    @Arg("input", () => AssignmentInput, { description: "Whose." }) input: AssignmentInput,
    @Ctx() { viewer }: RequestContext,
  ): Promise<AssignmentPayload> {
    return { assignment: await this.parts.claiming.extend(viewer, input.assignmentId) };
  }

  @Mutation(() => AssignmentPayload, { description: "Gives a place back; the draft stays." })
  async giveBackTask(
    @Arg("input", () => AssignmentInput, { description: "Whose." }) input: AssignmentInput,
    @Ctx() { viewer }: RequestContext,
  ): Promise<AssignmentPayload> {
    return { assignment: await this.parts.claiming.giveBack(viewer, input.assignmentId) };
  }

  @Mutation(() => AssignmentPayload, { description: "Passes a task on with a reason." })
  async skipTask(
    @Arg("input", () => SkipTaskInput, { description: "Which, and why." }) input: SkipTaskInput,
    @Ctx() { viewer }: RequestContext,
  ): Promise<AssignmentPayload> {
    const { assignmentId, reason, note } = input;
    return {
      assignment: await this.parts.claiming.skip(viewer, { assignmentId, reason, note: note ?? null }),
    };
  }

  @Mutation(() => SaveDraftPayload, {
    description: "Keeps unfinished work; an older save than the stored one is refused.",
  })
  async saveDraft(
    @Arg("input", () => SaveDraftInput, { description: "The work." }) input: SaveDraftInput,
    @Ctx() { viewer }: RequestContext,
  ): Promise<SaveDraftPayload> {
    return { draft: await this.parts.drafts.save(viewer, input) };
  }

  @FieldResolver(() => TaskKind, { description: "What the task asks for." })
  async kind(@Root() assignment: Assignment, @Ctx() context: RequestContext): Promise<TaskKind> {
    return (await this.#task(assignment, context)).kind;
  }

  @FieldResolver(() => TaskPrompt, { nullable: true, description: "The prompt; null where it is gone." })
  async prompt(@Root() assignment: Assignment, @Ctx() context: RequestContext): Promise<TaskPrompt | null> {
    const { promptId } = await this.#task(assignment, context);
    const prompts = loaderOf(context, "prompts", {
      read: (ids) => this.parts.tasks.loadPrompts(ids),
      keyOf: (row) => row.id,
    });
    const prompt = await prompts.load(promptId);
    if (prompt === null) return null;
    const loader = loaderOf(context, "promptExamples", {
      read: (ids) => this.parts.tasks.loadExamples(ids),
      keyOf: (row) => row.promptId,
    });
    const isFewShot = prompt.kind === PromptKind.FEW_SHOT;
    const stored = isFewShot ? ((await loader.load(prompt.id))?.examples ?? []) : [];
    const examples = stored.map(({ query, response }) => ({ query, response }));
    const { id, kind, instruction, openQuery, declaredLanguage } = prompt;
    const text = isFewShot
      ? fewShotText({ instruction: instruction ?? "", examples, query: openQuery })
      : prompt.storedText;
    const turns = prompt.context.map((turn) => ({ ...turn }));
    return { id, kind, text, context: turns, instruction, examples, openQuery, declaredLanguage };
  }

  @FieldResolver(() => [TaskOutput], {
    description: "The completions in this labeler's own order; empty for kinds without.",
  })
  async outputs(@Root() assignment: Assignment, @Ctx() context: RequestContext): Promise<TaskOutput[]> {
    const loader = loaderOf(context, "taskOutputs", {
      read: (ids) => this.parts.tasks.loadOutputs(ids),
      keyOf: (row) => row.id,
    });
    const outputs = await Promise.all(assignment.outputOrder.map((id) => loader.load(id)));
    return outputs.filter((output) => output !== null);
  }

  @FieldResolver(() => LabelForm, {
    nullable: true,
    description: "The label form whose fields are asked; null for none.",
  })
  async form(@Root() assignment: Assignment, @Ctx() context: RequestContext): Promise<LabelForm | null> {
    const { formId } = await this.#task(assignment, context);
    if (formId === null) return null;
    const loader = loaderOf(context, "labelForms", {
      read: (ids) => this.parts.tasks.loadForms(ids),
      keyOf: (form) => form.id,
    });
    return loader.load(formId);
  }

  @FieldResolver(() => DraftType, { nullable: true, description: "Unfinished work, if any." })
  draft(@Root() assignment: Assignment, @Ctx() context: RequestContext): Promise<Draft | null> {
    const loader = loaderOf(context, "drafts", {
      read: (ids) => this.parts.drafts.load(ids),
      keyOf: (draft) => draft.assignmentId,
    });
    return loader.load(assignment.id);
  }

  async #task(assignment: Assignment, context: RequestContext): Promise<Task> {
    const loader = loaderOf(context, "tasks", {
      read: (ids) => this.parts.tasks.load(ids),
      keyOf: (task) => task.id,
    });
    const task = await loader.load(assignment.taskId);
    if (task === null) throw new Error(`The task ${assignment.taskId} of an assignment is gone.`);
    return task;
  }
}
