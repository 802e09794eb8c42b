import type { AccountsService } from "../accounts/accounts.service";
import { isUniqueFailure } from "../core/database/constraint-errors";
import { pageOf } from "../core/database/keyset";
import type { Reader } from "../core/database/reader";
import type { Store } from "../core/database/store";
import type { Transaction } from "../core/database/transaction";
import { notFound, refusal } from "../core/errors";
import { newSecret, type Ids } from "../core/ids";
import type { PageRequest } from "../core/paging";
import type { Connection } from "../core/paging.types";
import { actorOf, accountIdOf, type Viewer } from "../core/viewer";
import { topics, type WakeUp } from "../core/wake-up";
import type { Access } from "./access.service";
import type { Operation } from "./access";
import { Cohort, Membership, Role } from "./membership.entity";
import { Project } from "./project.entity";
import type {
  AddMemberInput,
  CreateProjectInput,
  ProjectSettingsInput,
  UpdateProjectInput,
} from "./projects.inputs";
import { defaultSettings, type ProjectSettings } from "./settings";

/** Projects and who is in them. */
export class ProjectsService {
  constructor(
    private readonly parts: {
      readonly store: Store;
      readonly access: Access;
      readonly ids: Ids;
      readonly accounts: AccountsService;
      readonly wakeUp: WakeUp;
    },
  ) {}

  /** A project by id or by slug, for its members and for admins. */
  async project(
    viewer: Viewer,
    by: { readonly id?: string | null; readonly slug?: string | null },
  ): Promise<Project> {
    return this.parts.store.read(async (reader) => {
      const id = by.id ?? (await this.idOfSlug(reader, by.slug ?? ""));
      return (await this.parts.access.requireMember(reader, viewer, { operation: "project", projectId: id }))
        .project;
    });
  }

  /** The projects a viewer belongs to; all of them for admins and the local operator. */
  async projects(viewer: Viewer, page: PageRequest): Promise<Connection<Project>> {
    this.parts.access.require(viewer, "projects");
    return this.parts.store.read((reader) => {
      const query = reader.select(Project, "project");
      const seesAll = viewer.kind === "LOCAL_OPERATOR" || (viewer.kind === "ACCOUNT" && viewer.isAdmin);
      if (!seesAll) {
        query.where(
          "project.id IN (SELECT m.project_id FROM memberships m WHERE m.account_id = :accountId AND m.removed_at IS NULL)",
          { accountId: accountIdOf(viewer) ?? "" },
        );
      }
      if (viewer.kind === "ACCOUNT" && viewer.projectId !== null) {
        query.andWhere("project.id = :boundTo", { boundTo: viewer.projectId });
      }
      return pageOf(query, page, {
        columns: ["project.slug"],
        direction: "ASC",
        keyOf: (project) => [project.slug],
      });
    });
  }

