import { createHash } from "node:crypto";
import { In } from "typeorm";
import { normalized } from "../core/database/client-keys";
import type { Store } from "../core/database/store";
import type { Transaction } from "../core/database/transaction";
import { derivedId, idKinds } from "../core/ids";
import { JobKind } from "../core/jobs/job.entity";
import type { JobControl, Jobs } from "../core/jobs/jobs";
import { loadTokenCounter, type TokenCounter } from "../core/tokens.adapter";
import { accountIdOf, type Viewer } from "../core/viewer";
import type { Access } from "../projects/access.service";
import {
  Importing,
  knownHashes,
  type ImportReport,
  type StoredBatch,
} from "../prompts/import/importing.service";
import { sortRows, type Candidate } from "../prompts/import/new-rows";
import { Occurrences } from "../prompts/import/occurrences";
import type { ImportedRow, RejectedRow } from "../prompts/import/row-batches";
import type { RowReader } from "../prompts/import/row-reader";
import type { ImportAsked } from "../prompts/prompt-import.service";
import { promptIdOfExternal } from "../prompts/prompt-identity";
import type { PromptsService } from "../prompts/prompts.service";
import { readCompletionRows } from "./completion-reader";
import type { CompletionRow } from "./completion-rows";
import { Completion } from "./completion.entity";

const discardChunk = 1000;

interface Target {
  readonly projectId: string;
  readonly importId: string;
  readonly isDryRun: boolean;
  /** Hashes by id of what a dry run has seen of the file: it stores nothing to look up. */
  readonly seen: Map<string, string>;
  readonly occurrences: Occurrences;
  readonly tokens: TokenCounter;
}

interface NewCompletion extends Candidate<CompletionRow> {
  readonly promptId: string;
}

/** Brings completions in from a stream, each to a prompt that is stored already. */
export class CompletionImportService {
  readonly #importing: Importing;

  constructor(
    private readonly parts: {
      readonly store: Store;
      readonly access: Access;
      readonly prompts: PromptsService;
      readonly jobs: Jobs;
      readonly readRows: RowReader;
    },
  ) {
    const { store, jobs } = parts;
    this.#importing = new Importing(store, jobs);
    jobs.register(JobKind.IMPORT_COMPLETIONS, { discard: (job, control) => this.#discard(job.id, control) });
  }

  /**
   * Imports a file of completions; rows of unknown prompts are rejected rows. Tokens are counted where the file
   * does not say.
   * @throws LabelroomError BAD_INPUT under `isStrict`, and for options that can't be meant.
   */
  async importStream(
    viewer: Viewer,
    asked: ImportAsked,
    source: AsyncIterable<Uint8Array>,
  ): Promise<ImportReport> {
    const { projectId, isStrict, isDryRun, onReject } = asked;
    await this.parts.store.read((reader) =>
      this.parts.access.requireMember(reader, viewer, { operation: "addCompletions", projectId }),
    );
    const seen = new Map<string, string>();
    const occurrences = new Occurrences();
    const tokens = await loadTokenCounter();
    return this.#importing.run({
      projectId,
      kind: JobKind.IMPORT_COMPLETIONS,
      requestedBy: accountIdOf(viewer),
      isStrict,
      isDryRun,
      onReject,
      batches: readCompletionRows(this.parts.readRows, source, asked),
      store: (tx, rows, importId) =>
        this.#storeBatch(tx, rows, { projectId, importId, isDryRun, seen, occurrences, tokens }),
    });
  }

