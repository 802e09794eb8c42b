import { Field, ID, ObjectType, registerEnumType } from "type-graphql";
import { Entity, Index, Unique } from "typeorm";
import { Account } from "../accounts/account.entity";
import { IdColumn, RefColumn, TimeColumn, WordColumn } from "../core/database/columns";
import { Node } from "../core/node.types";
import { Project } from "./project.entity";

/** What a member may do in a project. */
export enum Role {
  RESEARCHER = "RESEARCHER",
  LABELER = "LABELER",
  CANDIDATE = "CANDIDATE",
  VIEWER = "VIEWER",
}

registerEnumType(Role, {
  name: "Role",
  description: "What a member may do in a project; one role each.",
  valuesConfig: {
    RESEARCHER: { description: "Imports, prepares, configures, answers, publishes, measures and releases." },
    LABELER: { description: "Claims and submits tasks, writes prompts, asks and discusses in the room." },
    CANDIDATE: { description: "Takes the screening test, nothing else." },
    VIEWER: { description: "Reads aggregate reports and the releases granted to them." },
  },
});

/** Which group of labelers somebody belongs to. */
export enum Cohort {
  TRAINING = "TRAINING",
  HELD_OUT = "HELD_OUT",
}

registerEnumType(Cohort, {
  name: "Cohort",
  description: "Which group of labelers somebody belongs to.",
  valuesConfig: {
    TRAINING: { description: "Screened; their labels may enter releases." },
    HELD_OUT: {
      description: "Not screened; they only evaluate, and their labels never enter an SFT or RM release.",
    },
  },
});

/** An account's role in a project. */
@ObjectType({ implements: Node, simpleResolvers: true, description: "An account's role in a project." })
@Entity("memberships")
@Unique(["projectId", "accountId"])
@Index(["accountId"])
export class Membership extends Node {
  @IdColumn()
  override id: string;

  @Field(() => ID, { description: "The project." })
  @RefColumn(() => Project)
  projectId: string;

  @Field(() => ID, { description: "The account." })
  @RefColumn(() => Account)
  accountId: string;

  @Field(() => Role, { description: "What the member may do." })
  @WordColumn(16)
  role: Role;

  @Field(() => Cohort, { nullable: true, description: "A labeler's cohort; null for other roles." })
  @WordColumn(16, { nullable: true })
  cohort: Cohort | null;

  @Field(() => Date, { description: "Since when." })
  @TimeColumn()
  createdAt: Date;

  /** Rows stay after removal: labels and messages name their author by it. */
  @Field(() => Date, {
    nullable: true,
    description: "When the member was removed; null for members of today.",
  })
  @TimeColumn({ nullable: true })
  removedAt: Date | null;
}
