import { In, IsNull, type SelectQueryBuilder } from "typeorm";
import { pageOf } from "../core/database/keyset";
import type { Reader } from "../core/database/reader";
import type { Store } from "../core/database/store";
import type { Transaction } from "../core/database/transaction";
import type { Ids } from "../core/ids";
import type { PageRequest } from "../core/paging";
import type { Connection } from "../core/paging.types";
import type { Viewer } from "../core/viewer";
import type { Access } from "../projects/access.service";
import type { Operation } from "../projects/access";
import { contentHash } from "./prompt-identity";
import { ConsentWithdrawal, PromptHold, StoredExample } from "./prompt-parts.entity";
import type { FewShotExample } from "./few-shot-text";
import type { PromptRow } from "./prompt-rows";
import { Prompt, PromptKind } from "./prompt.entity";
import type { PromptFilterInput } from "./prompts.inputs";
import { nextSequences, promptColumns } from "./storing-prompts.service";

/** A prompt with what belongs to it, as preparation and release read it. */
export interface WholePrompt {
  readonly prompt: Prompt;
  readonly examples: readonly FewShotExample[];
}

/** A prompt with what decides its consent. */
export interface PreparablePrompt extends WholePrompt {
  readonly isHeld: boolean;
  readonly isWithdrawn: boolean;
}

/** Restricts a query to prompts whose import is done. */
export function onlyVisible(query: SelectQueryBuilder<Prompt>, alias: string): SelectQueryBuilder<Prompt> {
  return query.andWhere(
    `(${alias}.importId IS NULL OR ${alias}.importId IN (SELECT i.id FROM imports i WHERE i.is_visible = :isVisible))`,
    { isVisible: true },
  );
}

/** Prompts: read, written by labelers, held. */
export class PromptsService {
  constructor(
    private readonly store: Store,
    private readonly access: Access,
    private readonly ids: Ids,
  ) {}

  /** A project's prompts in the order of import. */
  async list(
    viewer: Viewer,
    {
      projectId,
      filter,
      page,
    }: { readonly projectId: string; readonly filter: PromptFilterInput | null; readonly page: PageRequest },
  ): Promise<Connection<Prompt>> {
    return this.store.read(async (reader) => {
      await this.access.requireMember(reader, viewer, { operation: "prompts", projectId });
      const query = reader.select(Prompt, "prompt").where("prompt.projectId = :projectId", { projectId });
      onlyVisible(query, "prompt");
      for (const [column, value] of Object.entries<unknown>({ ...filter })) {
        if (typeof value === "string") query.andWhere(`prompt.${column} = :${column}`, { [column]: value });
      }
      return pageOf(query, page, {
        columns: ["prompt.sequence"],
        direction: "ASC",
        keyOf: (prompt) => [prompt.sequence],
      });
    });
  }

  /** A prompt for whoever may see prompts of its project. @throws LabelroomError NOT_FOUND, FORBIDDEN. */
  async prompt(viewer: Viewer, id: string): Promise<Prompt> {
    return this.store.read((reader) => this.visible(reader, viewer, { id, operation: "prompt", path: "id" }));
  }

  /** The same with a handle at hand and for any operation on the prompt's project. */
  async visible(
    reader: Reader,
    viewer: Viewer,
    { id, operation, path }: { readonly id: string; readonly operation: Operation; readonly path: string },
  ): Promise<Prompt> {
    const [found] = await this.byIds(reader, [id]);
    return this.access.requireVisible(reader, viewer, { found, operation, path, what: "prompt" });
  }

  /** Visible prompts by id, in no order. */
  byIds(reader: Reader, ids: readonly string[]): Promise<Prompt[]> {
    const query = reader.select(Prompt, "prompt").where({ id: In([...ids]) });
    return onlyVisible(query, "prompt").getMany();
  }

  /** Prompts by id, for loaders. */
  load(ids: readonly string[]): Promise<Prompt[]> {
    return this.store.read((reader) => this.byIds(reader, ids));
  }

  /** Examples of few-shot prompts, each prompt's in their places. */
  loadExamples(promptIds: readonly string[]): Promise<{ promptId: string; examples: StoredExample[] }[]> {
    return this.store.read(async (reader) => {
      const byPrompt = await this.#examples(reader, promptIds);
      return promptIds.map((promptId) => ({ promptId, examples: byPrompt.get(promptId) ?? [] }));
    });
  }

