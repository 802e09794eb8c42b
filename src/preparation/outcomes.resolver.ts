import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from "type-graphql";
import type { RequestContext } from "../core/context";
import { loaderOf } from "../core/loaders";
import { Prompt } from "../prompts/prompt.entity";
import { findsKey, type PersonalDataService } from "./personal-data.service";
import { overruleKey } from "./pii";
import { OverrulePersonalDataInput } from "./preparation.inputs";
import type { PreparationService } from "./preparation.service";
import { OverrulePersonalDataPayload } from "./preparation.types";
import { StoredFind, StoredOutcome } from "./prompt-outcome.entity";

@Resolver(() => StoredOutcome)
export class OutcomesResolver {
  constructor(
    private readonly preparations: PreparationService,
    private readonly personalData: PersonalDataService,
  ) {}

  @FieldResolver(() => Prompt, { nullable: true, description: "The prompt." })
  prompt(@Root() outcome: StoredOutcome, @Ctx() context: RequestContext): Promise<Prompt | null> {
    const loader = loaderOf(context, "prompts", {
      read: (ids) => this.preparations.loadPrompts(ids),
      keyOf: (prompt) => prompt.id,
    });
    return loader.load(outcome.promptId);
  }

  @FieldResolver(() => [StoredFind], { description: "The personal data found, from left to right." })
  async finds(@Root() outcome: StoredOutcome, @Ctx() context: RequestContext): Promise<StoredFind[]> {
    const loader = loaderOf(context, "personalDataFinds", {
      read: (keys) => this.personalData.loadFinds(keys),
      keyOf: ({ key }) => key,
    });
    return (await loader.load(findsKey(outcome)))?.finds ?? [];
  }

  @Mutation(() => OverrulePersonalDataPayload, {
    description: "Says that finds are no personal data: runs from now on keep such a prompt.",
  })
  async overrulePersonalData(
    @Arg("input", () => OverrulePersonalDataInput, { description: "Which finds, and why." })
    input: OverrulePersonalDataInput,
    @Ctx() { viewer }: RequestContext,
  ): Promise<OverrulePersonalDataPayload> {
    return { finds: await this.personalData.overrule(viewer, input) };
  }
}

@Resolver(() => StoredFind)
export class FindsResolver {
  constructor(private readonly personalData: PersonalDataService) {}

  @FieldResolver(() => Boolean, {
    description: "Whether somebody has said since that it is no personal data.",
  })
  async isOverruled(@Root() find: StoredFind, @Ctx() context: RequestContext): Promise<boolean> {
    const loader = loaderOf(context, "personalDataOverrules", {
      read: (keys) => this.personalData.loadOverrules(keys),
      keyOf: ({ findKey }) => findKey,
    });
    return (await loader.load(overruleKey(find.promptId, find))) !== null;
  }
}

@Resolver(() => Prompt)
export class PromptOutcomeResolver {
  constructor(private readonly preparations: PreparationService) {}

  // Whoever is handed a Prompt is a researcher: labelers see TaskPrompt, which has no such field.
  @FieldResolver(() => StoredOutcome, {
    nullable: true,
    description: "What the project's current preparation run says of it; null where that has not seen it.",
  })
  outcome(@Root() prompt: Prompt, @Ctx() context: RequestContext): Promise<StoredOutcome | null> {
    const loader = loaderOf(context, "currentOutcomes", {
      read: (ids) => this.preparations.loadCurrentOutcomes(ids),
      keyOf: (outcome) => outcome.promptId,
    });
    return loader.load(prompt.id);
  }
}
