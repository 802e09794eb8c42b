import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from "type-graphql";
import { Person, personOf } from "../accounts/person.types";
import type { RequestContext } from "../core/context";
import { Job } from "../core/jobs/job.entity";
import { loaderOf } from "../core/loaders";
import { PageArgs } from "../core/paging.types";
import { OutcomeFilterInput, PreparePromptsInput } from "./preparation.inputs";
import { PreparationRun } from "./preparation-run.entity";
import type { PreparationService } from "./preparation.service";
import {
  FunnelStep,
  OutcomeConnection,
  PreparePromptsPayload,
  RecognizerVersionType,
  RunParametersType,
  SplitCount,
} from "./preparation.types";
import type { PersonalDataType } from "./recognizers/recognizer";
import { splits, type DropReason } from "./steps";

@Resolver(() => PreparationRun)
export class PreparationResolver {
  constructor(private readonly preparations: PreparationService) {}

  @Query(() => PreparationRun, {
    nullable: true,
    description: "A preparation run of a project; null before the first is done.",
  })
  preparation(
    @Arg("projectId", () => ID, { description: "The project." }) projectId: string,
    @Arg("runId", () => ID, { nullable: true, description: "Which run; the current one by default." })
    runId: string | null,
    @Ctx() { viewer }: RequestContext,
  ): Promise<PreparationRun | null> {
    return this.preparations.preparation(viewer, projectId, runId ?? null);
  }

  @Mutation(() => PreparePromptsPayload, {
    description: "Prepares all prompts of a project: consent, dedupe, cap, split, personal data, measures.",
  })
  preparePrompts(
    @Arg("input", () => PreparePromptsInput, { description: "What, and by which bounds." })
    input: PreparePromptsInput,
    @Ctx() { viewer }: RequestContext,
  ): Promise<PreparePromptsPayload> {
    return this.preparations.prepare(viewer, input);
  }

  @FieldResolver(() => RunParametersType, { description: "Its bounds and its seed." })
  parameters(@Root() { seed, minPrefix, userCap, organizationCap }: PreparationRun): RunParametersType {
    return { seed, minPrefix, userCap, organizationCap };
  }

  @FieldResolver(() => [FunnelStep], { description: "The steps in order; empty until the run is done." })
  funnel(@Root() run: PreparationRun): FunnelStep[] {
    return (run.funnel ?? []).map(({ dropped, ...step }) => ({
      ...step,
      dropped: Object.entries(dropped).map(([reason, count]) => ({ reason: reason as DropReason, count })),
    }));
  }

  @FieldResolver(() => [SplitCount], {
    name: "splits",
    description: "Kept prompts by split; empty until the run is done.",
  })
  splitCounts(@Root() run: PreparationRun): SplitCount[] {
    const counts = run.splits;
    return counts === null ? [] : splits.map((split) => ({ split, count: counts[split] }));
  }

  @FieldResolver(() => [RecognizerVersionType], {
    name: "recognizers",
    description: "The recognisers it used.",
  })
  recognizerVersions(@Root() run: PreparationRun): RecognizerVersionType[] {
    return Object.entries(run.recognizers).map(([type, version]) => ({
      type: type as PersonalDataType,
      version,
    }));
  }

  @FieldResolver(() => Job, { nullable: true, description: "The job that did it." })
  job(@Root() run: PreparationRun, @Ctx() context: RequestContext): Promise<Job | null> {
    const loader = loaderOf(context, "jobs", {
      read: (ids) => this.preparations.loadJobs(ids),
      keyOf: (job) => job.id,
    });
    return loader.load(run.jobId);
  }

  @FieldResolver(() => Person, {
    nullable: true,
    description: "Who asked for it; null for the local operator.",
  })
  startedBy(@Root() run: PreparationRun): Person | null {
    return personOf(run.startedBy);
  }

  @FieldResolver(() => OutcomeConnection, {
    description: "What it says of each prompt, by prompt id; for researchers. Empty until the run is done.",
  })
  outcomes(
    @Root() run: PreparationRun,
    @Arg("filter", () => OutcomeFilterInput, { nullable: true, description: "Which of them." })
    filter: OutcomeFilterInput | null,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() { viewer }: RequestContext,
  ): Promise<OutcomeConnection> {
    return this.preparations.outcomes(viewer, { run, filter: filter ?? null, page });
  }
}
