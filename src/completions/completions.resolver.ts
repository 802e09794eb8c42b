import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from "type-graphql";
import type { RequestContext } from "../core/context";
import { refusal } from "../core/errors";
import { loaderOf } from "../core/loaders";
import { bytesOf } from "../prompts/import/text-source";
import { Prompt } from "../prompts/prompt.entity";
import { ImportFormat, ImportPayload } from "../prompts/prompts.types";
import type { CompletionImportService } from "./completion-import.service";
import { Completion } from "./completion.entity";
import { AddCompletionsInput, type CompletionInput } from "./completions.inputs";
import type { CompletionsService } from "./completions.service";

@Resolver(() => Prompt)
export class CompletionsResolver {
  constructor(
    private readonly completions: CompletionsService,
    private readonly imports: CompletionImportService,
  ) {}

  // Whoever is handed a Prompt is a researcher: labelers see TaskPrompt, which has no such field.
  @FieldResolver(() => [Completion], {
    name: "completions",
    description: "What models answered, by set and id.",
  })
  async ofPrompt(@Root() prompt: Prompt, @Ctx() context: RequestContext): Promise<Completion[]> {
    const loader = loaderOf(context, "completionsByPrompt", {
      read: (ids) => this.completions.loadByPrompt(ids),
      keyOf: (row) => row.promptId,
    });
    return (await loader.load(prompt.id))?.completions ?? [];
  }

  @Mutation(() => ImportPayload, { description: "Adds completions to prompts that are stored already." })
  async addCompletions(
    @Arg("input", () => AddCompletionsInput, { description: "The completions." }) input: AddCompletionsInput,
    @Ctx() { viewer }: RequestContext,
  ): Promise<ImportPayload> {
    const { projectId, isStrict } = input;
    const format = input.completions ? ImportFormat.JSONL : input.format;
    const asked = { projectId, isStrict, isDryRun: false, ...(format ? { format } : {}) };
    const source = bytesOf(contentOf(input));
    const report = await this.imports.importStream(viewer, asked, source);
    return {
      ...report,
      unknownColumns: [...report.unknownColumns],
      errors: report.errors.map((error) => ({ ...error })),
    };
  }
}

function contentOf({ completions, content }: AddCompletionsInput): string {
  if (Boolean(completions) === Boolean(content)) {
    throw refusal(
      "BAD_INPUT",
      "input.completions",
      "oneOf",
      "Give either completions or the text of a file.",
    );
  }
  return content ?? (completions ?? []).map((row) => JSON.stringify(rowOf(row))).join("\n");
}

function rowOf(row: CompletionInput): Record<string, unknown> {
  const { promptId, promptExternalId, externalId, ...rest } = row;
  const ids = { prompt_id: promptId, prompt_external_id: promptExternalId, external_id: externalId };
  const given = Object.entries({ ...ids, ...rest }).filter(
    ([, value]) => value !== null && value !== undefined,
  );
  return Object.fromEntries(given);
}
