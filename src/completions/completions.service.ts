import { In, type SelectQueryBuilder } from "typeorm";
import type { Reader } from "../core/database/reader";
import type { Store } from "../core/database/store";
import { Completion } from "./completion.entity";

/** Restricts a query to completions whose import is done. */
function onlyVisible(query: SelectQueryBuilder<Completion>): SelectQueryBuilder<Completion> {
  return query.andWhere(
    "(completion.importId IS NULL OR completion.importId IN (SELECT i.id FROM imports i WHERE i.is_visible = :isVisible))",
    { isVisible: true },
  );
}

/** A prompt's completions that are ranked together. */
export interface CompletionSet {
  readonly promptId: string;
  readonly completionIds: readonly string[];
}

/** Completions: read. Who may see them is decided by whoever asks: they name their model. */
export class CompletionsService {
  constructor(private readonly store: Store) {}

  /** Visible completions by id, in no order. */
  byIds(reader: Reader, ids: readonly string[]): Promise<Completion[]> {
    if (ids.length === 0) return Promise.resolve([]);
    return onlyVisible(reader.select(Completion, "completion").where({ id: In([...ids]) })).getMany();
  }

  /** Completions by id, for loaders. */
  load(ids: readonly string[]): Promise<Completion[]> {
    return this.store.read((reader) => this.byIds(reader, ids));
  }

  /** All completions of prompts, each prompt's by set and id; for loaders. */
  async loadByPrompt(
    promptIds: readonly string[],
  ): Promise<{ promptId: string; completions: Completion[] }[]> {
    const rows = await this.store.read((reader) => {
      const query = onlyVisible(
        reader.select(Completion, "completion").where({ promptId: In([...promptIds]) }),
      );
      return query.orderBy({ "completion.setName": "ASC", "completion.id": "ASC" }).getMany();
    });
    const byPrompt = new Map<string, Completion[]>();
    for (const row of rows) byPrompt.set(row.promptId, [...(byPrompt.get(row.promptId) ?? []), row]);
    return promptIds.map((promptId) => ({ promptId, completions: byPrompt.get(promptId) ?? [] }));
  }

  /** The completions of one set, by prompt, each prompt's by id. */
  async sets(
    reader: Reader,
    { projectId, setName }: { readonly projectId: string; readonly setName: string },
  ): Promise<CompletionSet[]> {
    const query = reader.select(Completion, "completion").select(["completion.id", "completion.promptId"]);
    query.where("completion.projectId = :projectId AND completion.setName = :setName", {
      projectId,
      setName,
    });
    const rows = await onlyVisible(query)
      .orderBy({ "completion.promptId": "ASC", "completion.id": "ASC" })
      .getMany();
    const byPrompt = new Map<string, string[]>();
    for (const { id, promptId } of rows) byPrompt.set(promptId, [...(byPrompt.get(promptId) ?? []), id]);
    return [...byPrompt].map(([promptId, completionIds]) => ({ promptId, completionIds }));
  }
}
