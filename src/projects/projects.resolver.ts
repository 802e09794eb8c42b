import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from "type-graphql";
import { Person, personOf } from "../accounts/person.types";
import type { RequestContext } from "../core/context";
import { refusal } from "../core/errors";
import { PageArgs } from "../core/paging.types";
import { Membership } from "./membership.entity";
import { Project } from "./project.entity";
import { AddMemberInput, CreateProjectInput, RemoveMemberInput, UpdateProjectInput } from "./projects.inputs";
import type { ProjectsService } from "./projects.service";
import {
  MemberPayload,
  MembershipConnection,
  ProjectConnection,
  ProjectPayload,
  ProjectSettingsType,
} from "./projects.types";

@Resolver(() => Project)
export class ProjectsResolver {
  constructor(private readonly projects: ProjectsService) {}

  @Query(() => ProjectConnection, {
    name: "projects",
    description: "The projects one belongs to; all for admins.",
  })
  projectList(
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() { viewer }: RequestContext,
  ): Promise<ProjectConnection> {
    return this.projects.projects(viewer, page);
  }

  @Query(() => Project, { description: "One project, by id or by slug." })
  project(
    @Arg("id", () => ID, { nullable: true, description: "The project's id." }) id: string | null,
    @Arg("slug", () => String, { nullable: true, description: "Or its slug." }) slug: string | null,
    @Ctx() { viewer }: RequestContext,
  ): Promise<Project> {
    if (!id === !slug) throw refusal("BAD_INPUT", "id", "oneOf", "Give either an id or a slug.");
    return this.projects.project(viewer, { id, slug });
  }

  @FieldResolver(() => ProjectSettingsType, { description: "What the project decides for itself." })
  settings(@Root() project: Project): ProjectSettingsType {
    return project.settings;
  }

  @FieldResolver(() => MembershipConnection, { description: "The members of today, oldest first." })
  members(
    @Root() project: Project,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() { viewer }: RequestContext,
  ): Promise<MembershipConnection> {
    return this.projects.members(viewer, project.id, page);
  }

  @FieldResolver(() => Membership, {
    nullable: true,
    description: "One's own membership; null for admins without one.",
  })
  myMembership(@Root() project: Project, @Ctx() { viewer }: RequestContext): Promise<Membership | null> {
    return this.projects.myMembership(viewer, project.id);
  }

  @Mutation(() => ProjectPayload, {
    description: "Makes a project; whoever makes it becomes its first researcher.",
  })
  async createProject(
    @Arg("input", () => CreateProjectInput, { description: "The project." }) input: CreateProjectInput,
    @Ctx() { viewer }: RequestContext,
  ): Promise<ProjectPayload> {
    return { project: await this.projects.create(viewer, input) };
  }

  @Mutation(() => ProjectPayload, { description: "Changes a project's name and settings." })
  async updateProject(
    @Arg("input", () => UpdateProjectInput, { description: "The changes." }) input: UpdateProjectInput,
    @Ctx() { viewer }: RequestContext,
  ): Promise<ProjectPayload> {
    return { project: await this.projects.update(viewer, input) };
  }

  @Mutation(() => MemberPayload, { description: "Makes an account a member, or changes its role or cohort." })
  async addMember(
    @Arg("input", () => AddMemberInput, { description: "Who, as what." }) input: AddMemberInput,
    @Ctx() { viewer }: RequestContext,
  ): Promise<MemberPayload> {
    return { membership: await this.projects.addMember(viewer, input) };
  }

  @Mutation(() => MemberPayload, { description: "Ends a membership." })
  async removeMember(
    @Arg("input", () => RemoveMemberInput, { description: "Whose." }) input: RemoveMemberInput,
    @Ctx() { viewer }: RequestContext,
  ): Promise<MemberPayload> {
    return { membership: await this.projects.removeMember(viewer, input.projectId, input.accountId) };
  }
}

@Resolver(() => Membership)
export class MembershipsResolver {
  @FieldResolver(() => Person, { description: "Who the member is." })
  person(@Root() membership: Membership): Person {
    return personOf(membership.accountId);
  }
}
