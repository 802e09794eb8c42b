import { In } from "typeorm";
import type { RequestContext } from "../core/context";
import type { Store } from "../core/database/store";
import { loaderOf } from "../core/loaders";
import { EdgeCaseAnswer, EdgeCaseAnswerVersion } from "./edge-case-answer.entity";
import { EdgeCase, EdgeCaseVersion } from "./edge-case.entity";
import { idsOf, versionKey } from "./version-key";

interface AnswersOfOne {
  readonly edgeCaseId: string;
  readonly answers: EdgeCaseAnswer[];
}

/** What lists and events show of questions and answers, read in batches for each request. */
export class EdgeCaseTextsService {
  constructor(private readonly store: Store) {}

  /** A question in one of its wordings, for events that name it; its state and answers are those of now. */
  async edgeCase(context: RequestContext, id: string, version?: number): Promise<EdgeCase> {
    const loader = loaderOf(context, "edgeCases", {
      read: (ids) => this.store.read((reader) => reader.find(EdgeCase, { where: { id: In([...ids]) } })),
      keyOf: (row) => row.id,
    });
    const edgeCase = await loader.load(id);
    if (edgeCase === null) throw new Error(`The log names the edge case ${id}, which is gone.`);
    return { ...edgeCase, version: version ?? edgeCase.version };
  }

  /** The words of a question. */
  async question(
    context: RequestContext,
    { id, version }: Pick<EdgeCase, "id" | "version">,
  ): Promise<string> {
    const loader = loaderOf(context, "edgeCaseVersions", {
      read: (keys) =>
        this.store.read((reader) => reader.find(EdgeCaseVersion, { where: { edgeCaseId: In(idsOf(keys)) } })),
      keyOf: (row) => versionKey(row.edgeCaseId, row.version),
    });
    const row = await loader.load(versionKey(id, version));
    if (row === null) throw new Error(`The edge case ${id} has no wording ${version}.`);
    return row.question;
  }

  /** The answers to a question, in the order given. */
  async answers(context: RequestContext, edgeCaseId: string): Promise<EdgeCaseAnswer[]> {
    const loader = loaderOf(context, "edgeCaseAnswersByQuestion", {
      read: (ids) => this.#answersOf(ids),
      keyOf: (row) => row.edgeCaseId,
    });
    return (await loader.load(edgeCaseId))?.answers ?? [];
  }

  /** An answer in one of its wordings, for events that name it. */
  async answer(context: RequestContext, id: string, version: number): Promise<EdgeCaseAnswer> {
    const loader = loaderOf(context, "edgeCaseAnswers", {
      read: (ids) =>
        this.store.read((reader) => reader.find(EdgeCaseAnswer, { where: { id: In([...ids]) } })),
      keyOf: (row) => row.id,
    });
    const answer = await loader.load(id);
    if (answer === null) throw new Error(`The log names the answer ${id}, which is gone.`);
    return { ...answer, version };
  }

  /** The words of an answer. */
  async answerText(
    context: RequestContext,
    { id, version }: Pick<EdgeCaseAnswer, "id" | "version">,
  ): Promise<string> {
    const loader = loaderOf(context, "edgeCaseAnswerVersions", {
      read: (keys) =>
        this.store.read((reader) =>
          reader.find(EdgeCaseAnswerVersion, { where: { answerId: In(idsOf(keys)) } }),
        ),
      keyOf: (row) => versionKey(row.answerId, row.version),
    });
    const row = await loader.load(versionKey(id, version));
    if (row === null) throw new Error(`The answer ${id} has no wording ${version}.`);
    return row.text;
  }

  async #answersOf(ids: readonly string[]): Promise<AnswersOfOne[]> {
    const rows = await this.store.read((reader) =>
      reader.find(EdgeCaseAnswer, { where: { edgeCaseId: In([...ids]) }, order: { place: "ASC" } }),
    );
    const byQuestion = new Map<string, EdgeCaseAnswer[]>(ids.map((id) => [id, []]));
    for (const row of rows) byQuestion.get(row.edgeCaseId)?.push(row);
    return [...byQuestion].map(([edgeCaseId, answers]) => ({ edgeCaseId, answers }));
  }
}
