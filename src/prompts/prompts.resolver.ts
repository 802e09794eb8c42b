import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from "type-graphql";
import { Person, personOf } from "../accounts/person.types";
import type { RequestContext } from "../core/context";
import { refusal } from "../core/errors";
import { loaderOf } from "../core/loaders";
import { PageArgs } from "../core/paging.types";
import { bytesOf } from "./import/text-source";
import { fewShotText } from "./few-shot-text";
import type { PromptImportService } from "./prompt-import.service";
import type { StoredExample } from "./prompt-parts.entity";
import { Prompt, PromptKind } from "./prompt.entity";
import { ImportPromptsInput, PromptFilterInput, WritePromptInput } from "./prompts.inputs";
import type { PromptsService } from "./prompts.service";
import {
  ImportPayload,
  PromptConnection,
  PromptExampleType,
  PromptTurnType,
  WritePromptPayload,
} from "./prompts.types";
import type { WrittenPromptsService } from "./written-prompts.service";

@Resolver(() => Prompt)
export class PromptsResolver {
  constructor(
    private readonly parts: {
      readonly prompts: PromptsService;
      readonly imports: PromptImportService;
      readonly written: WrittenPromptsService;
    },
  ) {}

  @Query(() => PromptConnection, {
    name: "prompts",
    description: "A project's prompts in the order of import.",
  })
  promptList(
    @Arg("projectId", () => ID, { description: "The project." }) projectId: string,
    @Arg("filter", () => PromptFilterInput, { nullable: true, description: "Which of them." })
    filter: PromptFilterInput | null,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() { viewer }: RequestContext,
  ): Promise<PromptConnection> {
    return this.parts.prompts.list(viewer, { projectId, filter, page });
  }

  @Query(() => Prompt, { description: "One prompt." })
  prompt(
    @Arg("id", () => ID, { description: "Its id." }) id: string,
    @Ctx() { viewer }: RequestContext,
  ): Promise<Prompt> {
    return this.parts.prompts.prompt(viewer, id);
  }

  @FieldResolver(() => String, {
    description: "The text, exactly as stored; FEW_SHOT: its parts by template version 1.",
  })
  async text(@Root() prompt: Prompt, @Ctx() context: RequestContext): Promise<string> {
    if (prompt.kind !== PromptKind.FEW_SHOT) return prompt.storedText;
    const examples = await this.#examples(prompt, context);
    return fewShotText({ instruction: prompt.instruction ?? "", examples, query: prompt.openQuery });
  }

  @FieldResolver(() => [PromptTurnType], {
    description: "The earlier turns of the dialogue; empty for most.",
  })
  context(@Root() prompt: Prompt): PromptTurnType[] {
    return prompt.context.map((turn) => ({ ...turn }));
  }

  @FieldResolver(() => [PromptExampleType], {
    description: "FEW_SHOT: the examples in their order; empty else.",
  })
  async examples(@Root() prompt: Prompt, @Ctx() context: RequestContext): Promise<PromptExampleType[]> {
    return prompt.kind === PromptKind.FEW_SHOT ? this.#examples(prompt, context) : [];
  }

  @FieldResolver(() => Person, {
    nullable: true,
    description: "The labeler who wrote it here; null for imported ones.",
  })
  author(@Root() prompt: Prompt): Person | null {
    return personOf(prompt.authorId);
  }

  @Mutation(() => ImportPayload, { description: "Imports prompts from the text of a small file." })
  async importPrompts(
    @Arg("input", () => ImportPromptsInput, { description: "The file and how to read it." })
    input: ImportPromptsInput,
    @Ctx() { viewer }: RequestContext,
  ): Promise<ImportPayload> {
    const { projectId, isStrict, isDryRun, content } = input;
    const renames = renamesOf(input.renames);
    const asked = {
      projectId,
      isStrict,
      isDryRun,
      renames,
      ...(input.format ? { format: input.format } : {}),
    };
    const report = await this.parts.imports.importStream(viewer, asked, bytesOf(content));
    return {
      ...report,
      unknownColumns: [...report.unknownColumns],
      errors: report.errors.map((error) => ({ ...error })),
    };
  }

  @Mutation(() => WritePromptPayload, {
    description: "Stores a prompt that a labeler writes; the next preparation run takes it up.",
  })
  async writePrompt(
    @Arg("input", () => WritePromptInput, { description: "The prompt." }) input: WritePromptInput,
    @Ctx() { viewer }: RequestContext,
  ): Promise<WritePromptPayload> {
    return { promptId: await this.parts.written.write(viewer, input) };
  }

  async #examples(prompt: Prompt, context: RequestContext): Promise<StoredExample[]> {
    const loader = loaderOf(context, "promptExamples", {
      read: (ids) => this.parts.prompts.loadExamples(ids),
      keyOf: (row) => row.promptId,
    });
    return (await loader.load(prompt.id))?.examples ?? [];
  }
}

/** Renames as the readers take them. */
export function renamesOf(
  renames: readonly { readonly column: string; readonly from: string }[],
): Record<string, string> {
  if (renames.length > 50) throw refusal("BAD_INPUT", "input.renames", "size", "Give at most 50 renames.");
  return Object.fromEntries(renames.map(({ column, from }) => [column, from]));
}
