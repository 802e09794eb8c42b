import { pageOf } from "../core/database/keyset";
import { isUniqueFailure } from "../core/database/constraint-errors";
import type { Reader } from "../core/database/reader";
import type { Store } from "../core/database/store";
import type { Transaction } from "../core/database/transaction";
import { LabelroomError, notFound, refusal } from "../core/errors";
import { newSecret, secretHash, type Ids } from "../core/ids";
import type { PageRequest } from "../core/paging";
import type { Connection } from "../core/paging.types";
import { actorOf, accountIdOf, type AccountViewer, type Viewer } from "../core/viewer";
import { topics, type WakeUp } from "../core/wake-up";
import { Account } from "./account.entity";
import type { AuthenticationService, SignedIn } from "./authentication.service";
import type {
  ChangePasswordInput,
  CreateAccountInput,
  CreateApiTokenInput,
  SuspendAccountInput,
} from "./accounts.inputs";
import type { Passwords } from "./password.adapter";
import { CredentialKind, Session } from "./session.entity";

/** The domain of the sample accounts that a demo server lets anyone enter as. */
export const demoDomain = "demo.example";

/** Accounts: made, changed, suspended; their sessions and tokens. */
export class AccountsService {
  constructor(
    private readonly parts: {
      readonly store: Store;
      readonly ids: Ids;
      readonly passwords: Passwords;
      readonly authentication: AuthenticationService;
      readonly wakeUp: WakeUp;
    },
    private readonly isDemo: boolean,
  ) {}

  /** The viewer's own account; null for the anonymous and the local operator. */
  async me(viewer: Viewer): Promise<Account | null> {
    const accountId = accountIdOf(viewer);
    return accountId === null ? null : this.parts.store.read((reader) => this.byId(reader, accountId));
  }

  /** An account by id, with whatever handle is at hand. */
  byId(reader: Reader, id: string): Promise<Account | null> {
    return reader.findOne(Account, { where: { id } });
  }

  /** An account by its address, in any case. */
  byEmail(reader: Reader, email: string): Promise<Account | null> {
    return reader.findOne(Account, { where: { email: email.trim().toLowerCase() } });
  }

  /** All accounts, oldest first. */
  async list(page: PageRequest): Promise<Connection<Account>> {
    return this.parts.store.read((reader) =>
      pageOf(reader.select(Account, "account"), page, {
        columns: ["account.createdAt", "account.id"],
        direction: "ASC",
        keyOf: (account) => [account.createdAt.toISOString(), account.id],
      }),
    );
  }

