import { In } from "typeorm";
import type { Reader } from "../core/database/reader";
import type { Store } from "../core/database/store";
import { refusal } from "../core/errors";
import type { Viewer } from "../core/viewer";
import { LabelForm } from "../forms/label-form.entity";
import { LabelOrigin } from "../labels/label.entity";
import type { Access } from "../projects/access.service";
import { Cohort, Role } from "../projects/membership.entity";
import { Task, TaskKind } from "../tasks/task.entity";
import type { AgreementFilterInput } from "./agreement.inputs";
import type { AgreementReport, FieldAgreementType, WorstTaskType } from "./agreement.types";
import { fieldAgreement, type FieldAgreement } from "./field-agreement";
import { FormQuestions } from "./form-questions";
import { LabelPages, type CountedLabel, type GivenRank, type LabelSelection } from "./label-pages.service";
import type { TieRule } from "./pairwise";
import { RankingTally, type AuthoredRanking, type AuthoredTaskRankings } from "./ranking-agreement";
import { answerDisagreements } from "./rating-disagreements";
import { worstTasks, type TaskDisagreement } from "./worst-tasks";

/** How many tasks of the largest disagreement a report holds. */
export const mostWorstTasks = 50;

/** What agreement is measured over, and how ties count. */
export interface AgreementInput {
  readonly projectId: string;
  readonly filter: AgreementFilterInput | null;
  readonly tieRule: TieRule;
}

/** What the manifest of a release says of agreement. */
export interface ReleaseAgreement {
  /** Pairwise agreement as a share of 1. */
  readonly pairwise: number;
  readonly standardError: number;
  readonly tasks: number;
}

/** What one pass over the labels gathers. */
interface Gathering {
  readonly questions: FormQuestions;
  readonly fields: readonly string[];
  /** Null where rankings are not measured. */
  readonly rankings: RankingTally | null;
  labels: number;
}

/** Agreement between labelers, over the last version of every submitted label. */
export class AgreementService {
  constructor(
    private readonly store: Store,
    private readonly access: Access,
  ) {}

  /**
   * The report. A VIEWER gets aggregates alone: neither tasks nor pairs of labelers.
   * @throws LabelroomError BAD_INPUT where the filter names a form or field that the project does not have.
   */
  async agreementOf(
    viewer: Viewer,
    { projectId, filter, tieRule }: AgreementInput,
  ): Promise<AgreementReport> {
    return this.store.snapshot(async (reader) => {
      const { membership } = await this.access.requireMember(reader, viewer, {
        operation: "agreement",
        projectId,
      });
      const report = await this.#report(reader, { projectId, filter, tieRule });
      return membership?.role === Role.VIEWER ? aggregatesOf(report) : report;
    });
  }

  /** Pairwise agreement of the training cohort's rankings under the default tie rule; null below two such tasks. */
  async forRelease(reader: Reader, projectId: string): Promise<ReleaseAgreement | null> {
    const tally = new RankingTally({ tieRule: "LEAVE_OUT_INDIFFERENT", worstLimit: 0 });
    const gathering = { questions: new FormQuestions([]), fields: [], rankings: tally, labels: 0 };
    await gather(
      new LabelPages(reader),
      selectionOf({ projectId, formIds: null }, {}, TaskKind.RANK),
      gathering,
    );
    const { agreement, standardError, tasks } = tally.result().pairwise;
    return agreement === null || standardError === null
      ? null
      : { pairwise: agreement, standardError, tasks };
  }

  async #report(reader: Reader, { projectId, filter, tieRule }: AgreementInput): Promise<AgreementReport> {
    const { kind, field, formName, ...rest } = filter ?? {};
    const all = await reader.find(LabelForm, { where: { projectId } });
    const forms = formName ? all.filter(({ name }) => name === formName) : all;
    refuseUnknown({ formName, field, forms });
    const questions = new FormQuestions(forms);
    const hasRankings = !field && (!kind || kind === TaskKind.RANK);
    const gathering: Gathering = {
      questions,
      fields: questions.fieldKeys.filter((key) => !field || key === field),
      rankings: hasRankings ? new RankingTally({ tieRule, worstLimit: mostWorstTasks }) : null,
      labels: 0,
    };
    const formIds = formName ? forms.map(({ id }) => id) : null;
    const pages = new LabelPages(reader);
    for (const each of kind ? [kind] : Object.values(TaskKind)) {
      await gather(pages, selectionOf({ projectId, formIds }, rest, each), gathering);
    }
    return this.#resultOf(reader, { gathering, cohort: rest.cohort ?? Cohort.TRAINING });
  }

  async #resultOf(
    reader: Reader,
    { gathering, cohort }: { readonly gathering: Gathering; readonly cohort: Cohort },
  ): Promise<AgreementReport> {
    const { questions, rankings, labels } = gathering;
    const answered = questions
      .questions()
      .map((question) => ({ question, ratings: question.table.build() }))
      .filter(({ ratings }) => ratings.valueCodes.length > 0);
    const worst =
      rankings?.worst ??
      worstTasks(answerDisagreements(answered.map(({ ratings }) => ratings)), mostWorstTasks);
    return {
      cohort,
      labels,
      rankings: rankings === null ? null : rankings.result(),
      fields: answered.map(({ question, ratings }) => fieldTypeOf(fieldAgreement(question, ratings))),
      worstTasks: await this.#named(reader, worst),
    };
  }

  async #named(reader: Reader, worst: readonly TaskDisagreement[]): Promise<WorstTaskType[]> {
    const tasks = await reader.find(Task, {
      select: { id: true, promptId: true },
      where: { id: In(worst.map(({ task }) => task)) },
    });
    const promptOf = new Map(tasks.map(({ id, promptId }) => [id, promptId]));
    return worst.map(({ task, disagreement, comparisons, labelers }) => ({
      taskId: task,
      promptId: promptOf.get(task) ?? "",
      disagreement,
      comparisons,
      labels: labelers,
    }));
  }
}

