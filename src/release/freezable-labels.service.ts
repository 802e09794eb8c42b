import { In } from "typeorm";
import { PairwiseTally } from "../agreement/pairwise";
import type { CompletionsService } from "../completions/completions.service";
import type { Reader } from "../core/database/reader";
import { LabelForm } from "../forms/label-form.entity";
import { LabelAnswer, LabelRank } from "../labels/label.entity";
import type { DemonstrationToFreeze, RankingToFreeze } from "./freeze-units";
import type { AgreementSummary } from "./manifest";

/** The field of a label form whose answer is the rating of releases. */
const ratingField = "overall_quality";
/** Tasks to a page of the agreement. */
const tasksToPage = 200;

interface LabelRow {
  readonly id: string;
  readonly promptId: string;
  readonly accountId: string;
  readonly formId: string | null;
  readonly versionId: string;
  readonly guidelineVersion: number;
  readonly noneAcceptable: boolean | number;
  readonly text: string | null;
  readonly tokens: number | null;
}

/** Whose labels of which prompts are read, and how they are named. */
export interface LabelsAsked {
  readonly projectId: string;
  readonly promptIds: readonly string[];
  readonly pseudonym: (accountId: string) => string;
  /** For demonstrations that were stored without a count. */
  readonly tokensOf: (text: string) => number;
}

/** Only work of the training cohort, and of each label the version that counts. */
const countingVersions = `FROM labels l JOIN label_versions v ON v.label_id = l.id AND v.version = l.version
  WHERE l.project_id = :projectId AND l.kind = :kind AND l.origin = 'TRAINING'`;

/** The labels that may go into a release, as they stand now. */
export class FreezableLabels {
  constructor(private readonly completions: CompletionsService) {}

  /** The demonstrations of prompts, by prompt, then by label id. */
  async demonstrations(reader: Reader, asked: LabelsAsked): Promise<Map<string, DemonstrationToFreeze[]>> {
    const rows = await labelRows(reader, "DEMONSTRATE", asked);
    return byPrompt(rows, (row) => ({
      ...factsOf(row, asked),
      tokens: row.tokens ?? asked.tokensOf(row.text ?? ""),
    }));
  }

  /** The rankings of prompts, by prompt, then by label id. */
  async rankings(reader: Reader, asked: LabelsAsked): Promise<Map<string, RankingToFreeze[]>> {
    const rows = await labelRows(reader, "RANK", asked);
    const completions = await this.#ranked(
      reader,
      rows.map(({ versionId }) => versionId),
    );
    const forms = await formNames(reader, rows);
    return byPrompt(rows, (row) => ({
      ...factsOf(row, asked),
      noneAcceptable: Boolean(row.noneAcceptable),
      form: row.formId === null ? null : (forms.get(row.formId) ?? null),
      completions: completions.get(row.versionId) ?? [],
    }));
  }

  /**
   * Pairwise agreement over the rankings of a project's tasks with more than one, by the training cohort; null where
   * fewer than two tasks can be compared.
   */
  async agreement(reader: Reader, projectId: string): Promise<AgreementSummary | null> {
    const tally = new PairwiseTally();
    for (let after = ""; ;) {
      const taskIds = await overlappingTasks(reader, projectId, after);
      const last = taskIds.at(-1);
      if (last === undefined) break;
      await addTasks(reader, { projectId, taskIds }, tally);
      after = last;
    }
    const { agreement, standardError, tasks } = tally.result();
    if (agreement === null || standardError === null) return null;
    return { pairwise: agreement, standardError, tasks };
  }

  async #ranked(
    reader: Reader,
    versionIds: readonly string[],
  ): Promise<Map<string, RankingToFreeze["completions"]>> {
    const versionId = In([...versionIds]);
    const ranks = await reader.find(LabelRank, {
      where: { versionId },
      order: { versionId: "ASC", rank: "ASC", completionId: "ASC" },
    });
    const ratings = await reader.find(LabelAnswer, { where: { versionId, field: ratingField } });
    const ratingOf = new Map(
      ratings.map((answer) => [`${answer.versionId} ${answer.completionId}`, answer.score]),
    );
    const ids = [...new Set(ranks.map(({ completionId }) => completionId))];
    const completions = new Map((await this.completions.byIds(reader, ids)).map((row) => [row.id, row]));
    const byVersion = new Map<string, RankingToFreeze["completions"][number][]>();
    for (const { versionId: id, completionId, rank } of ranks) {
      const completion = completions.get(completionId);
      if (completion === undefined) throw new Error(`The ranked completion ${completionId} is not there.`);
      const { model, tokens } = completion;
      const rating = ratingOf.get(`${id} ${completionId}`) ?? null;
      const values = { id: completionId, rank, rating, model, tokens };
      byVersion.set(id, [...(byVersion.get(id) ?? []), values]);
    }
    return byVersion;
  }
}

