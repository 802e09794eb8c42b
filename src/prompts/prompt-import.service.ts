import { In } from "typeorm";
import type { Store } from "../core/database/store";
import type { Transaction } from "../core/database/transaction";
import { JobKind } from "../core/jobs/job.entity";
import type { JobControl, Jobs } from "../core/jobs/jobs";
import { accountIdOf, type Viewer } from "../core/viewer";
import type { Access } from "../projects/access.service";
import { Importing, knownHashes, type ImportReport, type StoredBatch } from "./import/importing.service";
import { sortRows, type Candidate } from "./import/new-rows";
import { readPromptRows, type NumberedPrompt } from "./import/prompt-reader.adapter";
import type { ImportOptions } from "./import/row-reader";
import type { ImportedRow, RejectedRow } from "./import/row-batches";
import { Prompt } from "./prompt.entity";
import { PromptHold, StoredExample } from "./prompt-parts.entity";
import { contentHash, promptId } from "./prompt-identity";
import { nextSequences, promptColumns } from "./storing-prompts.service";

/** Prompts are taken away again in chunks of so many. */
const discardChunk = 1000;

/** How an import is asked for. */
export interface ImportAsked extends ImportOptions {
  readonly projectId: string;
  readonly isStrict: boolean;
  readonly isDryRun: boolean;
  readonly onReject?: ((line: string) => Promise<void>) | undefined;
}

/** Brings prompts in from a stream. */
export class PromptImportService {
  readonly #importing: Importing;

  constructor(
    private readonly store: Store,
    private readonly access: Access,
    jobs: Jobs,
  ) {
    this.#importing = new Importing(store, jobs);
    jobs.register(JobKind.IMPORT_PROMPTS, { discard: (job, control) => this.#discard(job.id, control) });
  }

  /**
   * Imports a file of prompts: memory does not grow with it, the same file twice adds nothing.
   * @throws LabelroomError BAD_INPUT under `isStrict`, and for options that can't be meant.
   */
  async importStream(
    viewer: Viewer,
    asked: ImportAsked,
    source: AsyncIterable<Uint8Array>,
  ): Promise<ImportReport> {
    const { projectId, isStrict, isDryRun, onReject } = asked;
    await this.store.read((reader) =>
      this.access.requireMember(reader, viewer, { operation: "importPrompts", projectId }),
    );
    // A dry run stores nothing, so it must remember what it has seen of the file.
    const seen = new Map<string, string>();
    return this.#importing.run({
      projectId,
      kind: JobKind.IMPORT_PROMPTS,
      requestedBy: accountIdOf(viewer),
      isStrict,
      isDryRun,
      onReject,
      batches: readPromptRows(source, asked),
      store: (tx, rows, importId) => this.#storeBatch(tx, rows, { projectId, importId, isDryRun, seen }),
    });
  }

  async #storeBatch(
    tx: Transaction,
    rows: readonly ImportedRow<NumberedPrompt>[],
    to: {
      readonly projectId: string;
      readonly importId: string;
      readonly isDryRun: boolean;
      readonly seen: Map<string, string>;
    },
  ): Promise<StoredBatch> {
    const candidates = rows.map((imported) => {
      const { prompt, occurrence } = imported.row;
      return { id: promptId(to.projectId, prompt, occurrence), hash: contentHash(prompt), imported };
    });
    if (!to.isDryRun) await nextSequences(tx, to.projectId, 0);
    const known = await knownHashes(tx, "prompts", { ids: candidates.map(({ id }) => id), seen: to.seen });
    const { fresh, duplicates, rejected } = sortRows(candidates, known, takenId);
    if (to.isDryRun) for (const { id, hash } of fresh) to.seen.set(id, hash);
    else await this.#insert(tx, fresh, to);
    return { imported: fresh.length, duplicates, rejected };
  }

  async #insert(
    tx: Transaction,
    fresh: readonly Candidate<NumberedPrompt>[],
    { projectId, importId }: { readonly projectId: string; readonly importId: string },
  ): Promise<void> {
    if (fresh.length === 0) return;
    const first = await nextSequences(tx, projectId, fresh.length);
    const createdAt = await tx.now();
    const prompts = fresh.map(({ id, hash, imported }, place) => ({
      ...promptColumns(imported.row.prompt),
      id,
      projectId,
      importId,
      sequence: first + place,
      authorId: null,
      contentHash: hash,
      createdAt,
    }));
    await tx.insert(Prompt, prompts);
    const examples = fresh.flatMap(({ id, imported }) =>
      imported.row.prompt.examples.map((example, position) => ({ promptId: id, position, ...example })),
    );
    await tx.insert(StoredExample, examples);
  }

  async #discard(importId: string, control: JobControl): Promise<void> {
    for (let left = discardChunk; left === discardChunk;) {
      left = await control.chunk({ done: 0 }, async (tx) => {
        const rows = await tx.find(Prompt, { where: { importId }, select: { id: true }, take: discardChunk });
        const ids = rows.map(({ id }) => id);
        if (ids.length === 0) return 0;
        await tx.delete(StoredExample, { promptId: In(ids) });
        await tx.delete(PromptHold, { promptId: In(ids) });
        await tx.delete(Prompt, { id: In(ids) });
        return ids.length;
      });
    }
    await this.#importing.forget(importId);
  }
}

function takenId({ line, raw, row }: ImportedRow<NumberedPrompt>): RejectedRow {
  const message = `Another prompt has the external id ${row.prompt.externalId ?? ""} already, with other content.`;
  return { line, raw, problems: [{ field: "external_id", rule: "sameContent", message }] };
}