  /** Prompts by id with their examples. */
  async whole(reader: Reader, ids: readonly string[]): Promise<Map<string, WholePrompt>> {
    const prompts = await this.byIds(reader, ids);
    const fewShot = prompts.filter(({ kind }) => kind === PromptKind.FEW_SHOT).map(({ id }) => id);
    const examples = await this.#examples(reader, fewShot);
    return new Map(prompts.map((prompt) => [prompt.id, { prompt, examples: examples.get(prompt.id) ?? [] }]));
  }

  /** A page of all visible prompts of a project in the order of import, with what decides their consent. */
  async preparable(
    reader: Reader,
    {
      projectId,
      after,
      limit,
    }: { readonly projectId: string; readonly after: number; readonly limit: number },
  ): Promise<PreparablePrompt[]> {
    const query = reader.select(Prompt, "prompt");
    query.where("prompt.projectId = :projectId AND prompt.sequence > :after", { projectId, after });
    const prompts = await onlyVisible(query, "prompt")
      .orderBy("prompt.sequence", "ASC")
      .limit(limit)
      .getMany();
    const fewShot = prompts.filter(({ kind }) => kind === PromptKind.FEW_SHOT).map(({ id }) => id);
    const examples = await this.#examples(reader, fewShot);
    const held = await this.#held(reader, prompts);
    const withdrawn = await this.#withdrawn(reader, projectId, prompts);
    return prompts.map((prompt) => ({
      prompt,
      examples: examples.get(prompt.id) ?? [],
      isHeld: held.has(prompt.id),
      isWithdrawn: prompt.externalUserId !== null && withdrawn.has(prompt.externalUserId),
    }));
  }

  /** Holds a project's imports until the end of the unit: two at once would both see a row as new. */
  async lockImports(tx: Transaction, projectId: string): Promise<void> {
    await nextSequences(tx, projectId, 0);
  }

  /** Stores a prompt that a labeler wrote here. */
  async insertWritten(
    tx: Transaction,
    {
      row,
      projectId,
      authorId,
    }: { readonly row: PromptRow; readonly projectId: string; readonly authorId: string },
  ): Promise<string> {
    const id = this.ids.next("prompt");
    const sequence = await nextSequences(tx, projectId, 1);
    const createdAt = await tx.now();
    await tx.insert(Prompt, {
      ...promptColumns(row),
      id,
      projectId,
      importId: null,
      sequence,
      authorId,
      contentHash: contentHash(row),
      submittedAt: createdAt,
      createdAt,
    });
    await tx.insert(
      StoredExample,
      row.examples.map((example, position) => ({ promptId: id, position, ...example })),
    );
    return id;
  }

  /** Puts a hold on a prompt for a part downstream; once for each reason. */
  async placeHold(
    tx: Transaction,
    hold: { readonly promptId: string; readonly reason: string; readonly placedBy: string | null },
  ): Promise<void> {
    const { promptId, reason, placedBy } = hold;
    const isHeld = await tx.findOne(PromptHold, { where: { promptId, reason, liftedAt: IsNull() } });
    if (isHeld !== null) return;
    await tx.insert(PromptHold, {
      id: this.ids.next("hold"),
      promptId,
      reason,
      placedBy,
      placedAt: await tx.now(),
      liftedAt: null,
    });
  }

  async #examples(reader: Reader, promptIds: readonly string[]): Promise<Map<string, StoredExample[]>> {
    const byPrompt = new Map<string, StoredExample[]>();
    if (promptIds.length === 0) return byPrompt;
    const rows = await reader.find(StoredExample, {
      where: { promptId: In([...promptIds]) },
      order: { promptId: "ASC", position: "ASC" },
    });
    for (const row of rows) byPrompt.set(row.promptId, [...(byPrompt.get(row.promptId) ?? []), row]);
    return byPrompt;
  }

  async #held(reader: Reader, prompts: readonly Prompt[]): Promise<ReadonlySet<string>> {
    const rows = await reader.rows<{ id: string }>(
      "SELECT prompt_id AS id FROM prompt_holds WHERE prompt_id IN (:ids) AND lifted_at IS NULL",
      { ids: prompts.map(({ id }) => id) },
    );
    return new Set(rows.map(({ id }) => id));
  }

  async #withdrawn(
    reader: Reader,
    projectId: string,
    prompts: readonly Prompt[],
  ): Promise<ReadonlySet<string>> {
    const users = new Set(
      prompts.map(({ externalUserId }) => externalUserId).filter((user) => user !== null),
    );
    const where = { projectId, externalUserId: In([...users]) };
    const rows = await reader.find(ConsentWithdrawal, { where });
    return new Set(rows.map(({ externalUserId }) => externalUserId));
  }
}