function refuseUnknown({
  formName,
  field,
  forms,
}: {
  readonly formName: string | null | undefined;
  readonly field: string | null | undefined;
  readonly forms: readonly LabelForm[];
}): void {
  if (formName && forms.length === 0) {
    throw refusal("BAD_INPUT", "filter.formName", "exists", `The project has no label form ${formName}.`);
  }
  if (field && !forms.some(({ fields }) => fields.some(({ key }) => key === field))) {
    throw refusal("BAD_INPUT", "filter.field", "exists", `No label form of these has a field ${field}.`);
  }
}

function selectionOf(
  { projectId, formIds }: { readonly projectId: string; readonly formIds: readonly string[] | null },
  { cohort, useCase, guidelineVersion, runId }: AgreementFilterInput,
  kind: TaskKind,
): LabelSelection {
  const own = cohort === Cohort.HELD_OUT ? LabelOrigin.HELD_OUT : LabelOrigin.TRAINING;
  return {
    projectId,
    kind,
    origins: kind === TaskKind.RANK ? [own, LabelOrigin.RESEARCHER] : [own],
    formIds,
    useCase: useCase ?? null,
    guidelineVersion: guidelineVersion ?? null,
    runId: runId ?? null,
  };
}

async function gather(pages: LabelPages, selection: LabelSelection, gathering: Gathering): Promise<void> {
  const { questions, fields, rankings } = gathering;
  for await (const labels of pages.batches(selection)) {
    if (rankings !== null && selection.kind === TaskKind.RANK) {
      rankings.add(rankingsByTask(labels, await pages.ranks(labels.map(({ versionId }) => versionId))));
    }
    const own = labels.filter(({ origin }) => origin !== LabelOrigin.RESEARCHER);
    gathering.labels += own.length;
    const byVersion = new Map(
      own.flatMap((label) => (label.formId === null ? [] : [[label.versionId, label]])),
    );
    if (fields.length === 0 || byVersion.size === 0) continue;
    for (const given of await pages.answers([...byVersion.keys()], fields)) {
      const label = byVersion.get(given.versionId);
      if (label === undefined || label.formId === null) continue;
      questions.add({ formId: label.formId, task: label.taskId, labeler: label.accountId }, given);
    }
  }
}

function rankingsByTask(
  labels: readonly CountedLabel[],
  ranks: readonly GivenRank[],
): AuthoredTaskRankings[] {
  const byVersion = new Map<string, { items: string[]; ranks: number[] }>();
  for (const { versionId, completionId, rank } of ranks) {
    const ranking = byVersion.get(versionId) ?? { items: [], ranks: [] };
    byVersion.set(versionId, ranking);
    ranking.items.push(completionId);
    ranking.ranks.push(rank);
  }
  const byTask = new Map<string, AuthoredRanking[]>();
  for (const { taskId, accountId, origin, versionId } of labels) {
    const ranking = byVersion.get(versionId);
    if (ranking === undefined) continue;
    const rankings = byTask.get(taskId) ?? [];
    byTask.set(taskId, rankings);
    rankings.push({ labeler: accountId, isResearcher: origin === LabelOrigin.RESEARCHER, ...ranking });
  }
  return [...byTask].map(([task, rankings]) => ({ task, rankings }));
}

function fieldTypeOf({ cohenKappas, prevalence, ...field }: FieldAgreement): FieldAgreementType {
  return {
    ...field,
    prevalence: prevalence.map(({ value, labels, share }) => ({ value: String(value), labels, share })),
    cohenKappas: cohenKappas.map(({ first, second, units, value, reason }) => ({
      firstAccountId: first,
      secondAccountId: second,
      units,
      kappa: { value, reason },
    })),
  };
}

function aggregatesOf(report: AgreementReport): AgreementReport {
  return {
    ...report,
    fields: report.fields.map((field) => ({ ...field, cohenKappas: null })),
    worstTasks: null,
  };
}
