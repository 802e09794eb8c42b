import type { Reader } from "../core/database/reader";
import type { SqlValues } from "../core/database/named-sql";
import { type LabelOrigin } from "../labels/label.entity";
import type { TaskKind } from "../tasks/task.entity";
import type { GivenAnswer } from "./form-questions";

/** Which labels are read: those of one kind that all of these hold for; what is null or empty restricts nothing. */
export interface LabelSelection {
  readonly projectId: string;
  readonly kind: TaskKind;
  readonly origins: readonly LabelOrigin[];
  readonly formIds: readonly string[] | null;
  readonly useCase: string | null;
  readonly guidelineVersion: number | null;
  readonly runId: string | null;
}

/** The version of a label that counts. */
export interface CountedLabel {
  readonly id: string;
  readonly taskId: string;
  readonly promptId: string;
  readonly accountId: string;
  readonly origin: LabelOrigin;
  readonly formId: string | null;
  readonly versionId: string;
}

/** A completion's rank in a version. */
export interface GivenRank {
  readonly versionId: string;
  readonly completionId: string;
  readonly rank: number;
}

/** Labels a page. A page's versions are the values of one IN list: SQLite takes 32,766. */
const pageSize = 2_000;

/**
 * Reads the labels of tasks in pages by prompt, in which all labels of a prompt, and so of a task, come in one batch.
 * Labels from elsewhere belong to no task and are left out.
 */
export class LabelPages {
  constructor(
    private readonly reader: Reader,
    private readonly size = pageSize,
  ) {}

  /** The last versions of the labels; a batch ends with a prompt. */
  async *batches(selection: LabelSelection): AsyncGenerator<readonly CountedLabel[]> {
    let after = { promptId: "", id: "" };
    let waiting: CountedLabel[] = [];
    for (;;) {
      const page = await this.#page(selection, after);
      const last = page.at(-1);
      const rows = [...waiting, ...page];
      if (last === undefined || page.length < this.size) {
        if (rows.length > 0) yield rows;
        return;
      }
      const end = rows.findIndex(({ promptId }) => promptId === last.promptId);
      if (end > 0) yield rows.slice(0, end);
      waiting = rows.slice(end);
      after = last;
    }
  }

  /** The ranks of these versions, each version's by completion. */
  ranks(versionIds: readonly string[]): Promise<GivenRank[]> {
    return this.reader.rows<GivenRank>(
      `SELECT version_id AS "versionId", completion_id AS "completionId", rank AS "rank"
       FROM label_ranks WHERE version_id IN (:versionIds) ORDER BY version_id, completion_id`,
      { versionIds },
    );
  }

  /** The answers of these versions to these fields. */
  answers(
    versionIds: readonly string[],
    fields: readonly string[],
  ): Promise<(GivenAnswer & { readonly versionId: string })[]> {
    return this.reader.rows(
      `SELECT version_id AS "versionId", field AS "field", completion_id AS "completionId", answer AS "answer",
         score AS "score"
       FROM label_answers WHERE version_id IN (:versionIds) AND field IN (:fields)`,
      { versionIds, fields },
    );
  }

  #page(
    selection: LabelSelection,
    after: { readonly promptId: string; readonly id: string },
  ): Promise<CountedLabel[]> {
    const { joins, conditions } = restrictions(selection);
    const { projectId, kind, origins, formIds, useCase, guidelineVersion, runId } = selection;
    const values: SqlValues = {
      ...{ projectId, kind, origins, formIds, useCase, guidelineVersion, runId },
      ...{ afterPrompt: after.promptId, afterId: after.id, limit: this.size },
    };
    return this.reader.rows<CountedLabel>(
      `SELECT l.id AS "id", l.task_id AS "taskId", l.prompt_id AS "promptId", l.account_id AS "accountId",
         l.origin AS "origin", l.form_id AS "formId", v.id AS "versionId"
       FROM labels l JOIN label_versions v ON v.label_id = l.id AND v.version = l.version ${joins.join(" ")}
       WHERE l.project_id = :projectId AND l.kind = :kind AND (l.prompt_id, l.id) > (:afterPrompt, :afterId)
         AND l.task_id IS NOT NULL AND l.origin IN (:origins) ${conditions.join(" ")}
       ORDER BY l.prompt_id, l.id LIMIT :limit`,
      values,
    );
  }
}

function restrictions({ formIds, useCase, guidelineVersion, runId }: LabelSelection): {
  readonly joins: readonly string[];
  readonly conditions: readonly string[];
} {
  const joins: string[] = [];
  const conditions: string[] = [];
  if (formIds !== null) conditions.push("AND l.form_id IN (:formIds)");
  if (guidelineVersion !== null) conditions.push("AND v.guideline_version = :guidelineVersion");
  if (useCase !== null) {
    joins.push("JOIN prompts p ON p.id = l.prompt_id");
    conditions.push("AND p.use_case = :useCase");
  }
  if (runId !== null) {
    joins.push("JOIN tasks t ON t.id = l.task_id");
    conditions.push("AND t.run_id = :runId");
  }
  return { joins, conditions };
}
