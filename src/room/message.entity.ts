import { Field, ID, ObjectType } from "type-graphql";
import { Entity, Index } from "typeorm";
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
import { Node } from "../core/node.types";
import { Project } from "../projects/project.entity";

/** A message in a project's room; its words are in `MessageVersion`. */
@ObjectType({ implements: Node, simpleResolvers: true, description: "A message in a project's room." })
@Entity("messages")
@Index(["projectId", "postedAt", "id"])
export class Message extends Node {
  @IdColumn()
  override id: string;

  @Field(() => ID, { description: "The project whose room it is." })
  @RefColumn(() => Project)
  projectId: string;

  /** Null for the local operator. */
  @RefColumn(() => Account, { nullable: true })
  authorId: string | null;

  @Field(() => Date, { description: "When it was posted." })
  @TimeColumn()
  postedAt: Date;

  /** The wording that counts, from 1. */
  @CountColumn()
  version: number;
}

/** One wording of a message. Events name it by number, so that erasure of the text needs no change in the log. */
@Entity("message_versions")
export class MessageVersion {
  @PrimaryRefColumn(() => Message)
  messageId: string;

  @PrimaryCountColumn()
  version: number;

  @TextColumn()
  text: string;

  @TimeColumn()
  writtenAt: Date;
}
