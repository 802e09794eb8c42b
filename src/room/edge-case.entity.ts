import { Field, ID, Int, ObjectType, registerEnumType } from "type-graphql";
import { Entity, Index } from "typeorm";
import { Account } from "../accounts/account.entity";
import {
  CountColumn,
  IdColumn,
  JsonColumn,
  PrimaryCountColumn,
  PrimaryRefColumn,
  RefColumn,
  TextColumn,
  TimeColumn,
  WordColumn,
} from "../core/database/columns";
import { Node } from "../core/node.types";
import { Project } from "../projects/project.entity";
import { Prompt } from "../prompts/prompt.entity";
import { Task } from "../tasks/task.entity";
import { EdgeCaseState } from "./edge-case-state";

registerEnumType(EdgeCaseState, {
  name: "EdgeCaseState",
  description: "Where an edge-case question stands.",
  valuesConfig: {
    OPEN: { description: "Nobody answered yet." },
    ANSWERED: { description: "Answered: a precedent for similar prompts." },
    FOLDED_IN: { description: "A version of the guideline cites it." },
  },
});

/** A question about a prompt that the guideline does not settle; its words are in `EdgeCaseVersion`. */
@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description: "A question about a prompt that the guideline does not settle.",
})
@Entity("edge_cases")
@Index(["projectId", "askedAt", "id"])
@Index(["projectId", "promptId", "askedAt", "id"])
@Index(["projectId", "foldedInto"])
export class EdgeCase extends Node {
  @IdColumn()
  override id: string;

  @Field(() => ID, { description: "The project whose room it was asked in." })
  @RefColumn(() => Project)
  projectId: string;

  @Field(() => EdgeCaseState, { description: "Where the question stands." })
  @WordColumn(16)
  state: EdgeCaseState;

  @Field(() => ID, { description: "The prompt it is about." })
  @RefColumn(() => Prompt)
  promptId: string;

  @Field(() => ID, {
    nullable: true,
    description: "The task during which it was asked; null where there was none.",
  })
  @RefColumn(() => Task, { nullable: true })
  taskId: string | null;

  @Field(() => [ID], {
    description:
      "The completions it is about, as they were named; each client shows its own letters for them.",
  })
  @JsonColumn()
  completionIds: string[];

  /** Null for the local operator. */
  @RefColumn(() => Account, { nullable: true })
  askedById: string | null;

  @Field(() => Date, { description: "When it was asked." })
  @TimeColumn()
  askedAt: Date;

  /** The wording of the question that counts, from 1. */
  @CountColumn()
  version: number;

  @Field(() => Int, {
    nullable: true,
    description: "The guideline version that cites it; null where none does.",
  })
  @CountColumn({ nullable: true })
  foldedInto: number | null;
}

/** One wording of a question. */
@Entity("edge_case_versions")
export class EdgeCaseVersion {
  @PrimaryRefColumn(() => EdgeCase)
  edgeCaseId: string;

  @PrimaryCountColumn()
  version: number;

  @TextColumn()
  question: string;

  @TimeColumn()
  writtenAt: Date;
}
