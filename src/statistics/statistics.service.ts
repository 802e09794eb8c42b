import type { Reader } from "../core/database/reader";
import type { Store } from "../core/database/store";
import { Job } from "../core/jobs/job.entity";
import { compareBytes } from "../core/seeded";
import type { Viewer } from "../core/viewer";
import type { PromptSource, UseCase } from "../prompts/prompt.entity";
import { splits, type Split } from "../preparation/steps";
import type { Access } from "../projects/access.service";
import type {
  CustomerCount,
  LabelCount,
  PromptCount,
  Statistics,
  TaskCount,
  TokenRow,
} from "./statistics.types";
import { tokenRows } from "./token-rows";

/** A row that a GROUP BY counted; Postgres gives counts as text. */
type Counted<T> = T & { readonly count: number | string };

interface LengthRow {
  readonly split: Split;
  readonly source: PromptSource;
  readonly useCase: UseCase | null;
  readonly tokens: number;
}

type Group = Pick<TokenRow, "split" | "source" | "useCase">;

/** Imported prompts count when their import is done. */
const isVisible =
  "(p.import_id IS NULL OR p.import_id IN (SELECT i.id FROM imports i WHERE i.is_visible = :yes))";
/** The kept prompts of a run. */
const kept = "FROM prompt_outcomes o JOIN prompts p ON p.id = o.prompt_id";

/** A project in tables, and its jobs. */
export class StatisticsService {
  constructor(
    private readonly store: Store,
    private readonly access: Access,
  ) {}

  /** All tables, of one state of the store. @throws LabelroomError FORBIDDEN, NOT_FOUND. */
  async statistics(viewer: Viewer, projectId: string): Promise<Statistics> {
    return this.store.snapshot(async (reader) => {
      const { project } = await this.access.requireMember(reader, viewer, {
        operation: "statistics",
        projectId,
      });
      const runId = project.currentRunId;
      const lengths = await promptLengths(reader, runId ?? "");
      return {
        runId,
        prompts: await prompts(reader, projectId),
        customers: await customers(reader, runId ?? ""),
        tasks: await tasks(reader, projectId),
        labels: await labels(reader, projectId),
        promptTokensBySplit: rowsBy(lengths, ({ split }) => ({ split, source: null, useCase: null })),
        promptTokensBySource: rowsBy(lengths, ({ split, source }) => ({ split, source, useCase: null })),
        promptTokensByUseCase: rowsBy(lengths, ({ useCase }) => ({ split: null, source: null, useCase })),
        demonstrationTokensBySource: rowsBy(
          await demonstrationLengths(reader, runId ?? ""),
          ({ split, source }) => ({ split, source, useCase: null }),
        ),
      };
    });
  }

  /** A job of a project. @throws LabelroomError FORBIDDEN, NOT_FOUND. */
  async job(viewer: Viewer, id: string): Promise<Job> {
    return this.store.read(async (reader) => {
      const found = await reader.findOne(Job, { where: { id } });
      return this.access.requireVisible(reader, viewer, { found, operation: "job", path: "id", what: "job" });
    });
  }
}

async function prompts(reader: Reader, projectId: string): Promise<PromptCount[]> {
  const rows = await reader.rows<Counted<PromptCount>>(
    `SELECT p.source AS "source", p.kind AS "kind", p.use_case AS "useCase", COUNT(*) AS "count" FROM prompts p
     WHERE p.project_id = :projectId AND ${isVisible} GROUP BY p.source, p.kind, p.use_case`,
    { projectId, yes: true },
  );
  return counted(rows);
}

async function customers(reader: Reader, runId: string): Promise<CustomerCount[]> {
  const rows = await reader.rows<{ split: Split; prompts: number | string; customers: number | string }>(
    `SELECT k.split AS "split", COUNT(*) AS "prompts", COUNT(DISTINCT k.customer) AS "customers" FROM (
       SELECT o.split AS split, CASE WHEN p.organization_id IS NOT NULL THEN 'o' || p.organization_id
         WHEN p.external_user_id IS NOT NULL THEN 'u' || p.external_user_id END AS customer
       ${kept} WHERE o.run_id = :runId AND o.step IS NULL AND p.source = 'CUSTOMER'
     ) k WHERE k.customer IS NOT NULL GROUP BY k.split`,
    { runId },
  );
  const found = rows.map((row) => {
    const [count, different] = [Number(row.prompts), Number(row.customers)];
    return { split: row.split, prompts: count, customers: different, promptsPerCustomer: count / different };
  });
  return found.sort((a, b) => splits.indexOf(a.split) - splits.indexOf(b.split));
}

async function tasks(reader: Reader, projectId: string): Promise<TaskCount[]> {
  const rows = await reader.rows<Counted<TaskCount>>(
    `SELECT t.kind AS "kind", t.state AS "state", COUNT(*) AS "count" FROM tasks t
     WHERE t.project_id = :projectId GROUP BY t.kind, t.state`,
    { projectId },
  );
  return counted(rows);
}

async function labels(reader: Reader, projectId: string): Promise<LabelCount[]> {
  const rows = await reader.rows<Counted<LabelCount>>(
    `SELECT l.kind AS "kind", l.origin AS "origin", COUNT(*) AS "count" FROM labels l
     WHERE l.project_id = :projectId GROUP BY l.kind, l.origin`,
    { projectId },
  );
  return counted(rows);
}

async function promptLengths(reader: Reader, runId: string): Promise<Counted<LengthRow>[]> {
  const rows = await reader.rows<Counted<LengthRow>>(
    `SELECT o.split AS "split", p.source AS "source", p.use_case AS "useCase", o.prompt_tokens AS "tokens",
       COUNT(*) AS "count" ${kept} WHERE o.run_id = :runId AND o.step IS NULL
     GROUP BY o.split, p.source, p.use_case, o.prompt_tokens`,
    { runId },
  );
  return counted(rows);
}

/** Lengths of what counts of each demonstration: its last version. */
async function demonstrationLengths(reader: Reader, runId: string): Promise<Counted<LengthRow>[]> {
  const rows = await reader.rows<Counted<LengthRow>>(
    `SELECT o.split AS "split", p.source AS "source", p.use_case AS "useCase", v.tokens AS "tokens", COUNT(*) AS "count"
     ${kept} JOIN labels l ON l.prompt_id = p.id JOIN label_versions v ON v.label_id = l.id AND v.version = l.version
     WHERE o.run_id = :runId AND o.step IS NULL AND l.kind = 'DEMONSTRATE' AND v.tokens IS NOT NULL
     GROUP BY o.split, p.source, p.use_case, v.tokens`,
    { runId },
  );
  return counted(rows);
}

function rowsBy(rows: readonly Counted<LengthRow>[], groupOf: (row: LengthRow) => Group): TokenRow[] {
  const counts = rows.map((row) => ({
    group: { ...groupOf(row) },
    tokens: row.tokens,
    count: Number(row.count),
  }));
  return tokenRows(counts).sort((a, b) => placeOf(a) - placeOf(b) || compareBytes(wordsOf(a), wordsOf(b)));
}

function placeOf({ split }: Group): number {
  return split === null ? -1 : splits.indexOf(split);
}

function wordsOf({ source, useCase }: Group): string {
  return `${source ?? ""} ${useCase ?? "~"}`;
}

/** Counts as numbers, rows in an order that no database decides. */
function counted<T extends { readonly count: number | string }>(
  rows: readonly T[],
): (T & { count: number })[] {
  return rows
    .map((row) => ({ ...row, count: Number(row.count) }))
    .sort((a, b) => compareBytes(JSON.stringify(a), JSON.stringify(b)));
}
