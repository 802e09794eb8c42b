import type { CompletionsService } from "../completions/completions.service";
import { onceForKey } from "../core/database/client-keys";
import type { Reader } from "../core/database/reader";
import type { Store } from "../core/database/store";
import type { Transaction } from "../core/database/transaction";
import { refusal } from "../core/errors";
import type { Ids } from "../core/ids";
import { actorOf, accountIdOf, type Viewer } from "../core/viewer";
import { topics, type WakeUp } from "../core/wake-up";
import type { FormsService } from "../forms/forms.service";
import type { Access } from "../projects/access.service";
import { Project } from "../projects/project.entity";
import { planTasks, type NoTaskReason, type PlannablePrompt, type TaskPlan } from "./task-planning";
import { Task, TaskCompletion, TaskKind, TaskState } from "./task.entity";
import type { CreateTasksInput } from "./tasks.inputs";

/** What came of making tasks. */
export interface TasksCreated {
  readonly created: number;
  readonly shared: number;
  readonly without: Readonly<Record<NoTaskReason, number>>;
}

const defaultForm = "instructgpt-training";

/** Makes tasks of the prompts that the current preparation run kept. */
export class TaskCreationService {
  constructor(
    private readonly parts: {
      readonly store: Store;
      readonly access: Access;
      readonly ids: Ids;
      readonly completions: CompletionsService;
      readonly forms: FormsService;
      readonly wakeUp: WakeUp;
    },
  ) {}

  /**
   * Makes one task a prompt, in a seeded order; what exists is not made again. A dry run only counts.
   * @throws LabelroomError CONFLICT before the first preparation run; BAD_INPUT.
   */
  async create(viewer: Viewer, input: CreateTasksInput): Promise<TasksCreated> {
    const { projectId, key, ...content } = input;
    return this.parts.store.transaction(async (tx) => {
      const { project } = await this.parts.access.requireMember(tx, viewer, {
        operation: "createTasks",
        projectId,
      });
      if (input.isDryRun) return counted(await this.#plan(tx, project, input));
      const accountId = accountIdOf(viewer) ?? "local";
      const call = { accountId, mutation: "createTasks", key, input: { projectId, ...content } };
      const { result } = await onceForKey(tx, call, () => this.#make(tx, viewer, { project, input }));
      const { created, shared, TOO_FEW_COMPLETIONS, EXISTS, BEYOND_LIMIT } = result;
      return { created, shared, without: { TOO_FEW_COMPLETIONS, EXISTS, BEYOND_LIMIT } };
    });
  }

  async #make(
    tx: Transaction,
    viewer: Viewer,
    { project, input }: { readonly project: Project; readonly input: CreateTasksInput },
  ): Promise<{ created: number; shared: number } & Record<NoTaskReason, number>> {
    // The project's row is the lock: two calls at once would both see no task of a prompt.
    await tx.lockOne(Project, { id: project.id });
    const plan = await this.#plan(tx, project, input);
    const formId = await this.#formId(tx, input);
    const createdAt = await tx.now();
    const tasks = plan.tasks.map((planned) => ({
      id: this.parts.ids.next("task"),
      projectId: project.id,
      kind: input.kind,
      state: TaskState.OPEN,
      promptId: planned.promptId,
      runId: project.currentRunId ?? "",
      formId,
      setName: input.completionSet ?? null,
      overlap: planned.overlap,
      freePlaces: planned.overlap,
      labelsDone: 0,
      skips: 0,
      isBegun: false,
      priority: input.priority,
      position: planned.position,
      isGold: false,
      redoOf: null,
      identity: planned.identity,
      createdAt,
    }));
    await tx.insert(Task, tasks);
    const shown = plan.tasks.flatMap((planned, place) =>
      planned.completionIds.map((completionId) => ({ taskId: tasks[place]?.id ?? "", completionId })),
    );
    await tx.insert(TaskCompletion, shown);
    const { created, shared, without } = counted(plan);
    tx.audit({
      ...actorOf(viewer),
      action: "createTasks",
      projectId: project.id,
      targetId: null,
      result: "DONE",
      details: { kind: input.kind, created },
    });
    tx.afterCommit(() => {
      this.parts.wakeUp.wake(topics.progress(project.id));
    });
    return { created, shared, ...without };
  }

  async #plan(tx: Transaction, project: Project, input: CreateTasksInput): Promise<TaskPlan> {
    const runId = project.currentRunId;
    if (runId === null) {
      throw refusal(
        "CONFLICT",
        "input.projectId",
        "prepared",
        "Prepare the prompts first: preparePrompts makes the run.",
      );
    }
    const showsCompletions = input.kind === TaskKind.RANK || input.kind === TaskKind.RATE;
    const setName = completionSetOf(input, showsCompletions);
    const sets = setName === null ? null : await this.#sets(tx, project.id, setName);
    const prompts = await keptPrompts(tx, runId, input);
    const plannable = prompts.map(({ promptId, key }) => {
      return { promptId, key, completionIds: sets?.get(promptId) ?? [] };
    });
    const { leastRanked, mostRanked } = project.settings;
    return planTasks(plannable, {
      kind: input.kind,
      setName,
      seed: input.seed,
      overlap: input.overlap ?? project.settings.overlap,
      overlapShare: input.overlapShare ?? project.settings.overlapShare,
      shown: showsCompletions
        ? { least: input.kind === TaskKind.RANK ? leastRanked : 1, most: mostRanked }
        : null,
      existing: await existingIdentities(tx, project.id, input),
      limit: input.limit,
    });
  }

