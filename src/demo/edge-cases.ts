import { ApiError, type ApiClient } from "./api-client";
import { answerEdgeCaseDocument, askEdgeCaseDocument } from "./operations";
import type { NamedPrompt } from "./sample-project";
import type { Sample, SampleEdgeCase } from "./sample";

/** Who asks and who answers. */
export interface RoomPeople {
  readonly labelers: readonly ApiClient[];
  readonly researcher: ApiClient;
}

/** Asks the sample's questions and answers all but the open one; returns their ids by the sample's names. */
export async function discussEdgeCases(
  sample: Sample,
  { projectId, prompts }: { readonly projectId: string; readonly prompts: readonly NamedPrompt[] },
  people: RoomPeople,
): Promise<ReadonlyMap<string, string>> {
  const ids = new Map<string, string>();
  for (const edgeCase of sample.edgeCases) {
    const prompt = prompts.find(({ externalId }) => externalId === edgeCase.prompt_external_id);
    if (prompt === undefined) continue;
    const id = await ask(edgeCase, { projectId, prompt }, people);
    ids.set(edgeCase.external_id, id);
    if (edgeCase.answer === null) continue;
    const input = { key: `demo-answer-${edgeCase.external_id}`, edgeCaseId: id, answer: edgeCase.answer };
    await people.researcher.send(answerEdgeCaseDocument, { input }, "answerEdgeCase");
  }
  return ids;
}

/** The first labeler who has met the prompt asks; a researcher where none has. */
async function ask(
  { external_id, completion_external_ids, question }: SampleEdgeCase,
  { projectId, prompt }: { readonly projectId: string; readonly prompt: NamedPrompt },
  { labelers, researcher }: RoomPeople,
): Promise<string> {
  const completionIds = prompt.completions
    .filter(({ externalId }) => completion_external_ids.includes(externalId ?? ""))
    .map(({ id }) => id);
  const input = { key: `demo-ask-${external_id}`, projectId, promptId: prompt.id, completionIds, question };
  for (const person of [...labelers, researcher]) {
    try {
      const payload = await person.send<{ edgeCase: { id: string } }>(
        askEdgeCaseDocument,
        { input },
        "askEdgeCase",
      );
      return payload.edgeCase.id;
    } catch (error) {
      const isUnmet = error instanceof ApiError && (error.code === "NOT_FOUND" || error.code === "FORBIDDEN");
      if (!isUnmet || person === researcher) throw error;
    }
  }
  throw new Error("Nobody could ask.");
}
