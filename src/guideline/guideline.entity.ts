import { Field, ID, Int, ObjectType, registerEnumType } from "type-graphql";
import { Entity, Unique } from "typeorm";
import { Account } from "../accounts/account.entity";
import {
  CountColumn,
  FlagColumn,
  IdColumn,
  JsonColumn,
  KeyColumn,
  PrimaryRefColumn,
  RefColumn,
  TextColumn,
  TimeColumn,
  WordColumn,
} from "../core/database/columns";
import { Node } from "../core/node.types";
import { Project } from "../projects/project.entity";

/** What an output should be, one of three. */
export enum Priority {
  HELPFUL = "HELPFUL",
  TRUTHFUL = "TRUTHFUL",
  HARMLESS = "HARMLESS",
}

registerEnumType(Priority, {
  name: "Priority",
  description: "What an output should be; a guideline says which comes first where they conflict.",
  valuesConfig: {
    HELPFUL: { description: "Does what the user wants." },
    TRUTHFUL: { description: "Does not mislead." },
    HARMLESS: { description: "Causes no harm to people, property or environment." },
  },
});

/** What the labels are for. */
export enum GuidelinePhase {
  TRAINING = "TRAINING",
  EVALUATION = "EVALUATION",
}

registerEnumType(GuidelinePhase, {
  name: "GuidelinePhase",
  description: "What the labels that are made under a guideline are for.",
  valuesConfig: {
    TRAINING: { description: "For training data." },
    EVALUATION: { description: "For the evaluation of models." },
  },
});

/** A published version of a project's guideline; never changed. Its words are in `GuidelineText`. */
@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description: "A published version of a project's guideline. It never changes.",
})
@Entity("guidelines")
@Unique(["projectId", "version"])
export class Guideline extends Node {
  @IdColumn()
  override id: string;

  @Field(() => ID, { description: "The project." })
  @RefColumn(() => Project)
  projectId: string;

  @Field(() => Int, { description: "Its number in the project: from 1, without gaps." })
  @CountColumn()
  version: number;

  @Field(() => String, { description: "SHA-256 of the Markdown in UTF-8, in hexadecimal." })
  @KeyColumn(64)
  sha256: string;

  @Field(() => [Priority], { description: "What comes first where outputs can't be all three, in order." })
  @JsonColumn()
  priorities: Priority[];

  @Field(() => GuidelinePhase, { description: "What the labels made under it are for." })
  @WordColumn(16)
  phase: GuidelinePhase;

  @Field(() => String, { description: "What changed and why, in the publisher's words." })
  @TextColumn()
  note: string;

  @Field(() => Boolean, {
    description: "Whether labelers must acknowledge it, or a later version, before their work is taken.",
  })
  @FlagColumn()
  requiresAcknowledgement: boolean;

  /** Null for the local operator. */
  @RefColumn(() => Account, { nullable: true })
  publishedById: string | null;

  @Field(() => Date, { description: "When it was published." })
  @TimeColumn()
  publishedAt: Date;
}

/** The Markdown of a version, apart from what lists show. */
@Entity("guideline_texts")
export class GuidelineText {
  @PrimaryRefColumn(() => Guideline)
  guidelineId: string;

  @TextColumn()
  markdown: string;
}

/** Where a project's guideline stands. Its row is the lock under which versions get their numbers. */
@Entity("guideline_heads")
export class GuidelineHead {
  @PrimaryRefColumn(() => Project)
  projectId: string;

  /** The current version; 0 before the first. */
  @CountColumn()
  version: number;

  /** The last version that requires acknowledgement; null where none does. */
  @CountColumn({ nullable: true })
  lastRequired: number | null;
}

/** That somebody read a version and will work by it. */
@Entity("guideline_acknowledgements")
export class GuidelineAcknowledgement {
  @PrimaryRefColumn(() => Account)
  accountId: string;

  @PrimaryRefColumn(() => Guideline)
  guidelineId: string;

  @TimeColumn()
  acknowledgedAt: Date;
}
