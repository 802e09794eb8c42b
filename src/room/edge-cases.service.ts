import { In } from "typeorm";
import { onceForKey } from "../core/database/client-keys";
import { pageOf } from "../core/database/keyset";
import type { Reader } from "../core/database/reader";
import type { Store } from "../core/database/store";
import type { Transaction } from "../core/database/transaction";
import { LabelroomError, notFound, refusal } from "../core/errors";
import type { Ids } from "../core/ids";
import type { PageRequest } from "../core/paging";
import { accountIdOf, type Viewer } from "../core/viewer";
import type { EventsService } from "../events/events.service";
import type { Operation } from "../projects/access";
import type { Access } from "../projects/access.service";
import { EdgeCaseAnswer, EdgeCaseAnswerVersion } from "./edge-case-answer.entity";
import { afterAnswer, EdgeCaseState, mayFoldIn } from "./edge-case-state";
import { EdgeCase, EdgeCaseVersion } from "./edge-case.entity";
import type { QuestionSubjects } from "./question-subjects.service";
import type { AnswerEdgeCaseInput, AskEdgeCaseInput } from "./room.inputs";
import type { AnswerEdgeCasePayload, EdgeCaseConnection } from "./room.types";

/** Which questions of a project. */
export interface EdgeCaseFilter {
  readonly projectId: string;
  readonly state?: EdgeCaseState | null;
  readonly promptId?: string | null;
}

/** A guideline version that cites questions. */
export interface Citation {
  readonly projectId: string;
  readonly edgeCaseIds: readonly string[];
  readonly guidelineVersion: number;
}

/** Edge-case questions: asked, answered, cited by a guideline. */
export class EdgeCasesService {
  constructor(
    private readonly parts: {
      readonly store: Store;
      readonly access: Access;
      readonly ids: Ids;
      readonly events: EventsService;
      readonly subjects: QuestionSubjects;
    },
  ) {}

  /**
   * Asks a question; everybody in the room hears of it.
   * @throws LabelroomError FORBIDDEN, CANDIDATE_ONLY, IDEMPOTENCY_CONFLICT; NOT_FOUND for a prompt, task or
   *   completion that is unknown, not of this project, or that the labeler has not met.
   */
  async ask(viewer: Viewer, { key, ...content }: AskEdgeCaseInput): Promise<EdgeCase> {
    const { projectId } = content;
    return this.parts.store.transaction(async (tx) => {
      const { membership } = await this.parts.access.requireMember(tx, viewer, {
        operation: "askEdgeCase",
        projectId,
      });
      const call = {
        accountId: accountIdOf(viewer) ?? viewer.kind,
        mutation: "askEdgeCase",
        key,
        input: content,
      };
      const { result } = await onceForKey(tx, call, async () => {
        const { promptId, taskId = null, completionIds } = content;
        const subject = { projectId, promptId, taskId, completionIds: completionIds ?? [] };
        await this.parts.subjects.require(tx, { viewer, role: membership?.role ?? null }, subject);
        return this.#insert(tx, viewer, { ...subject, question: content.question });
      });
      return edgeCaseOf(tx, result.edgeCaseId);
    });
  }

