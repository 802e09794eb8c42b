import { In } from "typeorm";
import { onceForKey } from "../core/database/client-keys";
import type { Store } from "../core/database/store";
import type { Transaction } from "../core/database/transaction";
import { LabelroomError, notFound, refusal } from "../core/errors";
import type { Ids } from "../core/ids";
import { JobKind } from "../core/jobs/job.entity";
import type { JobRequest, Jobs } from "../core/jobs/jobs";
import { actorOf, accountIdOf, type Viewer } from "../core/viewer";
import { PreparationRun, RunState } from "../preparation/preparation-run.entity";
import type { Access } from "../projects/access.service";
import { Membership, Role } from "../projects/membership.entity";
import { Project } from "../projects/project.entity";
import type { FreezablePrompts } from "./freezable-prompts.service";
import type { FreezingService } from "./freezing.service";
import { releaseParameters, type ReleaseWishes } from "./release-parameters";
import type { ReleaseReading } from "./release-reading.service";
import { Release, ReleaseGrant, ReleaseState } from "./release.entity";

/** What is to be released, of which project, under which name. */
export interface NewRelease extends ReleaseWishes {
  readonly projectId: string;
  readonly name: string;
  readonly note?: string | null | undefined;
}

/** Makes releases, and says who may read them. */
export class ReleasesService {
  constructor(
    private readonly parts: {
      readonly store: Store;
      readonly access: Access;
      readonly ids: Ids;
      readonly jobs: Jobs;
      readonly reading: ReleaseReading;
      readonly prompts: FreezablePrompts;
      readonly freezing: FreezingService;
    },
  ) {}