  /**
   * Makes an account.
   * @throws LabelroomError CONFLICT where the address has one already.
   */
  async create(viewer: Viewer, input: CreateAccountInput): Promise<Account> {
    const passwordHash = await this.parts.passwords.hash(input.password);
    try {
      return await this.parts.store.transaction((tx) => this.#insert(tx, viewer, { input, passwordHash }));
    } catch (error) {
      if (!isUniqueFailure(error)) throw error;
      throw refusal("CONFLICT", "input.email", "unique", "There is an account with this address already.");
    }
  }

  /**
   * Makes the first admin; of two at once one wins.
   * @throws LabelroomError CONFLICT where an admin exists.
   */
  async createFirstAdmin(viewer: Viewer, input: Omit<CreateAccountInput, "isAdmin">): Promise<Account> {
    const passwordHash = await this.parts.passwords.hash(input.password);
    return this.parts.store.transaction(async (tx) => {
      // The instance's row is the lock: on Postgres two set-ups would both see no admin.
      await tx.execute("UPDATE instances SET epoch = epoch");
      if (await tx.exists(Account, { isAdmin: true })) {
        throw refusal(
          "CONFLICT",
          "email",
          "firstAdmin",
          "There is an admin already; sign in as one to make more.",
        );
      }
      return this.#insert(tx, viewer, { input: { ...input, isAdmin: true }, passwordHash });
    });
  }

  /** Changes the viewer's own password and ends the other sessions. */
  async changePassword(viewer: Viewer, input: ChangePasswordInput): Promise<Account> {
    const { accountId, credentialId } = signedIn(viewer);
    const account = await this.parts.store.read((reader) => this.byId(reader, accountId));
    if (!(await this.parts.passwords.verify(account?.passwordHash ?? null, input.currentPassword))) {
      throw refusal(
        "BAD_INPUT",
        "input.currentPassword",
        "credentials",
        "This is not your password of today.",
      );
    }
    const passwordHash = await this.parts.passwords.hash(input.newPassword);
    return this.parts.store.transaction(async (tx) => {
      await tx.update(Account, { id: accountId }, { passwordHash });
      await tx.execute(
        `UPDATE sessions SET revoked_at = :now
         WHERE account_id = :accountId AND id <> :credentialId AND kind <> 'API_TOKEN' AND revoked_at IS NULL`,
        { now: await tx.now(), accountId, credentialId },
      );
      tx.audit(this.#auditOf(viewer, "changePassword", accountId));
      return this.#raiseAccess(tx, accountId);
    });
  }

  /** Keeps an account out and ends its sessions and tokens, or lets it in again. */
  async suspend(viewer: Viewer, { accountId, isSuspended }: SuspendAccountInput): Promise<Account> {
    return this.parts.store.transaction(async (tx) => {
      if ((await tx.lockOne(Account, { id: accountId })) === null)
        throw notFound("input.accountId", "account");
      const now = await tx.now();
      await tx.update(Account, { id: accountId }, { suspendedAt: isSuspended ? now : null });
      if (isSuspended) {
        await tx.execute(
          "UPDATE sessions SET revoked_at = :now WHERE account_id = :accountId AND revoked_at IS NULL",
          {
            now,
            accountId,
          },
        );
      }
      tx.audit(this.#auditOf(viewer, isSuspended ? "suspendAccount" : "readmitAccount", accountId));
      return this.#raiseAccess(tx, accountId);
    });
  }

  /** Makes a named token for a program; its secret is told this once. */
  async createApiToken(
    viewer: Viewer,
    input: CreateApiTokenInput,
  ): Promise<{ session: Session; secret: string }> {
    const { accountId } = signedIn(viewer);
    const secret = newSecret();
    return this.parts.store.transaction(async (tx) => {
      const now = await tx.now();
      const id = this.parts.ids.next("apiToken");
      await tx.insert(Session, {
        id,
        accountId,
        kind: CredentialKind.API_TOKEN,
        name: input.name,
        secretHash: secretHash(secret),
        projectId: input.projectId ?? null,
        isReadOnly: input.isReadOnly,
        createdAt: now,
        expiresAt: new Date(now.getTime() + input.validDays * 86_400_000),
        revokedAt: null,
      });
      tx.audit(this.#auditOf(viewer, "createApiToken", id));
      return { session: await sessionOf(tx, id), secret };
    });
  }

  /** The viewer's sessions and tokens that have not ended, newest first. */
  async sessions(viewer: Viewer, page: PageRequest): Promise<Connection<Session>> {
    const { accountId } = signedIn(viewer);
    return this.parts.store.read((reader) => {
      const query = reader.select(Session, "session");
      query.where("session.accountId = :accountId AND session.revokedAt IS NULL", { accountId });
      return pageOf(query, page, {
        columns: ["session.createdAt", "session.id"],
        direction: "DESC",
        keyOf: (session) => [session.createdAt.toISOString(), session.id],
      });
    });
  }

  /** Ends one of the viewer's own sessions or tokens; what lives on it ends within seconds. */
  async revokeSession(viewer: Viewer, sessionId: string): Promise<Session> {
    const { accountId } = signedIn(viewer);
    return this.parts.store.transaction(async (tx) => {
      const session = await tx.lockOne(Session, { id: sessionId });
      if (session?.accountId !== accountId) throw notFound("input.sessionId", "session or token of yours");
      if (session.revokedAt === null) {
        await tx.update(Session, { id: sessionId }, { revokedAt: await tx.now() });
        tx.audit(this.#auditOf(viewer, "revokeSession", sessionId));
        await this.#raiseAccess(tx, accountId);
      }
      return sessionOf(tx, sessionId);
    });
  }

  /**
   * Signs in as a sample account without a password; only on a server that `demo` started.
   * @throws LabelroomError NOT_FOUND anywhere else.
   */
  async enterDemo(email: string, kind: CredentialKind.COOKIE | CredentialKind.BEARER): Promise<SignedIn> {
    if (!this.isDemo || !email.endsWith(`@${demoDomain}`)) throw notFound("input.email", "sample account");
    return this.parts.store.transaction(async (tx) => {
      const account = await this.byEmail(tx, email);
      if (account === null) throw notFound("input.email", "sample account");
      return this.parts.authentication.openSession(tx, account, kind);
    });
  }

  async #insert(
    tx: Transaction,
    viewer: Viewer,
    { input, passwordHash }: { readonly input: CreateAccountInput; readonly passwordHash: string },
  ): Promise<Account> {
    const id = this.parts.ids.next("account");
    await tx.insert(Account, {
      id,
      email: input.email.trim().toLowerCase(),
      displayName: input.displayName,
      passwordHash,
      isAdmin: input.isAdmin,
      suspendedAt: null,
      accessVersion: 0,
      createdAt: await tx.now(),
    });
    tx.audit(this.#auditOf(viewer, "createAccount", id));
    return accountOf(tx, id);
  }

  async #raiseAccess(tx: Transaction, accountId: string): Promise<Account> {
    await tx.execute("UPDATE accounts SET access_version = access_version + 1 WHERE id = :accountId", {
      accountId,
    });
    tx.afterCommit(() => {
      this.parts.wakeUp.wake(topics.access);
    });
    return accountOf(tx, accountId);
  }

  /** An entry about an account or a session, outside any project. */
  #auditOf(viewer: Viewer, action: string, targetId: string): Parameters<Transaction["audit"]>[0] {
    return { ...actorOf(viewer), action, projectId: null, targetId, result: "DONE" };
  }
}

function signedIn(viewer: Viewer): AccountViewer {
  if (viewer.kind !== "ACCOUNT") throw new LabelroomError("UNAUTHENTICATED");
  return viewer;
}

async function accountOf(tx: Transaction, id: string): Promise<Account> {
  const account = await tx.findOne(Account, { where: { id } });
  if (account === null) throw new Error(`The account ${id} is gone within its own unit.`);
  return account;
}

async function sessionOf(tx: Transaction, id: string): Promise<Session> {
  const session = await tx.findOne(Session, { where: { id } });
  if (session === null) throw new Error(`The session ${id} is gone within its own unit.`);
  return session;
}
