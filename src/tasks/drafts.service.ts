import type { Store } from "../core/database/store";
import type { Transaction } from "../core/database/transaction";
import { LabelroomError, refusal } from "../core/errors";
import type { Viewer } from "../core/viewer";
import { textProblem } from "../core/text-rules";
import { AssignmentState, Draft } from "./assignment.entity";
import type { ClaimingService } from "./claiming.service";

const maxCharacters = 500_000;

/** A save of unfinished work. `revision` is the one it goes on from; null overwrites whatever is stored. */
export interface DraftSave {
  readonly assignmentId: string;
  readonly revision: number | null;
  readonly content: Readonly<Record<string, unknown>>;
}

/** Unfinished work: kept under its assignment until the label is in. */
export class DraftsService {
  constructor(
    private readonly store: Store,
    private readonly claiming: ClaimingService,
  ) {}

  /**
   * Saves a draft.
   * @throws LabelroomError DRAFT_CONFLICT (with the stored `revision`) where a newer save is stored; CONFLICT
   *   where the label is in already.
   */
  async save(viewer: Viewer, draft: DraftSave): Promise<Draft> {
    checkContent(draft.content);
    return this.store.transaction(async (tx) => {
      const { assignment } = await this.claiming.own(tx, viewer, {
        assignmentId: draft.assignmentId,
        operation: "saveDraft",
      });
      if (assignment.state === AssignmentState.SUBMITTED) {
        throw refusal(
          "CONFLICT",
          "input.assignmentId",
          "submitted",
          "This task is submitted; revise the label instead.",
        );
      }
      return this.#store(tx, draft);
    });
  }

  /** Drafts by assignment, for loaders. */
  load(assignmentIds: readonly string[]): Promise<Draft[]> {
    return this.store.read((reader) =>
      reader
        .select(Draft, "draft")
        .where("draft.assignmentId IN (:...ids)", { ids: [...assignmentIds] })
        .getMany(),
    );
  }

  /** Takes the draft away when its label is in; part of the submission's unit. */
  async drop(tx: Transaction, assignmentId: string): Promise<void> {
    await tx.delete(Draft, { assignmentId });
  }

  async #store(tx: Transaction, { assignmentId, revision, content }: DraftSave): Promise<Draft> {
    const known = await tx.findOne(Draft, { where: { assignmentId } });
    const stored = known?.revision ?? 0;
    if (revision !== null && revision !== stored) {
      const message = `Revision ${stored} of this draft is stored; this save goes on from ${revision}.`;
      const issue = { path: "input.revision", rule: "newest", message };
      throw new LabelroomError("DRAFT_CONFLICT", [issue], { revision: stored });
    }
    const row = { revision: stored + 1, content: content as never, savedAt: await tx.now() };
    if (known === null) await tx.insert(Draft, { assignmentId, ...row });
    else await tx.update(Draft, { assignmentId }, row);
    const draft = await tx.findOne(Draft, { where: { assignmentId } });
    if (draft === null) throw new Error("The draft is gone within its own unit.");
    return draft;
  }
}

function checkContent(content: Readonly<Record<string, unknown>>): void {
  const text = JSON.stringify(content);
  if (text.length > maxCharacters) {
    const message = `A draft holds at most ${maxCharacters} characters; this has ${text.length}.`;
    throw refusal("BAD_INPUT", "input.content", "length", message);
  }
  // JSON writes NUL and lone surrogates as escapes, so the values themselves are looked at.
  const problem = problemIn(content);
  if (problem !== null) throw refusal("BAD_INPUT", "input.content", problem.rule, problem.message);
}

function problemIn(value: unknown): ReturnType<typeof textProblem> {
  if (typeof value === "string") return textProblem(value);
  if (typeof value !== "object" || value === null) return null;
  for (const [key, part] of Object.entries(value)) {
    const problem = textProblem(key) ?? problemIn(part);
    if (problem !== null) return problem;
  }
  return null;
}
