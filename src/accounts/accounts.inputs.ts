import { IsEmail, IsEnum, IsInt, IsOptional, IsString, Max, MaxLength, Min } from "class-validator";
import { Field, ID, InputType, Int } from "type-graphql";
import { StorableText } from "../core/inputs";
import { SignInTransport } from "./accounts.types";

@InputType({ description: "Who signs in, and how the credential shall travel." })
export class SignInInput {
  @Field(() => String, { description: "The account's address; case doesn't matter." })
  @IsString()
  @MaxLength(254)
  email: string;

  @Field(() => String, { description: "The account's password." })
  @IsString()
  @MaxLength(1024)
  password: string;

  @Field(() => SignInTransport, {
    defaultValue: SignInTransport.COOKIE,
    description: "COOKIE for browsers (HttpOnly), BEARER for programs (the token is in the answer).",
  })
  @IsEnum(SignInTransport)
  transport: SignInTransport;
}

@InputType({ description: "A new account." })
export class CreateAccountInput {
  @Field(() => String, { description: "The address to sign in with; stored in lower case." })
  @IsEmail({}, { message: "Give an e-mail address." })
  @MaxLength(254)
  email: string;

  @Field(() => String, { description: "How the person is named in the room, 1 to 100 characters." })
  @StorableText({ min: 1, max: 100 })
  displayName: string;

  @Field(() => String, { description: "The first password, 12 to 1,024 characters." })
  @StorableText({ min: 12, max: 1024 })
  password: string;

  @Field(() => Boolean, { defaultValue: false, description: "Whether the account administers the instance." })
  isAdmin: boolean;
}

@InputType({ description: "A new password for one's own account." })
export class ChangePasswordInput {
  @Field(() => String, { description: "The password of today." })
  @IsString()
  @MaxLength(1024)
  currentPassword: string;

  @Field(() => String, { description: "The new password, 12 to 1,024 characters." })
  @StorableText({ min: 12, max: 1024 })
  newPassword: string;
}

@InputType({ description: "A named token for a program." })
export class CreateApiTokenInput {
  @Field(() => String, { description: "What it is for, 1 to 100 characters." })
  @StorableText({ min: 1, max: 100 })
  name: string;

  @Field(() => ID, { nullable: true, description: "Binds the token to one project." })
  @IsOptional()
  @IsString()
  @MaxLength(40)
  projectId?: string | null;

  @Field(() => Boolean, { defaultValue: false, description: "Whether the token may only read." })
  isReadOnly: boolean;

  @Field(() => Int, { defaultValue: 90, description: "After how many days it ends, 1 to 365." })
  @IsInt()
  @Min(1)
  @Max(365)
  validDays: number;
}

@InputType({ description: "Which session or token to end." })
export class RevokeSessionInput {
  @Field(() => ID, { description: "Its id, from `me.sessions`." })
  @IsString()
  @MaxLength(40)
  sessionId: string;
}

@InputType({ description: "Whether an account may sign in." })
export class SuspendAccountInput {
  @Field(() => ID, { description: "The account." })
  @IsString()
  @MaxLength(40)
  accountId: string;

  @Field(() => Boolean, {
    description: "True ends all its sessions and tokens and keeps it out; false lets it in again.",
  })
  isSuspended: boolean;
}

@InputType({ description: "Which sample account of a demo server to enter as." })
export class EnterDemoInput {
  @Field(() => String, { description: "The sample account's address, as the start page names it." })
  @IsString()
  @MaxLength(254)
  email: string;

  @Field(() => SignInTransport, { defaultValue: SignInTransport.COOKIE, description: "As in `signIn`." })
  @IsEnum(SignInTransport)
  transport: SignInTransport;
}
