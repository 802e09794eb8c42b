import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from "type-graphql";
import { Person, personOf } from "../accounts/person.types";
import type { RequestContext } from "../core/context";
import { loaderOf } from "../core/loaders";
import { PageArgs } from "../core/paging.types";
import { downloadPath } from "./download-path";
import { totalOf } from "./release-counter";
import type { ReleaseReading } from "./release-reading.service";
import { Release } from "./release.entity";
import { CreateReleaseInput, GrantReleaseInput } from "./releases.inputs";
import type { ReleasesService } from "./releases.service";
import {
  CreateReleasePayload,
  GrantReleasePayload,
  ReleaseConnection,
  ReleaseCountsType,
  ReleaseFileType,
} from "./releases.types";
import { promptSources, releaseSplits } from "./row-inputs";

@Resolver(() => Release)
export class ReleasesResolver {
  constructor(
    private readonly releases: ReleasesService,
    private readonly reading: ReleaseReading,
  ) {}

  @Query(() => ReleaseConnection, {
    name: "releases",
    description: "A project's releases, newest first; viewers see those that were granted to them.",
  })
  releaseList(
    @Arg("projectId", () => ID, { description: "The project." }) projectId: string,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() { viewer }: RequestContext,
  ): Promise<ReleaseConnection> {
    return this.reading.list(viewer, projectId, page);
  }

  @Query(() => Release, { description: "One release." })
  release(
    @Arg("id", () => ID, { description: "Its id." }) id: string,
    @Ctx() { viewer }: RequestContext,
  ): Promise<Release> {
    return this.reading.release(viewer, id);
  }

  @FieldResolver(() => [ReleaseFileType], {
    description: "Every file of its folder, by path; empty before it is FROZEN.",
  })
  files(@Root() { id, listedFiles }: Release): ReleaseFileType[] {
    return (listedFiles ?? []).map((file) => ({ ...file, url: downloadPath(id, file.path) }));
  }

  @FieldResolver(() => ReleaseCountsType, {
    nullable: true,
    description: "What it holds; null before it is FROZEN.",
  })
  counts(@Root() { manifest }: Release): ReleaseCountsType | null {
    if (manifest === null) return null;
    const { rows, prompts, ...counts } = manifest.counts;
    const parts = releaseSplits.flatMap((split) =>
      promptSources.map((source) => ({
        split,
        source,
        rows: rows[split][source],
        prompts: prompts[split][source],
      })),
    );
    return { ...counts, rows: totalOf(rows), prompts: totalOf(prompts), parts };
  }

  @FieldResolver(() => Person, {
    name: "frozenBy",
    nullable: true,
    description: "Who made it; null for the local operator.",
  })
  maker(@Root() { frozenBy }: Release): Person | null {
    return personOf(frozenBy);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: "Why it could not be frozen, for a person; null else.",
  })
  async failure(@Root() { jobId }: Release, @Ctx() context: RequestContext): Promise<string | null> {
    const loader = loaderOf(context, "releaseFailures", {
      read: (ids) => this.reading.loadFailures(ids),
      keyOf: (row) => row.jobId,
    });
    return (await loader.load(jobId))?.error ?? null;
  }

  @Mutation(() => CreateReleasePayload, {
    description: "Makes the next version of a release: a job freezes which label versions and values go in.",
  })
  async createRelease(
    @Arg("input", () => CreateReleaseInput, { description: "What to release." }) input: CreateReleaseInput,
    @Ctx() { viewer }: RequestContext,
  ): Promise<CreateReleasePayload> {
    return { release: await this.releases.create(viewer, input) };
  }

  @Mutation(() => GrantReleasePayload, { description: "Lets a viewer of the project read a release." })
  async grantRelease(
    @Arg("input", () => GrantReleaseInput, { description: "Which, to whom." }) input: GrantReleaseInput,
    @Ctx() { viewer }: RequestContext,
  ): Promise<GrantReleasePayload> {
    const release = await this.releases.grant(viewer, input);
    return { release, accountId: input.accountId };
  }
}