  /**
   * Answers a question. Further answers are kept in order and change no state.
   * @throws LabelroomError FORBIDDEN, CANDIDATE_ONLY, NOT_FOUND, IDEMPOTENCY_CONFLICT.
   */
  async answer(viewer: Viewer, { key, ...content }: AnswerEdgeCaseInput): Promise<AnswerEdgeCasePayload> {
    const { edgeCaseId, answer: text } = content;
    return this.parts.store.transaction(async (tx) => {
      const known = await tx.lockOne(EdgeCase, { id: edgeCaseId });
      const place = { operation: "answerEdgeCase", path: "input.edgeCaseId" } as const;
      const edgeCase = await this.#required(tx, viewer, { ...place, edgeCase: known });
      const call = {
        accountId: accountIdOf(viewer) ?? viewer.kind,
        mutation: "answerEdgeCase",
        key,
        input: content,
      };
      const { result } = await onceForKey(tx, call, () => this.#insertAnswer(tx, viewer, { edgeCase, text }));
      const answer = await tx.findOne(EdgeCaseAnswer, { where: { id: result.answerId } });
      if (answer === null) throw new Error(`The answer ${result.answerId} is gone within its own unit.`);
      return { edgeCase: await edgeCaseOf(tx, edgeCaseId), answer };
    });
  }

  /** A project's questions, newest first, with the room's cursor of the same snapshot. */
  async list(viewer: Viewer, filter: EdgeCaseFilter, page: PageRequest): Promise<EdgeCaseConnection> {
    const { projectId, state, promptId } = filter;
    return this.parts.store.snapshot(async (reader) => {
      await this.parts.access.requireMember(reader, viewer, { operation: "edgeCases", projectId });
      const query = reader
        .select(EdgeCase, "edgeCase")
        .where("edgeCase.projectId = :projectId", { projectId });
      if (state) query.andWhere("edgeCase.state = :state", { state });
      if (promptId) query.andWhere("edgeCase.promptId = :promptId", { promptId });
      const connection = await pageOf(query, page, {
        columns: ["edgeCase.askedAt", "edgeCase.id"],
        direction: "DESC",
        keyOf: (edgeCase) => [edgeCase.askedAt.toISOString(), edgeCase.id],
      });
      return { ...connection, roomCursor: await this.parts.events.cursor(reader, projectId) };
    });
  }

  /** One question. @throws LabelroomError NOT_FOUND, also where it is another project's. */
  async edgeCase(viewer: Viewer, id: string): Promise<EdgeCase> {
    return this.parts.store.read(async (reader) => {
      const edgeCase = await reader.findOne(EdgeCase, { where: { id } });
      return this.#required(reader, viewer, { operation: "edgeCase", path: "id", edgeCase });
    });
  }

  /**
   * Marks questions as cited by a guideline version. Part of the unit that publishes it.
   * @throws LabelroomError NOT_FOUND for a question that the project doesn't have; CONFLICT for one that an
   *   earlier version cites.
   */
  async foldIn(tx: Transaction, { projectId, edgeCaseIds, guidelineVersion }: Citation): Promise<void> {
    // In the order of ids, so that two publications that cite the same questions never wait for each other.
    for (const id of [...edgeCaseIds].sort()) {
      const path = `input.foldsIn.${edgeCaseIds.indexOf(id)}`;
      const edgeCase = await tx.lockOne(EdgeCase, { id });
      if (edgeCase?.projectId !== projectId) throw notFound(path, "edge case");
      if (!mayFoldIn(edgeCase.state)) {
        const message = `Version ${edgeCase.foldedInto} of the guideline cites this question already.`;
        throw refusal("CONFLICT", path, "citedOnce", message);
      }
      await tx.update(EdgeCase, { id }, { state: EdgeCaseState.FOLDED_IN, foldedInto: guidelineVersion });
    }
  }

  /** The questions that versions of a project's guideline cite, oldest first. */
  citedBy(reader: Reader, projectId: string, versions: readonly number[]): Promise<EdgeCase[]> {
    const where = { projectId, foldedInto: In([...versions]) };
    return reader.find(EdgeCase, { where, order: { askedAt: "ASC", id: "ASC" } });
  }

  /** Access to a question that was looked up by its id: others' are answered like unknown ones. */
  async #required(
    reader: Reader,
    viewer: Viewer,
    asked: { readonly operation: Operation; readonly path: string; readonly edgeCase: EdgeCase | null },
  ): Promise<EdgeCase> {
    const { operation, path, edgeCase } = asked;
    try {
      if (edgeCase !== null) {
        await this.parts.access.requireMember(reader, viewer, { operation, projectId: edgeCase.projectId });
        return edgeCase;
      }
      this.parts.access.require(viewer, operation);
    } catch (error) {
      if (!(error instanceof LabelroomError && error.code === "NOT_FOUND")) throw error;
    }
    throw notFound(path, "edge case");
  }

  async #insert(
    tx: Transaction,
    viewer: Viewer,
    asked: {
      readonly projectId: string;
      readonly promptId: string;
      readonly taskId: string | null;
      readonly completionIds: readonly string[];
      readonly question: string;
    },
  ): Promise<{ edgeCaseId: string }> {
    const { question, completionIds, ...subject } = asked;
    const id = this.parts.ids.next("edgeCase");
    const askedById = accountIdOf(viewer);
    const askedAt = await tx.now();
    await tx.insert(EdgeCase, {
      id,
      ...subject,
      completionIds: [...completionIds],
      state: EdgeCaseState.OPEN,
      askedById,
      askedAt,
      version: 1,
      foldedInto: null,
    });
    await tx.insert(EdgeCaseVersion, { edgeCaseId: id, version: 1, question, writtenAt: askedAt });
    const refs = { edgeCaseId: id, version: 1 };
    tx.append({ projectId: asked.projectId, kind: "EdgeCaseAsked", actorId: askedById, refs });
    return { edgeCaseId: id };
  }

  /** Under the question's lock, so that answers get different places. */
  async #insertAnswer(
    tx: Transaction,
    viewer: Viewer,
    { edgeCase, text }: { readonly edgeCase: EdgeCase; readonly text: string },
  ): Promise<{ answerId: string }> {
    const { id: edgeCaseId, projectId } = edgeCase;
    const answerId = this.parts.ids.next("answer");
    const answeredById = accountIdOf(viewer);
    const answeredAt = await tx.now();
    const place = (await tx.count(EdgeCaseAnswer, { edgeCaseId })) + 1;
    await tx.insert(EdgeCaseAnswer, {
      id: answerId,
      edgeCaseId,
      place,
      answeredById,
      answeredAt,
      version: 1,
    });
    await tx.insert(EdgeCaseAnswerVersion, { answerId, version: 1, text, writtenAt: answeredAt });
    await tx.update(EdgeCase, { id: edgeCaseId }, { state: afterAnswer(edgeCase.state) });
    const refs = { edgeCaseId, answerId, version: 1 };
    tx.append({ projectId, kind: "EdgeCaseAnswered", actorId: answeredById, refs });
    return { answerId };
  }
}

async function edgeCaseOf(reader: Reader, id: string): Promise<EdgeCase> {
  const edgeCase = await reader.findOne(EdgeCase, { where: { id } });
  if (edgeCase === null) throw new Error(`The edge case ${id} is gone within its own unit.`);
  return edgeCase;
}
