import { Arg, Ctx, ID, Query, Resolver, Root, Subscription } from "type-graphql";
import type { RequestContext } from "../core/context";
import { AccessEnded } from "../events/access-ended";
import type { PulledStream } from "../events/pulled-stream";
import type { ProgressService } from "./progress.service";
import type { StatisticsService } from "./statistics.service";
import { ProjectProgress, Statistics } from "./statistics.types";

interface ProgressArgs {
  readonly projectId: string;
}

async function streamOf(
  args: ProgressArgs,
  context: RequestContext,
): Promise<PulledStream<ProjectProgress | AccessEnded>> {
  return context.resolverOf(StatisticsResolver).open(args, context);
}

@Resolver()
export class StatisticsResolver {
  constructor(
    private readonly tables: StatisticsService,
    private readonly progress: ProgressService,
  ) {}

  /** Opens the stream behind `projectProgress`. */
  open(
    { projectId }: ProgressArgs,
    { viewer }: RequestContext,
  ): Promise<PulledStream<ProjectProgress | AccessEnded>> {
    return this.progress.stream(viewer, projectId);
  }

  @Query(() => Statistics, {
    description: "A project in tables: prompts, customers, tasks, labels, lengths.",
  })
  statistics(
    @Arg("projectId", () => ID, { description: "The project." }) projectId: string,
    @Ctx() { viewer }: RequestContext,
  ): Promise<Statistics> {
    return this.tables.statistics(viewer, projectId);
  }

  @Subscription(() => ProjectProgress, {
    description:
      "Where a project's work stands: at once, then whenever a counter changed, at most once a second.",
    subscribe: ({ args, context }) => streamOf(args as ProgressArgs, context as RequestContext),
  })
  projectProgress(
    @Arg("projectId", () => ID, { description: "The project." }) _projectId: string,
    @Root() progress: ProjectProgress | AccessEnded,
  ): ProjectProgress {
    if (progress instanceof AccessEnded) throw progress.error;
    return progress;
  }
}
