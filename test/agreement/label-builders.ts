import { Completion } from "../../src/completions/completion.entity";
import { FormsService } from "../../src/forms/forms.service";
import { Label, LabelAnswer, LabelOrigin, LabelRank, LabelVersion } from "../../src/labels/label.entity";
import { Prompt, PromptKind, PromptSource, type UseCase } from "../../src/prompts/prompt.entity";
import { Task, TaskKind, TaskState } from "../../src/tasks/task.entity";
import type { Person, TestProject } from "../support/project";
import type { TestServer } from "../support/server";

/** A label as a test says it: who, the ranks of the task's completions, the answers. */
export interface LabelWish {
  readonly by: Person;
  readonly origin?: LabelOrigin;
  readonly ranks?: readonly number[];
  /** Answers to fields of the prompt, and scores of the completions in turn, by field. */
  readonly answers?: Readonly<Record<string, string>>;
  readonly scores?: Readonly<Record<string, readonly number[]>>;
  readonly guidelineVersion?: number;
  /** Earlier versions' ranks, which must not count. */
  readonly earlierRanks?: readonly number[];
}

/** A task as a test says it. */
export interface TaskWish {
  readonly kind?: TaskKind;
  readonly useCase?: UseCase;
  readonly runId?: string;
  readonly labels: readonly LabelWish[];
}

const at = new Date("2026-01-05T08:00:00Z");
let made = 0;

/** Stores tasks with their labels as submissions would have left them. Returns the tasks' ids. */
export async function labeledTasks(
  server: TestServer,
  project: TestProject,
  wishes: readonly TaskWish[],
): Promise<readonly string[]> {
  const { store, access, ids } = server.app;
  return store.transaction(async (tx) => {
    const form = await new FormsService(store, server.app.services.access, ids).newest(tx, project.id, "helpsteer");
    void access;
    const taskIds: string[] = [];
    for (const wish of wishes) taskIds.push(await insertTask(tx, { projectId: project.id, formId: form.id, wish }));
    return taskIds;
  });
}
