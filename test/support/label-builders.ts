import { Completion } from "../../src/completions/completion.entity";
import type { Transaction } from "../../src/core/database/transaction";
import { localOperator } from "../../src/core/viewer";
import { AnswerKind, FieldPolarity, FieldScope } from "../../src/forms/forms.types";
import type { LabelForm } from "../../src/forms/label-form.entity";
import { Label, LabelAnswer, LabelOrigin, LabelRank, LabelVersion } from "../../src/labels/label.entity";
import {
  Prompt,
  PromptChannel,
  PromptKind,
  PromptSource,
  type UseCase,
} from "../../src/prompts/prompt.entity";
import { Task, TaskCompletion, TaskKind, TaskState } from "../../src/tasks/task.entity";
import type { Person, TestProject } from "./project";
import type { TestServer } from "./server";

/** A label as a test says it: who, the ranks or scores of the task's completions in turn, the flag of the prompt. */
export interface LabelWish {
  readonly by: Person;
  readonly origin?: LabelOrigin;
  readonly ranks?: readonly number[];
  readonly quality?: readonly number[];
  readonly flag?: "YES" | "NO";
  readonly guidelineVersion?: number;
  /** The ranks of an earlier version, which must not count. */
  readonly earlierRanks?: readonly number[];
}

/** A task as a test says it; RANK unless told. */
export interface TaskWish {
  readonly kind?: TaskKind;
  readonly useCase?: UseCase;
  readonly runId?: string;
  readonly labels: readonly LabelWish[];
}

const at = new Date("2026-01-05T08:00:00Z");
let made = 0;

function nextId(prefix: string): string {
  made += 1;
  return `${prefix}_${String(made).padStart(20, "a")}`;
}

/** The next version of a form with a flag of the prompt and a quality, from 1 to 7 unless told, of each completion. */
export function aForm(server: TestServer, project: TestProject, [min, max] = [1, 7]): Promise<LabelForm> {
  const asked = { question: "?", help: "", polarity: FieldPolarity.NEUTRAL, isRequired: false };
  const scale = { min: min ?? 1, max: max ?? 7, minLabel: "bad", maxLabel: "good" };
  return server.app.services.forms.publish(localOperator, {
    projectId: project.id,
    name: "measured",
    fields: [
      { ...asked, key: "flag", scope: FieldScope.PROMPT, answerKind: AnswerKind.YES_NO },
      { ...asked, key: "quality", scope: FieldScope.COMPLETION, answerKind: AnswerKind.SCALE, scale },
      { ...asked, key: "remark", scope: FieldScope.PROMPT, answerKind: AnswerKind.TEXT },
    ],
  });
}

/** Stores tasks with their labels as submissions would have left them. Returns the tasks' ids. */
export function labeledTasks(
  server: TestServer,
  { project, form }: { readonly project: TestProject; readonly form: LabelForm },
  wishes: readonly TaskWish[],
): Promise<readonly string[]> {
  return server.app.store.transaction(async (tx) => {
    const ids: string[] = [];
    for (const wish of wishes)
      ids.push(await insertTask(tx, { projectId: project.id, formId: form.id, wish }));
    return ids;
  });
}

interface Place {
  readonly projectId: string;
  readonly formId: string;
}

async function insertTask(
  tx: Transaction,
  { wish, ...place }: Place & { readonly wish: TaskWish },
): Promise<string> {
  const { kind = TaskKind.RANK, runId = "run_x", labels } = wish;
  const promptId = await insertPrompt(tx, place.projectId, wish.useCase ?? null);
  const width = Math.max(0, ...labels.map(({ ranks, quality }) => ranks?.length ?? quality?.length ?? 0));
  const completionIds = await insertCompletions(tx, { projectId: place.projectId, promptId, width });
  const id = nextId("tsk");
  const counts = { overlap: labels.length, freePlaces: 0, labelsDone: labels.length, skips: 0, priority: 0 };
  const state = { state: TaskState.DONE, isBegun: true, isGold: false, redoOf: null, createdAt: at };
  const keys = { position: id, identity: id, setName: null };
  await tx.insert(Task, { id, ...place, promptId, kind, runId, ...counts, ...state, ...keys });
  if (width > 0) {
    await tx.insert(
      TaskCompletion,
      completionIds.map((completionId) => ({ taskId: id, completionId })),
    );
  }
  for (const label of labels)
    await insertLabel(tx, { ...place, taskId: id, promptId, kind, completionIds, wish: label });
  return id;
}

