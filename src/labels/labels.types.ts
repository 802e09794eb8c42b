import { Field, ID, Int, ObjectType } from "type-graphql";
import { connectionOf, type Connection } from "../core/paging.types";
import { Assignment } from "../tasks/assignment.entity";
import { Label } from "./label.entity";

export const LabelConnection = connectionOf(Label, "Label");
export type LabelConnection = Connection<Label>;

@ObjectType("LabelAnswer", {
  simpleResolvers: true,
  description: "An answer to a field; the absence of one means not asked.",
})
export class LabelAnswerType {
  @Field(() => String, { description: "The field's key." })
  field: string;

  @Field(() => ID, {
    nullable: true,
    description: "The completion it is about; null for a field of the prompt.",
  })
  completionId: string | null;

  @Field(() => String, {
    nullable: true,
    description: "YES, NO, NOT_APPLICABLE, a choice's value or a text; null for a scale.",
  })
  answer: string | null;

  @Field(() => Int, { nullable: true, description: "The number on a scale; null else." })
  score: number | null;
}

@ObjectType("LabelRank", { simpleResolvers: true, description: "The rank of a completion." })
export class LabelRankType {
  @Field(() => ID, { description: "The completion." })
  completionId: string;

  @Field(() => Int, { description: "From 1 (best), without gaps; equal ranks are ties." })
  rank: number;
}

@ObjectType({ simpleResolvers: true, description: "A label that was submitted or revised." })
export class LabelPayload {
  @Field(() => Label, { description: "The label." })
  label: Label;
}

@ObjectType({ simpleResolvers: true, description: "One's own work in a project." })
export class MyWork {
  /** Not a field: what the fields below read by. */
  projectId: string;

  accountId: string;

  @Field(() => Assignment, { nullable: true, description: "The task one holds now." })
  current: Assignment | null;

  @Field(() => [Assignment], { description: "Assignments with unfinished work, newest first, at most 50." })
  drafts: Assignment[];
}
