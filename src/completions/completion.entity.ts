import { GraphQLJSONObject } from "graphql-scalars";
import { Field, ID, Int, ObjectType } from "type-graphql";
import { Entity, Index } from "typeorm";
import {
  CountColumn,
  IdColumn,
  JsonColumn,
  KeyColumn,
  RefColumn,
  TextColumn,
  TimeColumn,
} from "../core/database/columns";
import { Node } from "../core/node.types";
import { Project } from "../projects/project.entity";
import { Prompt } from "../prompts/prompt.entity";

/** What a model answered to a prompt. Labelers never see this type: it names the model. */
@ObjectType({ implements: Node, simpleResolvers: true, description: "What a model answered to a prompt." })
@Entity("completions")
@Index(["promptId", "setName"])
@Index(["projectId", "setName"])
@Index(["importId"])
export class Completion extends Node {
  @IdColumn()
  override id: string;

  @RefColumn(() => Project)
  projectId: string;

  @Field(() => ID, { description: "The prompt." })
  @RefColumn(() => Prompt)
  promptId: string;

  @KeyColumn(40, { nullable: true })
  importId: string | null;

  @Field(() => String, { nullable: true, description: "The batch whose completions are ranked together." })
  @KeyColumn(200, { nullable: true })
  setName: string | null;

  @Field(() => String, { description: "The model's name." })
  @KeyColumn(200)
  model: string;

  @Field(() => String, { description: "The text, exactly; a model may have answered with nothing." })
  @TextColumn()
  text: string;

  @Field(() => GraphQLJSONObject, { nullable: true, description: "How it was sampled, as its file says." })
  @JsonColumn({ nullable: true })
  parameters: Record<string, unknown> | null;

  @Field(() => Int, { description: "Tokens in the GPT-2/GPT-3 encoding." })
  @CountColumn()
  tokens: number;

  @Field(() => String, { nullable: true, description: "The id that the file gave it." })
  @KeyColumn(200, { nullable: true })
  externalId: string | null;

  @Field(() => String, { nullable: true, description: "SPDX id or words." })
  @TextColumn({ nullable: true })
  license: string | null;

  @KeyColumn(64)
  contentHash: string;

  @Field(() => Date, { description: "When it was stored." })
  @TimeColumn()
  createdAt: Date;
}