async function insertPrompt(tx: Transaction, projectId: string, useCase: UseCase | null): Promise<string> {
  const id = nextId("prm");
  await tx.insert(Prompt, {
    ...{
      id,
      projectId,
      importId: null,
      sequence: made,
      source: PromptSource.CUSTOMER,
      kind: PromptKind.PLAIN,
    },
    ...{ storedText: "A prompt.", instruction: null, openQuery: null, context: [], externalId: null },
    ...{
      externalUserId: null,
      organizationId: null,
      channel: PromptChannel.PLAYGROUND,
      consent: true,
      submittedAt: null,
      useCase,
    },
    ...{
      namedUseCase: null,
      declaredLanguage: null,
      license: null,
      authorId: null,
      contentHash: id,
      createdAt: at,
    },
  });
  return id;
}

async function insertCompletions(
  tx: Transaction,
  {
    projectId,
    promptId,
    width,
  }: { readonly projectId: string; readonly promptId: string; readonly width: number },
): Promise<readonly string[]> {
  const ids = Array.from({ length: width }, () => nextId("out"));
  const rest = { importId: null, setName: null, model: "m", text: "t", parameters: null, tokens: 1 };
  for (const id of ids) {
    const own = { id, projectId, promptId, externalId: null, license: null, contentHash: id, createdAt: at };
    await tx.insert(Completion, { ...rest, ...own });
  }
  return ids;
}

interface LabelPlace extends Place {
  readonly taskId: string;
  readonly promptId: string;
  readonly kind: TaskKind;
  readonly completionIds: readonly string[];
  readonly wish: LabelWish;
}

async function insertLabel(tx: Transaction, { completionIds, wish, ...place }: LabelPlace): Promise<void> {
  const { by, origin = LabelOrigin.TRAINING, ranks = [], quality = [], flag, earlierRanks } = wish;
  const versions = earlierRanks === undefined ? [ranks] : [earlierRanks, ranks];
  const id = nextId("lbl");
  const whose = { assignmentId: null, accountId: by.id, origin, version: versions.length };
  await tx.insert(Label, { id, ...place, ...whose, submittedAt: at, revisableUntil: at });
  for (const [index, given] of versions.entries()) {
    const versionId = nextId("lbv");
    await tx.insert(LabelVersion, {
      ...{
        id: versionId,
        labelId: id,
        version: index + 1,
        guidelineVersion: wish.guidelineVersion ?? 1,
        text: null,
      },
      ...{
        tokens: null,
        noneAcceptable: false,
        note: null,
        activeSeconds: 1,
        wallSeconds: 1,
        submittedAt: at,
      },
    });
    const completionOf = (place: number): string => completionIds[place] ?? "";
    const rankRows = given.map((rank, place) => ({ versionId, completionId: completionOf(place), rank }));
    if (rankRows.length > 0) await tx.insert(LabelRank, rankRows);
    const scores = quality.map((score, place) => ({
      field: "quality",
      completionId: completionOf(place),
      score,
    }));
    const rows = scores.map((row) => ({ versionId, answer: null, ...row }));
    if (rows.length > 0) await tx.insert(LabelAnswer, rows);
    if (flag === undefined) continue;
    await tx.insert(LabelAnswer, { versionId, field: "flag", completionId: "", answer: flag, score: null });
  }
}
