import { Field, Int, ObjectType } from "type-graphql";
import { Entity, Unique } from "typeorm";
import {
  CountColumn,
  IdColumn,
  JsonColumn,
  KeyColumn,
  TimeColumn,
  WordColumn,
} from "../core/database/columns";
import { Node } from "../core/node.types";
import type { ProjectSettings } from "./settings";

/** A project: its prompts, its people, its room. */
@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description: "A project: its prompts, its people, its room.",
})
@Entity("projects")
@Unique(["slug"])
export class Project extends Node {
  @IdColumn()
  override id: string;

  @Field(() => String, { description: "Short name for addresses and the command line: a-z, 0-9 and -." })
  @KeyColumn(64)
  slug: string;

  @Field(() => String, { description: "The project's name for people." })
  @WordColumn(200)
  name: string;

  @JsonColumn()
  settings: ProjectSettings;

  /** Seeds the split of organizations; never changes, so that splits hold for ever. */
  @KeyColumn(64)
  splitSeed: string;

  /** The key of the HMAC that makes labelers' pseudonyms; never leaves the server. */
  @KeyColumn(64)
  pseudonymKey: string;

  /** The preparation run that new tasks and releases start from; null before the first. */
  @KeyColumn(40, { nullable: true })
  currentRunId: string | null;

  /** Raised by each change of membership or role; live subscriptions compare it. */
  @Field(() => Int, { description: "Grows with every change of membership or role." })
  @CountColumn()
  accessVersion: number;

  @Field(() => Date, { description: "When the project was made." })
  @TimeColumn()
  createdAt: Date;
}