function labelRows(reader: Reader, kind: string, { projectId, promptIds }: LabelsAsked): Promise<LabelRow[]> {
  return reader.rows<LabelRow>(
    `SELECT l.id AS "id", l.prompt_id AS "promptId", l.account_id AS "accountId", l.form_id AS "formId",
       v.id AS "versionId", v.guideline_version AS "guidelineVersion", v.none_acceptable AS "noneAcceptable",
       CASE WHEN v.tokens IS NULL THEN v.text END AS "text", v.tokens AS "tokens"
     ${countingVersions} AND l.prompt_id IN (:promptIds) ORDER BY l.prompt_id, l.id`,
    { projectId, kind, promptIds },
  );
}

function factsOf(
  { id, versionId, accountId, guidelineVersion }: LabelRow,
  { pseudonym }: LabelsAsked,
): Pick<DemonstrationToFreeze, "id" | "versionId" | "labeler" | "guidelineVersion"> {
  return {
    id,
    versionId,
    labeler: pseudonym(accountId),
    guidelineVersion: guidelineVersion > 0 ? guidelineVersion : null,
  };
}

function byPrompt<T>(rows: readonly LabelRow[], valueOf: (row: LabelRow) => T): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) groups.set(row.promptId, [...(groups.get(row.promptId) ?? []), valueOf(row)]);
  return groups;
}

async function formNames(reader: Reader, rows: readonly LabelRow[]): Promise<Map<string, string>> {
  const ids = [...new Set(rows.flatMap(({ formId }) => (formId === null ? [] : [formId])))];
  const forms = await reader.find(LabelForm, { where: { id: In(ids) } });
  return new Map(forms.map(({ id, name, version }) => [id, `${name}/${version}`]));
}

async function overlappingTasks(reader: Reader, projectId: string, after: string): Promise<string[]> {
  const rows = await reader.rows<{ taskId: string }>(
    `SELECT l.task_id AS "taskId" FROM labels l WHERE l.project_id = :projectId AND l.kind = 'RANK'
     AND l.origin = 'TRAINING' AND l.task_id > :after
     GROUP BY l.task_id HAVING COUNT(*) > 1 ORDER BY l.task_id LIMIT :limit`,
    { projectId, after, limit: tasksToPage },
  );
  return rows.map(({ taskId }) => taskId);
}

interface RankRow {
  readonly taskId: string;
  readonly labeler: string;
  readonly item: string;
  readonly rank: number;
}

async function addTasks(
  reader: Reader,
  { projectId, taskIds }: { readonly projectId: string; readonly taskIds: readonly string[] },
  tally: PairwiseTally,
): Promise<void> {
  const rows = await reader.rows<RankRow>(
    `SELECT l.task_id AS "taskId", l.account_id AS "labeler", k.completion_id AS "item", k.rank AS "rank"
     FROM labels l JOIN label_versions v ON v.label_id = l.id AND v.version = l.version
     JOIN label_ranks k ON k.version_id = v.id
     WHERE l.project_id = :projectId AND l.kind = 'RANK' AND l.origin = 'TRAINING' AND l.task_id IN (:taskIds)
     ORDER BY l.task_id, l.id, k.completion_id`,
    { projectId, taskIds },
  );
  const tasks = new Map<string, Map<string, { items: string[]; ranks: number[] }>>();
  for (const { taskId, labeler, item, rank } of rows) {
    const rankings = tasks.get(taskId) ?? new Map<string, { items: string[]; ranks: number[] }>();
    const ranking = rankings.get(labeler) ?? { items: [], ranks: [] };
    ranking.items.push(item);
    ranking.ranks.push(rank);
    tasks.set(taskId, rankings.set(labeler, ranking));
  }
  for (const [task, rankings] of tasks) {
    tally.add({ task, rankings: [...rankings].map(([labeler, ranking]) => ({ labeler, ...ranking })) });
  }
}
