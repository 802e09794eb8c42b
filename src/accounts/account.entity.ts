import { Field, ObjectType } from "type-graphql";
import { Entity, Unique } from "typeorm";
import {
  CountColumn,
  FlagColumn,
  IdColumn,
  KeyColumn,
  TextColumn,
  TimeColumn,
  WordColumn,
} from "../core/database/columns";
import { Node } from "../core/node.types";

/** A person who can sign in. */
@ObjectType({ implements: Node, simpleResolvers: true, description: "A person who can sign in." })
@Entity("accounts")
@Unique(["email"])
export class Account extends Node {
  @IdColumn()
  override id: string;

  @Field(() => String, { description: "The address to sign in with, in lower case." })
  @KeyColumn(254)
  email: string;

  @Field(() => String, { description: "How the person is named in the room." })
  @WordColumn(100)
  displayName: string;

  @TextColumn({ nullable: true })
  passwordHash: string | null;

  @Field(() => Boolean, { description: "Whether the account administers this instance." })
  @FlagColumn()
  isAdmin: boolean;

  @Field(() => Date, {
    nullable: true,
    description: "Since when the account may not sign in; null where it may.",
  })
  @TimeColumn({ nullable: true })
  suspendedAt: Date | null;

  /** Raised by whatever ends a right of the account; live subscriptions compare it. */
  @CountColumn()
  accessVersion: number;

  @Field(() => Date, { description: "When the account was made." })
  @TimeColumn()
  createdAt: Date;
}
