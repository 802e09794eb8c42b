import type { Store } from "../../core/database/store";
import type { Transaction } from "../../core/database/transaction";
import { LabelroomError } from "../../core/errors";
import { JobKind, type Job } from "../../core/jobs/job.entity";
import type { JobControl, Jobs } from "../../core/jobs/jobs";
import { ImportRun } from "../prompt-parts.entity";
import { rejectLine, rejectRecord, type ImportError } from "./rejects";
import type { ImportedRow, RejectedRow, RowBatch } from "./row-batches";

/** The report names so many rejected rows; all of them go to `onReject`. */
export const reportedErrors = 100;

/** What came of an import. */
export interface ImportReport {
  readonly job: Job;
  readonly imported: number;
  readonly duplicates: number;
  readonly rejected: number;
  readonly unknownColumns: readonly string[];
  /** The first 100 rejected rows. */
  readonly errors: readonly ImportError[];
}

/** What a unit made of a batch: rows whose content conflicts with what is stored are rejected here. */
export interface StoredBatch {
  readonly imported: number;
  readonly duplicates: number;
  readonly rejected: readonly RejectedRow[];
}

/** An import, but for its rows. */
export interface ImportRequest<T> {
  readonly projectId: string;
  readonly kind: JobKind.IMPORT_PROMPTS | JobKind.IMPORT_COMPLETIONS;
  readonly requestedBy: string | null;
  /** Any rejected row or unknown column discards the whole import. */
  readonly isStrict: boolean;
  /** Checks and stores nothing. */
  readonly isDryRun: boolean;
  readonly batches: AsyncIterable<RowBatch<T>>;
  /** Stores a batch in a unit; with `isDryRun` only looks. Asks no downstream folder. */
  readonly store: (
    tx: Transaction,
    rows: readonly ImportedRow<T>[],
    importId: string,
  ) => Promise<StoredBatch>;
  /** Called with each rejected row as a line of JSONL. */
  readonly onReject?: ((line: string) => Promise<void>) | undefined;
}

interface Counts {
  imported: number;
  duplicates: number;
  rejected: number;
  seen: number;
  readonly unknownColumns: string[];
  readonly errors: ImportError[];
}

/** Runs an import of any kind as a job in chunks, visible only when all of it is in. */
export class Importing {
  constructor(
    private readonly store: Store,
    private readonly jobs: Jobs,
  ) {}

  /**
   * Reads the batches to the end.
   * @throws LabelroomError BAD_INPUT under `isStrict` where a row was rejected or a column is unknown; then
   *   nothing is stored.
   */
  async run<T>(request: ImportRequest<T>): Promise<ImportReport> {
    const counts: Counts = {
      imported: 0,
      duplicates: 0,
      rejected: 0,
      seen: 0,
      unknownColumns: [],
      errors: [],
    };
    const { kind, projectId, requestedBy } = request;
    const parameters = { isStrict: request.isStrict, isDryRun: request.isDryRun };
    const job = await this.jobs.perform({ kind, projectId, requestedBy, parameters }, async (control) => {
      await this.#begin(control, request);
      for await (const batch of request.batches) await this.#batch(control, request, { batch, counts });
      if (request.isStrict && (counts.rejected > 0 || counts.unknownColumns.length > 0))
        throw strictRefusal(counts);
      return this.#finish(control, request, counts);
    });
    const { imported, duplicates, rejected, unknownColumns, errors } = counts;
    return { job, imported, duplicates, rejected, unknownColumns, errors };
  }

  async #begin<T>(control: JobControl, request: ImportRequest<T>): Promise<void> {
    if (request.isDryRun) return;
    await control.chunk({ done: 0 }, async (tx) => {
      await tx.insert(ImportRun, {
        id: control.jobId,
        projectId: request.projectId,
        kind: request.kind === JobKind.IMPORT_PROMPTS ? "PROMPTS" : "COMPLETIONS",
        isVisible: false,
        imported: 0,
        duplicates: 0,
        rejected: 0,
        startedAt: await tx.now(),
      });
    });
  }

  async #batch<T>(
    control: JobControl,
    request: ImportRequest<T>,
    { batch, counts }: { readonly batch: RowBatch<T>; readonly counts: Counts },
  ): Promise<void> {
    counts.unknownColumns.push(...batch.unknownColumns);
    const done = counts.seen + batch.rows.length + batch.rejected.length;
    const stored = await control.chunk({ done }, (tx) => request.store(tx, batch.rows, control.jobId));
    counts.seen = done;
    counts.imported += stored.imported;
    counts.duplicates += stored.duplicates;
    const rejected = [...batch.rejected, ...stored.rejected].sort((a, b) => a.line - b.line);
    counts.rejected += rejected.length;
    for (const row of rejected) {
      if (counts.errors.length < reportedErrors) {
        const { line, field, rule, message } = rejectRecord(row);
        counts.errors.push({ line, field, rule, message });
      }
      await request.onReject?.(rejectLine(row));
    }
  }

  /** Makes the import visible and ends its job in one unit: a crash leaves either both or neither. */
  async #finish<T>(
    control: JobControl,
    request: ImportRequest<T>,
    { imported, duplicates, rejected, seen }: Counts,
  ): Promise<{ imported: number; duplicates: number; rejected: number }> {
    return control.finish({ done: seen, total: seen }, async (tx) => {
      const result = { imported, duplicates, rejected };
      if (!request.isDryRun)
        await tx.update(ImportRun, { id: control.jobId }, { isVisible: true, ...result });
      return result;
    });
  }

  /** The import's row goes when its rows are gone. */
  async forget(importId: string): Promise<void> {
    await this.store.transaction((tx) => tx.delete(ImportRun, { id: importId, isVisible: false }));
  }
}

function strictRefusal(counts: Counts): LabelroomError {
  const rows = counts.errors.map(({ line, field, rule, message }) => {
    return { path: field === null ? `line ${line}` : `line ${line}: ${field}`, rule, message };
  });
  const columns = counts.unknownColumns.map((column) => {
    return { path: column, rule: "knownColumn", message: `The column ${column} is not known.` };
  });
  return new LabelroomError("BAD_INPUT", [...rows, ...columns]);
}

/**
 * The hashes of those ids that a table holds, beside those that a dry run has seen of its file. Part of a unit
 * that holds the project's counter, so that of two imports at once the second sees the first one's rows.
 */
export async function knownHashes(
  tx: Transaction,
  table: "prompts" | "completions",
  { ids, seen }: { readonly ids: readonly string[]; readonly seen: ReadonlyMap<string, string> },
): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const stored = await tx.rows<{ id: string; hash: string }>(
    `SELECT id, content_hash AS hash FROM ${table} WHERE id IN (:ids)`,
    { ids: [...ids] },
  );
  const known = new Map(stored.map(({ id, hash }) => [id, hash]));
  for (const id of ids) {
    const hash = seen.get(id);
    if (hash !== undefined) known.set(id, hash);
  }
  return known;
}
