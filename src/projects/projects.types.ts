import { Field, Float, Int, ObjectType } from "type-graphql";
import { connectionOf, type Connection } from "../core/paging.types";
import { Membership } from "./membership.entity";
import { Project } from "./project.entity";
import type { ProjectSettings } from "./settings";

export const ProjectConnection = connectionOf(Project, "Project");
export type ProjectConnection = Connection<Project>;

export const MembershipConnection = connectionOf(Membership, "Membership");
export type MembershipConnection = Connection<Membership>;

@ObjectType("ProjectSettings", { simpleResolvers: true, description: "What a project decides for itself." })
export class ProjectSettingsType implements ProjectSettings {
  @Field(() => Int, { description: "How long a claim leases a place, in seconds." })
  leaseSeconds: number;

  @Field(() => Float, { description: "The share of tasks that want more than one labeler, 0 to 1." })
  overlapShare: number;

  @Field(() => Int, { description: "How many labelers such a task wants." })
  overlap: number;

  @Field(() => Int, { description: "How many skips send a task to the researchers' desk." })
  skipLimit: number;

  @Field(() => Int, { description: "How long a submitted label may be revised, in hours." })
  revisionHours: number;

  @Field(() => Int, { description: "The fewest completions in a ranking." })
  leastRanked: number;

  @Field(() => Int, { description: "The most completions in a ranking." })
  mostRanked: number;
}

@ObjectType({ simpleResolvers: true, description: "A project that was made or changed." })
export class ProjectPayload {
  @Field(() => Project, { description: "The project." })
  project: Project;
}

@ObjectType({ simpleResolvers: true, description: "A membership that was made, changed or ended." })
export class MemberPayload {
  @Field(() => Membership, { description: "The membership." })
  membership: Membership;
}
