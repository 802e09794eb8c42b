import { Field, ObjectType, registerEnumType } from "type-graphql";
import { connectionOf, type Connection } from "../core/paging.types";
import { Account } from "./account.entity";
import { Session } from "./session.entity";

/** How the credential of a sign-in travels. */
export enum SignInTransport {
  COOKIE = "COOKIE",
  BEARER = "BEARER",
}

registerEnumType(SignInTransport, {
  name: "SignInTransport",
  description: "How the credential of a sign-in travels.",
  valuesConfig: {
    COOKIE: { description: "An HttpOnly cookie, for browsers." },
    BEARER: { description: "A token in the answer, for programs: `Authorization: Bearer TOKEN`." },
  },
});

export const AccountConnection = connectionOf(Account, "Account");
export type AccountConnection = Connection<Account>;

export const SessionConnection = connectionOf(Session, "Session");
export type SessionConnection = Connection<Session>;

@ObjectType({ simpleResolvers: true, description: "A sign-in that worked." })
export class SignInPayload {
  @Field(() => Account, { description: "Who is signed in now." })
  account: Account;

  @Field(() => String, {
    nullable: true,
    description: "The bearer token, shown once; null where a cookie was set.",
  })
  token: string | null;
}

@ObjectType({ simpleResolvers: true, description: "A sign-out." })
export class SignOutPayload {
  @Field(() => Boolean, { description: "Always true: what was signed in is signed out." })
  isSignedOut: boolean;
}

@ObjectType({ simpleResolvers: true, description: "An account that was made or changed." })
export class AccountPayload {
  @Field(() => Account, { description: "The account." })
  account: Account;
}

@ObjectType({ simpleResolvers: true, description: "A new API token." })
export class CreateApiTokenPayload {
  @Field(() => Session, { description: "The token's row, without its secret." })
  session: Session;

  @Field(() => String, { description: "The secret, shown this once." })
  token: string;
}

@ObjectType({ simpleResolvers: true, description: "A session or token that was ended." })
export class RevokeSessionPayload {
  @Field(() => Session, { description: "What was ended." })
  session: Session;
}
