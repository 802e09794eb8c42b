import { Arg, Args, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from "type-graphql";
import { Person, personOf } from "../accounts/person.types";
import type { RequestContext } from "../core/context";
import { PageArgs } from "../core/paging.types";
import { EdgeCase } from "../room/edge-case.entity";
import type { GuidelineFieldsService } from "./guideline-fields.service";
import { Guideline } from "./guideline.entity";
import { GuidelinePublished } from "./guideline.events";
import { AcknowledgeGuidelineInput, PublishGuidelineInput } from "./guideline.inputs";
import type { GuidelineService } from "./guideline.service";
import {
  AcknowledgeGuidelinePayload,
  GuidelineConnection,
  GuidelineDiffPart,
  PublishGuidelinePayload,
} from "./guideline.types";

@Resolver(() => Guideline)
export class GuidelineResolver {
  constructor(
    private readonly guidelines: GuidelineService,
    private readonly fields: GuidelineFieldsService,
  ) {}

  @Query(() => Guideline, {
    nullable: true,
    description: "A version of the guideline; null before the first.",
  })
  guideline(
    @Arg("projectId", () => ID, { description: "The project." }) projectId: string,
    @Arg("version", () => Int, { nullable: true, description: "Which version; the current one by default." })
    version: number | null,
    @Ctx() { viewer }: RequestContext,
  ): Promise<Guideline | null> {
    return this.guidelines.guideline(viewer, projectId, version ?? null);
  }

  @Query(() => GuidelineConnection, {
    name: "guidelines",
    description: "A guideline's versions, newest first.",
  })
  guidelineList(
    @Arg("projectId", () => ID, { description: "The project." }) projectId: string,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() { viewer }: RequestContext,
  ): Promise<GuidelineConnection> {
    return this.guidelines.list(viewer, projectId, page);
  }

  @Mutation(() => PublishGuidelinePayload, {
    description: "Publishes the next version of the guideline; everybody in the room hears of it.",
  })
  async publishGuideline(
    @Arg("input", () => PublishGuidelineInput, { description: "The version." }) input: PublishGuidelineInput,
    @Ctx() context: RequestContext,
  ): Promise<PublishGuidelinePayload> {
    // An earlier mutation of the same request may have loaded what this one changes.
    context.loaders.clear();
    return { guideline: await this.guidelines.publish(context.viewer, input) };
  }

  @Mutation(() => AcknowledgeGuidelinePayload, {
    description: "Notes that one read a version and will work by it.",
  })
  async acknowledgeGuideline(
    @Arg("input", () => AcknowledgeGuidelineInput, { description: "Which version." })
    input: AcknowledgeGuidelineInput,
    @Ctx() context: RequestContext,
  ): Promise<AcknowledgeGuidelinePayload> {
    context.loaders.clear();
    return { guideline: await this.guidelines.acknowledge(context.viewer, input) };
  }

  @FieldResolver(() => String, { description: "The guideline in Markdown." })
  markdown(@Root() { id }: Guideline, @Ctx() context: RequestContext): Promise<string> {
    return this.fields.markdown(context, id);
  }

  @FieldResolver(() => [GuidelineDiffPart], {
    description:
      "How another version became this one, by lines; replaced as a whole beyond 1,000 changed lines.",
  })
  diff(
    @Root() guideline: Guideline,
    @Arg("from", () => Int, { description: "The other version's number." }) from: number,
    @Ctx() context: RequestContext,
  ): Promise<GuidelineDiffPart[]> {
    return this.fields.diff(context, guideline, from);
  }

  @FieldResolver(() => Person, {
    nullable: true,
    description: "Who published it; null for the local operator.",
  })
  publishedBy(@Root() { publishedById }: Guideline): Person | null {
    return personOf(publishedById);
  }

  @FieldResolver(() => [EdgeCase], { description: "The edge-case questions that it settles, oldest first." })
  foldsIn(@Root() guideline: Guideline, @Ctx() context: RequestContext): Promise<EdgeCase[]> {
    return this.fields.foldsIn(context, guideline);
  }

  @FieldResolver(() => Boolean, { description: "Whether one acknowledged this very version." })
  acknowledgedByMe(@Root() guideline: Guideline, @Ctx() context: RequestContext): Promise<boolean> {
    return this.fields.isAcknowledged(context, guideline);
  }

  @FieldResolver(() => Boolean, {
    description: "Whether one's work is not taken before one acknowledges this version or a later one.",
  })
  mustAcknowledge(@Root() guideline: Guideline, @Ctx() context: RequestContext): Promise<boolean> {
    return this.fields.mustAcknowledge(context, guideline);
  }
}

@Resolver(() => GuidelinePublished)
export class GuidelinePublishedResolver {
  constructor(private readonly fields: GuidelineFieldsService) {}

  @FieldResolver(() => Int, { description: "The version's number." })
  version(@Root() { refs }: GuidelinePublished): number {
    return Number(refs.version);
  }

  @FieldResolver(() => Guideline, { description: "The version." })
  guideline(@Root() { refs }: GuidelinePublished, @Ctx() context: RequestContext): Promise<Guideline> {
    return this.fields.guideline(context, String(refs.guidelineId));
  }
}
