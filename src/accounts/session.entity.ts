import { Field, ID, ObjectType, registerEnumType } from "type-graphql";
import { Entity, Index, Unique } from "typeorm";
import { FlagColumn, IdColumn, KeyColumn, RefColumn, TimeColumn, WordColumn } from "../core/database/columns";
import { Account } from "./account.entity";

/** How a credential travels. */
export enum CredentialKind {
  COOKIE = "COOKIE",
  BEARER = "BEARER",
  API_TOKEN = "API_TOKEN",
}

registerEnumType(CredentialKind, {
  name: "CredentialKind",
  description: "How a credential travels.",
  valuesConfig: {
    COOKIE: { description: "A sign-in of a browser; its secret is an HttpOnly cookie." },
    BEARER: { description: "A sign-in of a program; its secret goes into the Authorization header." },
    API_TOKEN: { description: "A named token that a person made for a program." },
  },
});

/** A sign-in or an API token: a secret that stands for an account, stored only as a hash. */
@ObjectType({
  simpleResolvers: true,
  description: "A sign-in or an API token. Its secret is shown once and stored only as a hash.",
})
@Entity("sessions")
@Unique(["secretHash"])
@Index(["accountId"])
export class Session {
  @Field(() => ID, { description: "Opaque id, for ending it." })
  @IdColumn()
  id: string;

  @RefColumn(() => Account)
  accountId: string;

  @Field(() => CredentialKind, { description: "How it travels." })
  @WordColumn(16)
  kind: CredentialKind;

  @Field(() => String, { description: "The name its owner gave, or the kind of client." })
  @WordColumn(100)
  name: string;

  @KeyColumn(64)
  secretHash: string;

  @Field(() => ID, { nullable: true, description: "The one project an API token is bound to." })
  @KeyColumn(40, { nullable: true })
  projectId: string | null;

  @Field(() => Boolean, { description: "Whether it may only read." })
  @FlagColumn()
  isReadOnly: boolean;

  @Field(() => Date, { description: "When it was made." })
  @TimeColumn()
  createdAt: Date;

  @Field(() => Date, { description: "When it ends by itself." })
  @TimeColumn()
  expiresAt: Date;

  @Field(() => Date, { nullable: true, description: "When it was ended." })
  @TimeColumn({ nullable: true })
  revokedAt: Date | null;
}
