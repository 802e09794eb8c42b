import { Arg, Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from "type-graphql";
import type { RequestContext } from "../core/context";
import { refusal } from "../core/errors";
import { PageArgs } from "../core/paging.types";
import type { Viewer } from "../core/viewer";
import { Account } from "./account.entity";
import type { AccountsService } from "./accounts.service";
import type { AuthenticationService, SignedIn } from "./authentication.service";
import {
  ChangePasswordInput,
  CreateAccountInput,
  CreateApiTokenInput,
  EnterDemoInput,
  RevokeSessionInput,
  SignInInput,
  SuspendAccountInput,
} from "./accounts.inputs";
import {
  AccountConnection,
  AccountPayload,
  CreateApiTokenPayload,
  RevokeSessionPayload,
  SessionConnection,
  SignInPayload,
  SignInTransport,
  SignOutPayload,
} from "./accounts.types";
import { CredentialKind } from "./session.entity";

/** The access rules of this folder's operations; the table itself lies downstream, in projects/. */
export type RequireOperation = (
  viewer: Viewer,
  operation:
    | "accounts"
    | "createAccount"
    | "suspendAccount"
    | "signOut"
    | "changePassword"
    | "createApiToken"
    | "revokeSession",
) => void;

@Resolver(() => Account)
export class AccountsResolver {
  constructor(
    private readonly accounts: AccountsService,
    private readonly authentication: AuthenticationService,
    private readonly require: RequireOperation,
  ) {}

  @Query(() => Account, { nullable: true, description: "The account that asks; null when not signed in." })
  me(@Ctx() { viewer }: RequestContext): Promise<Account | null> {
    return this.accounts.me(viewer);
  }

  @Query(() => AccountConnection, {
    name: "accounts",
    description: "All accounts of the instance, oldest first.",
  })
  accountList(
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() { viewer }: RequestContext,
  ): Promise<AccountConnection> {
    this.require(viewer, "accounts");
    return this.accounts.list(page);
  }

  @FieldResolver(() => SessionConnection, {
    nullable: true,
    description:
      "One's own sessions and tokens that have not ended, newest first; null on the account of another.",
  })
  async sessions(
    @Root() account: Account,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() { viewer }: RequestContext,
  ): Promise<SessionConnection | null> {
    if (viewer.kind !== "ACCOUNT" || viewer.accountId !== account.id) return null;
    return this.accounts.sessions(viewer, page);
  }

  @Mutation(() => SignInPayload, { description: "Signs in by address and password." })
  async signIn(
    @Arg("input", () => SignInInput, { description: "Who, and how the credential travels." })
    input: SignInInput,
    @Ctx() context: RequestContext,
  ): Promise<SignInPayload> {
    const address = context.viewer.kind === "LOCAL_OPERATOR" ? "local" : context.viewer.address;
    const { email, password, transport } = input;
    const signedIn = await this.authentication.signIn({ email, password, address, kind: kindOf(transport) });
    return handOver(signedIn, transport, context);
  }

  @Mutation(() => SignInPayload, {
    description: "On a demo server only: signs in as a sample account, without a password.",
  })
  async enterDemo(
    @Arg("input", () => EnterDemoInput, { description: "Which sample account." }) input: EnterDemoInput,
    @Ctx() context: RequestContext,
  ): Promise<SignInPayload> {
    const signedIn = await this.accounts.enterDemo(input.email, kindOf(input.transport));
    return handOver(signedIn, input.transport, context);
  }

  @Mutation(() => SignOutPayload, { description: "Ends the session that the request came with." })
  async signOut(@Ctx() context: RequestContext): Promise<SignOutPayload> {
    this.require(context.viewer, "signOut");
    if (context.viewer.kind === "ACCOUNT") {
      await this.accounts.revokeSession(context.viewer, context.viewer.credentialId);
    }
    context.setSessionCookie?.(null, null);
    return { isSignedOut: true };
  }

  @Mutation(() => AccountPayload, { description: "Makes an account." })
  async createAccount(
    @Arg("input", () => CreateAccountInput, { description: "The account." }) input: CreateAccountInput,
    @Ctx() { viewer }: RequestContext,
  ): Promise<AccountPayload> {
    this.require(viewer, "createAccount");
    return { account: await this.accounts.create(viewer, input) };
  }

  @Mutation(() => AccountPayload, { description: "Keeps an account out, or lets it in again." })
  async suspendAccount(
    @Arg("input", () => SuspendAccountInput, { description: "Which, and whether." })
    input: SuspendAccountInput,
    @Ctx() { viewer }: RequestContext,
  ): Promise<AccountPayload> {
    this.require(viewer, "suspendAccount");
    return { account: await this.accounts.suspend(viewer, input) };
  }

  @Mutation(() => AccountPayload, { description: "Changes one's own password; the other sessions end." })
  async changePassword(
    @Arg("input", () => ChangePasswordInput, { description: "The old and the new one." })
    input: ChangePasswordInput,
    @Ctx() { viewer }: RequestContext,
  ): Promise<AccountPayload> {
    this.require(viewer, "changePassword");
    return { account: await this.accounts.changePassword(viewer, input) };
  }

  @Mutation(() => CreateApiTokenPayload, { description: "Makes a named token for a program." })
  async createApiToken(
    @Arg("input", () => CreateApiTokenInput, { description: "The token." }) input: CreateApiTokenInput,
    @Ctx() { viewer }: RequestContext,
  ): Promise<CreateApiTokenPayload> {
    this.require(viewer, "createApiToken");
    const { session, secret } = await this.accounts.createApiToken(viewer, input);
    return { session, token: secret };
  }

  @Mutation(() => RevokeSessionPayload, { description: "Ends one of one's own sessions or tokens." })
  async revokeSession(
    @Arg("input", () => RevokeSessionInput, { description: "Which." }) input: RevokeSessionInput,
    @Ctx() { viewer }: RequestContext,
  ): Promise<RevokeSessionPayload> {
    this.require(viewer, "revokeSession");
    return { session: await this.accounts.revokeSession(viewer, input.sessionId) };
  }
}

function kindOf(transport: SignInTransport): CredentialKind.COOKIE | CredentialKind.BEARER {
  return transport === SignInTransport.COOKIE ? CredentialKind.COOKIE : CredentialKind.BEARER;
}

/** A cookie's secret never stands in an answer: a script in the page could read it there. */
function handOver(signedIn: SignedIn, transport: SignInTransport, context: RequestContext): SignInPayload {
  if (transport === SignInTransport.BEARER) return { account: signedIn.account, token: signedIn.secret };
  if (context.setSessionCookie === undefined) {
    throw refusal(
      "BAD_INPUT",
      "input.transport",
      "transport",
      "A socket can't set a cookie; ask for BEARER.",
    );
  }
  context.setSessionCookie(signedIn.secret, signedIn.expiresAt);
  return { account: signedIn.account, token: null };
}
