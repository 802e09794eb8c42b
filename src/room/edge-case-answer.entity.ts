import { Field, ID, Int, ObjectType } from "type-graphql";
import { Entity, Unique } from "typeorm";
import { Account } from "../accounts/account.entity";
import {
  CountColumn,
  IdColumn,
  PrimaryCountColumn,
  PrimaryRefColumn,
  RefColumn,
  TextColumn,
  TimeColumn,
} from "../core/database/columns";
import { EdgeCase } from "./edge-case.entity";

/** An answer to an edge-case question; its words are in `EdgeCaseAnswerVersion`. */
@ObjectType({ simpleResolvers: true, description: "A researcher's answer to an edge-case question." })
@Entity("edge_case_answers")
@Unique(["edgeCaseId", "place"])
export class EdgeCaseAnswer {
  @Field(() => ID, { description: "Opaque id." })
  @IdColumn()
  id: string;

  @Field(() => ID, { description: "The question." })
  @RefColumn(() => EdgeCase)
  edgeCaseId: string;

  @Field(() => Int, { description: "Which answer to the question it is, from 1 in the order given." })
  @CountColumn()
  place: number;

  /** Null for the local operator. */
  @RefColumn(() => Account, { nullable: true })
  answeredById: string | null;

  @Field(() => Date, { description: "When it was given." })
  @TimeColumn()
  answeredAt: Date;

  /** The wording that counts, from 1. */
  @CountColumn()
  version: number;
}

/** One wording of an answer. */
@Entity("edge_case_answer_versions")
export class EdgeCaseAnswerVersion {
  @PrimaryRefColumn(() => EdgeCaseAnswer)
  answerId: string;

  @PrimaryCountColumn()
  version: number;

  @TextColumn()
  text: string;

  @TimeColumn()
  writtenAt: Date;
}