  /**
   * Makes a project with its room.
   * @throws LabelroomError CONFLICT where the slug is taken.
   */
  async create(viewer: Viewer, input: CreateProjectInput): Promise<Project> {
    this.parts.access.require(viewer, "createProject");
    try {
      return await this.parts.store.transaction((tx) => this.#insert(tx, viewer, input));
    } catch (error) {
      if (!isUniqueFailure(error)) throw error;
      throw refusal("CONFLICT", "input.slug", "unique", `There is a project ${input.slug} already.`);
    }
  }

  /** Changes a project's name and settings. */
  async update(viewer: Viewer, input: UpdateProjectInput): Promise<Project> {
    return this.parts.store.transaction(async (tx) => {
      const { projectId } = input;
      const { project } = await this.parts.access.requireMember(tx, viewer, {
        operation: "updateProject",
        projectId,
      });
      const settings = merged(project.settings, input.settings ?? null);
      await tx.update(Project, { id: projectId }, { name: input.name ?? project.name, settings });
      tx.audit(auditOf(viewer, "updateProject", { projectId, targetId: projectId }));
      return projectOf(tx, projectId);
    });
  }

  /** Makes an account a member, or changes its role or cohort; raises the project's access version. */
  async addMember(viewer: Viewer, input: AddMemberInput): Promise<Membership> {
    const { projectId, role } = input;
    if (input.cohort && role !== Role.LABELER) {
      throw refusal("BAD_INPUT", "input.cohort", "labelersOnly", "Only labelers have a cohort.");
    }
    return this.parts.store.transaction(async (tx) => {
      await this.parts.access.requireMember(tx, viewer, { operation: "addMember", projectId });
      const account = await this.parts.accounts.byEmail(tx, input.email);
      if (account === null) throw notFound("input.email", "account");
      const cohort = role === Role.LABELER ? (input.cohort ?? Cohort.TRAINING) : null;
      const where = { projectId, accountId: account.id };
      const known = await tx.lockOne(Membership, where);
      if (known === null) {
        const id = this.parts.ids.next("membership");
        await tx.insert(Membership, {
          id,
          ...where,
          role,
          cohort,
          createdAt: await tx.now(),
          removedAt: null,
        });
      } else {
        await tx.update(Membership, { id: known.id }, { role, cohort, removedAt: null });
      }
      tx.audit({
        ...auditOf(viewer, "addMember", { projectId, targetId: account.id }),
        details: { role, cohort },
      });
      await this.#raiseAccess(tx, projectId);
      return membershipOf(tx, where);
    });
  }

  /** Ends a membership; what lives on it ends within seconds. */
  async removeMember(viewer: Viewer, projectId: string, accountId: string): Promise<Membership> {
    return this.parts.store.transaction(async (tx) => {
      await this.parts.access.requireMember(tx, viewer, { operation: "removeMember", projectId });
      const where = { projectId, accountId };
      const known = await tx.lockOne(Membership, where);
      if (known === null || known.removedAt !== null) throw notFound("input.accountId", "member");
      await tx.update(Membership, { id: known.id }, { removedAt: await tx.now() });
      tx.audit(auditOf(viewer, "removeMember", { projectId, targetId: accountId }));
      await this.#raiseAccess(tx, projectId);
      return membershipOf(tx, where);
    });
  }

  /** A project's members of today, oldest first; for whoever may call `operation` there. */
  async members(viewer: Viewer, projectId: string, page: PageRequest): Promise<Connection<Membership>> {
    const operation: Operation = "project";
    return this.parts.store.read(async (reader) => {
      await this.parts.access.requireMember(reader, viewer, { operation, projectId });
      const query = reader.select(Membership, "member");
      query.where("member.projectId = :projectId AND member.removedAt IS NULL", { projectId });
      return pageOf(query, page, {
        columns: ["member.createdAt", "member.id"],
        direction: "ASC",
        keyOf: (member) => [member.createdAt.toISOString(), member.id],
      });
    });
  }

  /** The viewer's own membership of a project. */
  myMembership(viewer: Viewer, projectId: string): Promise<Membership | null> {
    return this.parts.store.read((reader) => this.parts.access.membership(reader, viewer, projectId));
  }

  /** Sets the run that new tasks and releases start from. */
  async setCurrentRun(tx: Transaction, projectId: string, runId: string): Promise<void> {
    await tx.update(Project, { id: projectId }, { currentRunId: runId });
  }

  /** @throws LabelroomError NOT_FOUND where no project has the slug. */
  async idOfSlug(reader: Reader, slug: string): Promise<string> {
    const project = await reader.findOne(Project, { where: { slug } });
    if (project === null) throw notFound("slug", "project");
    return project.id;
  }

  async #insert(tx: Transaction, viewer: Viewer, input: CreateProjectInput): Promise<Project> {
    const id = this.parts.ids.next("project");
    await tx.insert(Project, {
      id,
      slug: input.slug,
      name: input.name,
      settings: merged(defaultSettings, input.settings ?? null),
      splitSeed: newSecret(),
      pseudonymKey: newSecret(),
      currentRunId: null,
      accessVersion: 0,
      createdAt: await tx.now(),
    });
    tx.audit(auditOf(viewer, "createProject", { projectId: id, targetId: id }));
    const accountId = accountIdOf(viewer);
    if (accountId !== null) {
      // Whoever makes a project by the API works in it; the local operator names members one by one.
      const membershipId = this.parts.ids.next("membership");
      const createdAt = await tx.now();
      const role = Role.RESEARCHER;
      await tx.insert(Membership, {
        id: membershipId,
        projectId: id,
        accountId,
        role,
        cohort: null,
        createdAt,
        removedAt: null,
      });
    }
    return projectOf(tx, id);
  }

  async #raiseAccess(tx: Transaction, projectId: string): Promise<void> {
    await tx.execute("UPDATE projects SET access_version = access_version + 1 WHERE id = :projectId", {
      projectId,
    });
    tx.afterCommit(() => {
      this.parts.wakeUp.wake(topics.access);
      this.parts.wakeUp.wake(topics.room(projectId));
    });
  }
}

function merged(settings: ProjectSettings, changes: ProjectSettingsInput | null): ProjectSettings {
  const given = Object.entries(changes ?? {}).filter(([, value]) => value !== null && value !== undefined);
  const result: ProjectSettings = { ...settings, ...(Object.fromEntries(given) as Partial<ProjectSettings>) };
  if (result.leastRanked > result.mostRanked) {
    throw refusal(
      "BAD_INPUT",
      "input.settings.leastRanked",
      "order",
      "The fewest can't be more than the most.",
    );
  }
  return result;
}

function auditOf(
  viewer: Viewer,
  action: string,
  { projectId, targetId }: { readonly projectId: string; readonly targetId: string },
): Parameters<Transaction["audit"]>[0] {
  return { ...actorOf(viewer), action, projectId, targetId, result: "DONE" };
}

async function projectOf(tx: Transaction, id: string): Promise<Project> {
  const project = await tx.findOne(Project, { where: { id } });
  if (project === null) throw new Error(`The project ${id} is gone within its own unit.`);
  return project;
}

async function membershipOf(
  tx: Transaction,
  where: { projectId: string; accountId: string },
): Promise<Membership> {
  const membership = await tx.findOne(Membership, { where });
  if (membership === null) throw new Error("The membership is gone within its own unit.");
  return membership;
}