  async #sets(tx: Transaction, projectId: string, setName: string): Promise<Map<string, readonly string[]>> {
    const sets = await this.parts.completions.sets(tx, { projectId, setName });
    if (sets.length === 0) {
      throw refusal("BAD_INPUT", "input.completionSet", "exists", `There is no completion set ${setName}.`);
    }
    return new Map(sets.map(({ promptId, completionIds }) => [promptId, completionIds]));
  }

  async #formId(tx: Transaction, input: CreateTasksInput): Promise<string | null> {
    const name = input.form ?? (input.kind === TaskKind.DEMONSTRATE ? null : defaultForm);
    return name === null ? null : (await this.parts.forms.newest(tx, input.projectId, name)).id;
  }
}

function completionSetOf(input: CreateTasksInput, showsCompletions: boolean): string | null {
  const setName = input.completionSet ?? null;
  if (showsCompletions === (setName !== null)) return setName;
  const message = showsCompletions
    ? `Tasks of kind ${input.kind} show completions: name their set.`
    : `Tasks of kind ${input.kind} show no completions.`;
  throw refusal("BAD_INPUT", "input.completionSet", "kind", message);
}

async function keptPrompts(
  reader: Reader,
  runId: string,
  { filter }: CreateTasksInput,
): Promise<Omit<PlannablePrompt, "completionIds">[]> {
  const conditions = ["o.run_id = :runId", "o.step IS NULL"];
  if (filter?.promptIds) conditions.push("o.prompt_id IN (:promptIds)");
  if (filter?.source) conditions.push("p.source = :source");
  if (filter?.useCase) conditions.push("p.use_case = :useCase");
  if (filter?.language) conditions.push("o.language = :language");
  // A hold that came after the run stops new tasks at once.
  conditions.push(
    "NOT EXISTS (SELECT 1 FROM prompt_holds h WHERE h.prompt_id = p.id AND h.lifted_at IS NULL)",
  );
  return reader.rows<Omit<PlannablePrompt, "completionIds">>(
    `SELECT o.prompt_id AS "promptId", COALESCE(p.external_id, p.content_hash) AS "key"
     FROM prompt_outcomes o JOIN prompts p ON p.id = o.prompt_id
     WHERE ${conditions.join(" AND ")}`,
    {
      runId,
      promptIds: filter?.promptIds ?? [],
      source: filter?.source ?? "",
      useCase: filter?.useCase ?? "",
      language: filter?.language ?? "",
    },
  );
}

async function existingIdentities(
  reader: Reader,
  projectId: string,
  { kind }: CreateTasksInput,
): Promise<ReadonlySet<string>> {
  const rows = await reader.rows<{ identity: string }>(
    "SELECT identity FROM tasks WHERE project_id = :projectId AND kind = :kind",
    { projectId, kind },
  );
  return new Set(rows.map(({ identity }) => identity));
}

function counted({ tasks, without }: TaskPlan): TasksCreated {
  return { created: tasks.length, shared: tasks.filter(({ overlap }) => overlap > 1).length, without };
}
