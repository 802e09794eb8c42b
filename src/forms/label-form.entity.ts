import { Field, Int, ObjectType } from "type-graphql";
import { Entity, Unique } from "typeorm";
import {
  CountColumn,
  IdColumn,
  JsonColumn,
  KeyColumn,
  RefColumn,
  TextColumn,
  TimeColumn,
  WordColumn,
} from "../core/database/columns";
import { Node } from "../core/node.types";
import { Project } from "../projects/project.entity";
import type { FieldDefinition, FormDefinition } from "./form-definition";

/** A published version of a label form: immutable, so that each answer keeps the question it was given to. */
@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description:
    "A published version of a label form: immutable, so that each answer keeps the question it was given to.",
})
@Entity("label_forms")
@Unique(["projectId", "name", "version"])
export class LabelForm extends Node {
  @IdColumn()
  override id: string;

  @RefColumn(() => Project)
  projectId: string;

  @Field(() => String, {
    description: "The form's name: a-z, 0-9 and -; with the version it stands in releases.",
  })
  @KeyColumn(64)
  name: string;

  @Field(() => Int, { description: "From 1." })
  @CountColumn()
  version: number;

  @Field(() => String, { description: "The form's title for people." })
  @WordColumn(200)
  title: string;

  @Field(() => String, { description: "What the form is for." })
  @TextColumn()
  description: string;

  @JsonColumn()
  fields: FieldDefinition[];

  /** The account that published it; null for presets and the local operator. */
  @KeyColumn(40, { nullable: true })
  publishedBy: string | null;

  @Field(() => Date, { description: "When it was published." })
  @TimeColumn()
  publishedAt: Date;
}

/** The definition that a stored version holds. */
export function definitionOf({ name, title, description, fields }: LabelForm): FormDefinition {
  return { name, title, description, fields };
}
