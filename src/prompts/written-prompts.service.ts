import { onceForKey } from "../core/database/client-keys";
import type { Store } from "../core/database/store";
import { LabelroomError, refusal } from "../core/errors";
import { actorOf, accountIdOf, type Viewer } from "../core/viewer";
import type { Access } from "../projects/access.service";
import { PromptKind } from "./prompt.entity";
import type { PromptRow } from "./prompt-rows";
import type { WritePromptInput } from "./prompts.inputs";
import type { PromptsService } from "./prompts.service";

/** Prompts that labelers write: stored at once, taken up by the next preparation run. */
export class WrittenPromptsService {
  constructor(
    private readonly store: Store,
    private readonly access: Access,
    private readonly prompts: PromptsService,
  ) {}

  /**
   * Stores a prompt exactly once for its key; returns its id.
   * @throws LabelroomError BAD_INPUT where the parts don't fit the kind.
   */
  async write(viewer: Viewer, input: WritePromptInput): Promise<string> {
    const { projectId, key, ...content } = input;
    const row = rowOf(input);
    return this.store.transaction(async (tx) => {
      await this.access.requireMember(tx, viewer, { operation: "writePrompt", projectId });
      const accountId = accountIdOf(viewer);
      if (accountId === null) throw new LabelroomError("UNAUTHENTICATED");
      const call = { accountId, mutation: "writePrompt", key, input: { projectId, ...content } };
      const { result } = await onceForKey(tx, call, async () => {
        const promptId = await this.prompts.insertWritten(tx, { row, projectId, authorId: accountId });
        tx.audit({
          ...actorOf(viewer),
          action: "writePrompt",
          projectId,
          targetId: promptId,
          result: "DONE",
        });
        return { promptId };
      });
      return result.promptId;
    });
  }
}

function rowOf(input: WritePromptInput): PromptRow {
  checkParts(input);
  const isFewShot = input.kind === PromptKind.FEW_SHOT;
  return {
    externalId: null,
    text: isFewShot ? null : (input.text ?? null),
    context: [],
    instruction: isFewShot ? (input.instruction ?? null) : null,
    examples: input.examples.map(({ query, response }) => ({ query, response })),
    openQuery: input.openQuery ?? null,
    source: "LABELER",
    kind: input.kind,
    externalUserId: null,
    organizationId: null,
    channel: null,
    consent: false,
    submittedAt: null,
    useCase: input.useCase ?? null,
    namedUseCase: input.namedUseCase ?? null,
    declaredLanguage: input.language ?? null,
    license: null,
  };
}

function checkParts({ kind, text, instruction, examples, openQuery, namedUseCase }: WritePromptInput): void {
  if (kind === PromptKind.FEW_SHOT) {
    if (!instruction) throw refusal("BAD_INPUT", "input.instruction", "required", "Write the instruction.");
    if (examples.length === 0)
      throw refusal("BAD_INPUT", "input.examples", "required", "Give at least one example.");
    if (text)
      throw refusal("BAD_INPUT", "input.text", "kind", "A few-shot prompt has an instruction, no text.");
    return;
  }
  if (!text) throw refusal("BAD_INPUT", "input.text", "required", "Write the prompt.");
  if (instruction || examples.length > 0 || openQuery) {
    throw refusal(
      "BAD_INPUT",
      "input.instruction",
      "kind",
      "Only few-shot prompts have an instruction and examples.",
    );
  }
  if (kind === PromptKind.USER_BASED && !namedUseCase) {
    throw refusal(
      "BAD_INPUT",
      "input.namedUseCase",
      "required",
      "Name the use case that the prompt is written for.",
    );
  }
}
