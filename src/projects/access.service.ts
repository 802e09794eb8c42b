import { Account } from "../accounts/account.entity";
import { Session } from "../accounts/session.entity";
import type { Reader } from "../core/database/reader";
import { LabelroomError, notFound } from "../core/errors";
import { accountIdOf, type Viewer } from "../core/viewer";
import { accessRules, decide, type Decision, type Operation } from "./access";
import { Membership } from "./membership.entity";
import { Project } from "./project.entity";

/** Access that was granted to something of a project. */
export interface ProjectAccess {
  readonly project: Project;
  /** Null for the local operator and for admins without a membership. */
  readonly membership: Membership | null;
}

/** The first line of every service method: may this viewer call this operation? */
export class Access {
  /**
   * For operations that name no project.
   * @throws LabelroomError UNAUTHENTICATED or FORBIDDEN.
   */
  require(viewer: Viewer, operation: Operation): void {
    refuseUnlessAllowed(decide(accessRules[operation], standingOf(viewer, null)));
  }

  /**
   * For operations on a project, or on something that belongs to one.
   * @throws LabelroomError UNAUTHENTICATED, FORBIDDEN, CANDIDATE_ONLY; NOT_FOUND for projects of others.
   */
  async requireMember(
    reader: Reader,
    viewer: Viewer,
    { operation, projectId }: { readonly operation: Operation; readonly projectId: string },
  ): Promise<ProjectAccess> {
    refuseUnlessAllowed(decide(accessRules[operation], { ...standingOf(viewer, null), role: "RESEARCHER" }), [
      "UNAUTHENTICATED",
    ]);
    const project = await reader.findOne(Project, { where: { id: projectId } });
    if (project === null) throw notFound("projectId", "project");
    const membership = await this.membership(reader, viewer, projectId);
    refuseUnlessAllowed(decide(accessRules[operation], standingOf(viewer, membership)));
    return { project, membership };
  }

  /**
   * Something of a project, for whoever may call an operation there. What is not there and what is of a project of
   * others is refused in the same words: NOT_FOUND at `path`, naming `what`.
   * @throws LabelroomError UNAUTHENTICATED, FORBIDDEN, CANDIDATE_ONLY, NOT_FOUND.
   */
  async requireVisible<T extends { readonly projectId: string }>(
    reader: Reader,
    viewer: Viewer,
    asked: {
      readonly found: T | null | undefined;
      readonly operation: Operation;
      readonly path: string;
      readonly what: string;
    },
  ): Promise<T> {
    const { found, operation, path, what } = asked;
    if (found === null || found === undefined) {
      this.require(viewer, "node");
      throw notFound(path, what);
    }
    try {
      await this.requireMember(reader, viewer, { operation, projectId: found.projectId });
    } catch (error) {
      if (error instanceof LabelroomError && error.code === "NOT_FOUND") throw notFound(path, what);
      throw error;
    }
    return found;
  }

  /**
   * Whether a live stream may go on: the operation is still allowed, the sign-in not revoked, the account not
   * suspended. The viewer of a stream is as old as its connection, so both are read anew.
   */
  async mayStillListen(
    reader: Reader,
    viewer: Viewer,
    asked: { readonly operation: Operation; readonly projectId: string },
  ): Promise<boolean> {
    try {
      await this.requireMember(reader, viewer, asked);
    } catch (error) {
      if (error instanceof LabelroomError) return false;
      throw error;
    }
    if (viewer.kind !== "ACCOUNT") return true;
    const session = await reader.findOne(Session, { where: { id: viewer.credentialId } });
    const account = await reader.findOne(Account, { where: { id: viewer.accountId } });
    return session?.revokedAt === null && account?.suspendedAt === null;
  }

  /** The access versions of the project and of the account: they change with every right that ends. */
  async versions(reader: Reader, viewer: Viewer, projectId: string): Promise<string> {
    const project = await reader.findOne(Project, { where: { id: projectId } });
    if (viewer.kind !== "ACCOUNT") return String(project?.accessVersion);
    const account = await reader.findOne(Account, { where: { id: viewer.accountId } });
    return `${project?.accessVersion}.${account?.accessVersion}`;
  }

  /** The viewer's membership of a project; null without one, or where a token is bound to another project. */
  async membership(reader: Reader, viewer: Viewer, projectId: string): Promise<Membership | null> {
    const accountId = accountIdOf(viewer);
    if (accountId === null) return null;
    if (viewer.kind === "ACCOUNT" && viewer.projectId !== null && viewer.projectId !== projectId) return null;
    const membership = await reader.findOne(Membership, { where: { projectId, accountId } });
    return membership?.removedAt === null ? membership : null;
  }
}

function standingOf(viewer: Viewer, membership: Membership | null): Parameters<typeof decide>[1] {
  return {
    kind: viewer.kind,
    // A token bound to a project is for that project's work, not for the instance's.
    isAdmin: viewer.kind === "ACCOUNT" && viewer.isAdmin && viewer.projectId === null,
    isReadOnly: viewer.kind === "ACCOUNT" && viewer.isReadOnly,
    role: membership?.role ?? null,
  };
}

function refuseUnlessAllowed(decision: Decision, among?: readonly Decision[]): void {
  if (decision === "ALLOWED") return;
  if (among !== undefined && !among.includes(decision)) return;
  if (decision === "NOT_FOUND") throw notFound("projectId", "project");
  throw new LabelroomError(decision);
}
