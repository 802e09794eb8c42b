import { pageOf } from "../core/database/keyset";
import type { Reader } from "../core/database/reader";
import type { Store } from "../core/database/store";
import { Job } from "../core/jobs/job.entity";
import { LabelroomError, notFound } from "../core/errors";
import type { PageRequest } from "../core/paging";
import type { Connection } from "../core/paging.types";
import { accountIdOf, type Viewer } from "../core/viewer";
import type { Operation } from "../projects/access";
import type { Access } from "../projects/access.service";
import { type Membership, Role } from "../projects/membership.entity";
import { Release, ReleaseGrant, ReleaseState } from "./release.entity";

/** Which release, for which operation, and which argument named it. */
export interface ReleaseAsked {
  readonly id: string;
  readonly operation: Operation;
  /** The path of the argument, for NOT_FOUND. */
  readonly path: string;
}

/** Who may see which release: researchers of its project all, viewers the frozen ones that were granted to them. */
export class ReleaseReading {
  constructor(
    private readonly store: Store,
    private readonly access: Access,
  ) {}

  /** One release. @throws LabelroomError NOT_FOUND, FORBIDDEN, CANDIDATE_ONLY. */
  release(viewer: Viewer, id: string): Promise<Release> {
    return this.store.read((reader) =>
      this.visible(reader, viewer, { id, operation: "release", path: "id" }),
    );
  }

  /** A project's releases, newest first. */
  async list(viewer: Viewer, projectId: string, page: PageRequest): Promise<Connection<Release>> {
    return this.store.read(async (reader) => {
      const { membership } = await this.access.requireMember(reader, viewer, {
        operation: "releases",
        projectId,
      });
      const query = reader.select(Release, "release").where("release.projectId = :projectId", { projectId });
      if (isLimited(membership)) {
        query.andWhere(
          `release.state = :frozen AND release.id IN
           (SELECT g.release_id FROM release_grants g WHERE g.account_id = :accountId)`,
          { frozen: ReleaseState.FROZEN, accountId: accountIdOf(viewer) },
        );
      }
      return pageOf(query, page, {
        columns: ["release.createdAt", "release.id"],
        direction: "DESC",
        keyOf: (release) => [release.createdAt.toISOString(), release.id],
      });
    });
  }

  /** A release with a handle at hand. @throws LabelroomError as `release` does. */
  async visible(reader: Reader, viewer: Viewer, { id, operation, path }: ReleaseAsked): Promise<Release> {
    const release = await reader.findOne(Release, { where: { id } });
    if (release === null) {
      this.access.require(viewer, "node");
      throw notFound(path, "release");
    }
    // Asked before the role: FORBIDDEN would tell a viewer that there is a release which was not granted to them.
    const membership = await this.access.membership(reader, viewer, release.projectId);
    const isHidden = isLimited(membership) && !(await isGranted(reader, viewer, release));
    if (isHidden) throw notFound(path, "release");
    await this.#requireMember(reader, viewer, { release, operation, path });
    return release;
  }

  /** Why jobs failed, for loaders. */
  async loadFailures(jobIds: readonly string[]): Promise<{ jobId: string; error: string | null }[]> {
    const query = (reader: Reader): Promise<Job[]> =>
      reader
        .select(Job, "job")
        .where("job.id IN (:...jobIds)", { jobIds: [...jobIds] })
        .getMany();
    return (await this.store.read(query)).map(({ id, error }) => ({ jobId: id, error }));
  }

  /** Membership, refused in words that name the release's id and not the project. */
  async #requireMember(
    reader: Reader,
    viewer: Viewer,
    { release, operation, path }: { readonly release: Release } & Omit<ReleaseAsked, "id">,
  ): Promise<void> {
    const { projectId } = release;
    try {
      await this.access.requireMember(reader, viewer, { operation, projectId });
    } catch (error) {
      if (error instanceof LabelroomError && error.code === "NOT_FOUND") throw notFound(path, "release");
      throw error;
    }
  }
}

function isLimited(membership: Membership | null): boolean {
  return membership?.role === Role.VIEWER;
}

async function isGranted(reader: Reader, viewer: Viewer, { id, state }: Release): Promise<boolean> {
  const accountId = accountIdOf(viewer);
  if (state !== ReleaseState.FROZEN || accountId === null) return false;
  return reader.exists(ReleaseGrant, { releaseId: id, accountId });
}
