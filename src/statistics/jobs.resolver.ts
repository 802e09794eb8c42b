import { Arg, Ctx, ID, Query, Resolver } from "type-graphql";
import type { RequestContext } from "../core/context";
import { Job } from "../core/jobs/job.entity";
import type { StatisticsService } from "./statistics.service";

@Resolver(() => Job)
export class JobsResolver {
  constructor(private readonly tables: StatisticsService) {}

  @Query(() => Job, { description: "A job: an import, a preparation, a release." })
  job(
    @Arg("id", () => ID, { description: "Its id." }) id: string,
    @Ctx() { viewer }: RequestContext,
  ): Promise<Job> {
    return this.tables.job(viewer, id);
  }
}