  /**
   * Makes the next version of a release's name; a job freezes it.
   * @throws LabelroomError BAD_INPUT, FORBIDDEN, IDEMPOTENCY_CONFLICT; CONFLICT naming what is missing where it would
   *   be empty; NOT_FOUND for a project or an earlier release that isn't there.
   */
  async create(
    viewer: Viewer,
    { key, ...wishes }: NewRelease & { readonly key?: string | null | undefined },
  ): Promise<Release> {
    const accountId = accountIdOf(viewer) ?? viewer.kind;
    return this.parts.store.transaction(async (tx) => {
      const { projectId } = wishes;
      await this.parts.access.requireMember(tx, viewer, { operation: "createRelease", projectId });
      const work = async (): Promise<{ releaseId: string }> => {
        const job = await this.parts.jobs.enqueue(tx, requestOf(viewer, projectId));
        return { releaseId: await this.#begin(tx, viewer, { wishes, jobId: job.id }) };
      };
      const call = { accountId, mutation: "createRelease", input: wishes };
      const { releaseId } = key ? (await onceForKey(tx, { ...call, key }, work)).result : await work();
      return releaseOf(tx, releaseId);
    });
  }

  /**
   * The same in this process and to the end, for the command line: resolves with the frozen release.
   * @throws LabelroomError as `create` does.
   */
  async createHere(viewer: Viewer, wishes: NewRelease): Promise<Release> {
    const { store, access, jobs, freezing } = this.parts;
    const { projectId } = wishes;
    await store.read((reader) =>
      access.requireMember(reader, viewer, { operation: "createRelease", projectId }),
    );
    const { id: jobId } = await jobs.perform(requestOf(viewer, projectId), async (control) => {
      await control.chunk({ done: 0 }, (tx) => this.#begin(tx, viewer, { wishes, jobId: control.jobId }));
      return freezing.run(control.jobId, control);
    });
    return store.read(async (reader) => {
      const release = await reader.findOne(Release, { where: { jobId } });
      if (release === null) throw new Error(`The job ${jobId} made no release.`);
      return release;
    });
  }

  /**
   * Lets a viewer of the project read a release; again is no change.
   * @throws LabelroomError FORBIDDEN; NOT_FOUND for a release, or a viewer of its project, that isn't there.
   */
  async grant(
    viewer: Viewer,
    { releaseId, accountId }: { readonly releaseId: string; readonly accountId: string },
  ): Promise<Release> {
    return this.parts.store.transaction(async (tx) => {
      const asked = { id: releaseId, operation: "grantRelease", path: "input.releaseId" } as const;
      const release = await this.parts.reading.visible(tx, viewer, asked);
      const { projectId } = release;
      const member = await tx.findOne(Membership, { where: { projectId, accountId } });
      const isViewer = member?.role === Role.VIEWER && member.removedAt === null;
      if (!isViewer) throw notFound("input.accountId", "viewer of the project");
      const grantedAt = await tx.now();
      await tx.insertNew(ReleaseGrant, { releaseId, accountId, grantedBy: accountIdOf(viewer), grantedAt });
      tx.audit({
        ...actorOf(viewer),
        action: "grantRelease",
        projectId,
        targetId: releaseId,
        result: "DONE",
        details: { accountId },
      });
      return release;
    });
  }

  async #begin(
    tx: Transaction,
    viewer: Viewer,
    { wishes, jobId }: { readonly wishes: NewRelease; readonly jobId: string },
  ): Promise<string> {
    const { projectId, kind, name } = wishes;
    const parameters = releaseParameters(wishes);
    await requireFrozen(tx, projectId, wishes.disjointFrom);
    // The project's row is the lock under which versions are counted: two at once get two numbers.
    const project = await tx.lockOne(Project, { id: projectId });
    const plan = { projectId, runId: await finishedRun(tx, project), kind, parameters };
    await this.parts.prompts.requireSome(tx, plan);
    const release: Release = {
      ...plan,
      id: this.parts.ids.next("release"),
      name,
      version: await nextVersion(tx, projectId, name),
      state: ReleaseState.FREEZING,
      note: wishes.note ?? null,
      jobId,
      frozenBy: accountIdOf(viewer),
      createdAt: await tx.now(),
      frozenAt: null,
      description: null,
      manifest: null,
      listedFiles: null,
      contentSha256: null,
    };
    const { id, version } = release;
    // The type of a manifest is too deep for TypeORM's partial entity.
    const row = release as never;
    await tx.insert(Release, row);
    const details = { name, version, kind };
    tx.audit({
      ...actorOf(viewer),
      action: "createRelease",
      projectId,
      targetId: id,
      result: "DONE",
      details,
    });
    return id;
  }
}

function requestOf(viewer: Viewer, projectId: string): JobRequest {
  return { kind: JobKind.RELEASE, projectId, parameters: {}, requestedBy: accountIdOf(viewer) };
}

async function finishedRun(tx: Transaction, project: Project | null): Promise<string> {
  const id = project?.currentRunId ?? null;
  const run = id === null ? null : await tx.findOne(PreparationRun, { where: { id, state: RunState.DONE } });
  if (run !== null) return run.id;
  throw refusal(
    "CONFLICT",
    "input.projectId",
    "prepared",
    "The project has no finished preparation run: prepare its prompts first.",
  );
}

/** The releases whose prompts are left out must be frozen ones of the same project. */
async function requireFrozen(
  tx: Transaction,
  projectId: string,
  releaseIds: readonly string[],
): Promise<void> {
  if (releaseIds.length === 0) return;
  const found = await tx.find(Release, {
    where: { id: In([...releaseIds]), projectId, state: ReleaseState.FROZEN },
  });
  const known = new Set(found.map(({ id }) => id));
  const issues = releaseIds.flatMap((id, place) =>
    known.has(id) ? [] : notFound(`input.disjointFrom.${place}`, "frozen release").issues,
  );
  if (issues.length > 0) throw new LabelroomError("NOT_FOUND", issues);
}

async function nextVersion(tx: Transaction, projectId: string, name: string): Promise<number> {
  const [row] = await tx.rows<{ last: number | null }>(
    `SELECT MAX(version) AS "last" FROM releases WHERE project_id = :projectId AND name = :name`,
    { projectId, name },
  );
  return (row?.last ?? 0) + 1;
}

async function releaseOf(tx: Transaction, id: string): Promise<Release> {
  const release = await tx.findOne(Release, { where: { id } });
  if (release === null) throw new Error(`The release ${id} is gone within its own unit.`);
  return release;
}