  async #storeBatch(
    tx: Transaction,
    rows: readonly ImportedRow<CompletionRow>[],
    to: Target,
  ): Promise<StoredBatch> {
    if (!to.isDryRun) await this.parts.prompts.lockImports(tx, to.projectId);
    const asked = rows.map((imported) => ({ imported, promptId: promptIdOf(imported.row, to.projectId) }));
    const prompts = await this.parts.prompts.byIds(tx, [...new Set(asked.map((row) => row.promptId))]);
    const ours = new Set(prompts.filter(({ projectId }) => projectId === to.projectId).map(({ id }) => id));
    const unknown = asked
      .filter((row) => !ours.has(row.promptId))
      .map(({ imported }) => unknownPrompt(imported));
    const candidates = asked.filter((row) => ours.has(row.promptId)).map((row) => candidateOf(row, to));
    const known = await knownHashes(tx, "completions", {
      ids: candidates.map(({ id }) => id),
      seen: to.seen,
    });
    const { fresh, duplicates, rejected } = sortRows(candidates, known, takenId);
    if (to.isDryRun) for (const { id, hash } of fresh) to.seen.set(id, hash);
    else await this.#insert(tx, fresh, to);
    return { imported: fresh.length, duplicates, rejected: [...unknown, ...rejected] };
  }

  async #insert(tx: Transaction, fresh: readonly NewCompletion[], to: Target): Promise<void> {
    if (fresh.length === 0) return;
    const createdAt = await tx.now();
    const rows = fresh.map(({ id, hash, promptId: ofPrompt, imported: { row } }) => ({
      id,
      projectId: to.projectId,
      promptId: ofPrompt,
      importId: to.importId,
      setName: row.set,
      model: row.model,
      text: row.text,
      parameters: row.parameters as never,
      tokens: row.tokens ?? to.tokens.tokensOf(row.text),
      externalId: row.externalId,
      license: row.license,
      contentHash: hash,
      createdAt,
    }));
    await tx.insert(Completion, rows);
  }

  async #discard(importId: string, control: JobControl): Promise<void> {
    for (let left = discardChunk; left === discardChunk;) {
      left = await control.chunk({ done: 0 }, async (tx) => {
        const rows = await tx.find(Completion, {
          where: { importId },
          select: { id: true },
          take: discardChunk,
        });
        if (rows.length > 0) await tx.delete(Completion, { id: In(rows.map(({ id }) => id)) });
        return rows.length;
      });
    }
    await this.#importing.forget(importId);
  }
}

/** The prompt that a row names, by its id or by the external id that its own id derives from. */
function promptIdOf(row: CompletionRow, projectId: string): string {
  if (row.promptId !== null) return row.promptId;
  return promptIdOfExternal(projectId, row.promptExternalId ?? "");
}

/**
 * A completion's id derives from its external id; without one, from prompt, set, model, text and the
 * how-manyth such row of the file it is.
 */
function candidateOf(
  {
    imported,
    promptId: ofPrompt,
  }: { readonly imported: ImportedRow<CompletionRow>; readonly promptId: string },
  { projectId, occurrences }: Target,
): NewCompletion {
  const { row } = imported;
  const content = [ofPrompt, row.set ?? "", row.model, row.text];
  const same = sha256(content);
  const identity =
    row.externalId === null
      ? ["content", ...content, String(occurrences.next(same))]
      : ["external", row.externalId];
  const hash = sha256([...content, normalized(row.parameters), row.license ?? ""]);
  return { id: derivedId(idKinds.completion, projectId, ...identity), hash, promptId: ofPrompt, imported };
}

function sha256(parts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(parts), "utf8").digest("hex");
}

function unknownPrompt({ line, raw, row }: ImportedRow<CompletionRow>): RejectedRow {
  const field = row.promptId === null ? "prompt_external_id" : "prompt_id";
  const message = `There is no prompt ${row.promptId ?? row.promptExternalId ?? ""} in this project.`;
  return { line, raw, problems: [{ field, rule: "exists", message }] };
}

function takenId({ line, raw, row }: ImportedRow<CompletionRow>): RejectedRow {
  const message = `Another completion has the external id ${row.externalId ?? ""} already, with other content.`;
  return { line, raw, problems: [{ field: "external_id", rule: "sameContent", message }] };
}
