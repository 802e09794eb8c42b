import { createHash } from "node:crypto";
import type { Clock } from "../core/clock";
import type { Store } from "../core/database/store";
import { LabelroomError } from "../core/errors";
import { newSecret, secretHash, type Ids } from "../core/ids";
import type { Viewer } from "../core/viewer";
import type { Transaction } from "../core/database/transaction";
import { Account } from "./account.entity";
import type { Passwords } from "./password.adapter";
import { CredentialKind, Session } from "./session.entity";
import { SignInThrottle } from "./sign-in-throttle.entity";
import { delaySeconds, type ThrottleKind } from "./throttling";

const sessionDays = 30;
const dayMilliseconds = 86_400_000;

/** A sign-in that worked: whose, and the secret that is told this once. */
export interface SignedIn {
  readonly account: Account;
  readonly secret: string;
  readonly expiresAt: Date;
}

/** Who signs in, from where. */
export interface Credentials {
  readonly email: string;
  readonly password: string;
  readonly address: string;
  readonly kind: CredentialKind.COOKIE | CredentialKind.BEARER;
}

/** Turns secrets into viewers, and passwords into secrets. */
export class AuthenticationService {
  constructor(
    private readonly store: Store,
    private readonly ids: Ids,
    private readonly passwords: Passwords,
    private readonly clock: Clock,
  ) {}

  /**
   * The viewer that a secret stands for; anonymous where it is unknown, ended, or the account is suspended.
   */
  async viewerOf(secret: string | null, address: string): Promise<Viewer> {
    if (secret === null || secret.length > 256) return { kind: "ANONYMOUS", address };
    return this.store.read(async (reader) => {
      const session = await reader.findOne(Session, { where: { secretHash: secretHash(secret) } });
      if (session === null || session.revokedAt !== null) return { kind: "ANONYMOUS", address };
      const account = await reader.findOne(Account, { where: { id: session.accountId } });
      const isOver = session.expiresAt <= this.clock.now();
      if (account === null || account.suspendedAt !== null || isOver) return { kind: "ANONYMOUS", address };
      return {
        kind: "ACCOUNT",
        accountId: account.id,
        isAdmin: account.isAdmin,
        credentialId: session.id,
        projectId: session.projectId,
        isReadOnly: session.isReadOnly,
        address,
      };
    });
  }

  /**
   * Signs in by password.
   * @throws LabelroomError UNAUTHENTICATED, in the same words whether the address is known; TOO_MANY_REQUESTS.
   */
  async signIn(credentials: Credentials): Promise<SignedIn> {
    const email = credentials.email.trim().toLowerCase();
    const throttles = throttlesOf(email, credentials.address);
    await this.#refuseThrottled(throttles);
    const account = await this.store.read((reader) => reader.findOne(Account, { where: { email } }));
    const fits = await this.passwords.verify(account?.passwordHash ?? null, credentials.password);
    if (account === null || !fits || account.suspendedAt !== null) {
      await this.store.transaction((tx) => this.#countFailure(tx, throttles));
      throw new LabelroomError("UNAUTHENTICATED", [
        { path: "input", rule: "credentials", message: "The address or the password is not right." },
      ]);
    }
    return this.store.transaction(async (tx) => {
      await tx.delete(SignInThrottle, { id: throttles.pair });
      tx.audit(auditOf("signIn", account.id));
      return this.openSession(tx, account, credentials.kind);
    });
  }

  /** Opens a session for an account that is known to be the right one. */
  async openSession(
    tx: Transaction,
    account: Account,
    kind: CredentialKind.COOKIE | CredentialKind.BEARER,
  ): Promise<SignedIn> {
    const secret = newSecret();
    const now = await tx.now();
    const expiresAt = new Date(now.getTime() + sessionDays * dayMilliseconds);
    await tx.insert(Session, {
      id: this.ids.next("session"),
      accountId: account.id,
      kind,
      name: kind === CredentialKind.COOKIE ? "browser" : "program",
      secretHash: secretHash(secret),
      projectId: null,
      isReadOnly: false,
      createdAt: now,
      expiresAt,
      revokedAt: null,
    });
    return { account, secret, expiresAt };
  }

  async #refuseThrottled(throttles: Record<ThrottleKind, string>): Promise<void> {
    await this.store.read(async (reader) => {
      const rows = [throttles.pair, throttles.address].map((id) =>
        reader.findOne(SignInThrottle, { where: { id } }),
      );
      const now = this.clock.now().getTime();
      for (const row of await Promise.all(rows)) {
        const waitSeconds = row === null ? 0 : Math.ceil((row.nextTryAt.getTime() - now) / 1000);
        if (waitSeconds <= 0) continue;
        const message = `Too many failed sign-ins; try again in ${waitSeconds} seconds.`;
        throw new LabelroomError("TOO_MANY_REQUESTS", [{ path: "input", rule: "throttle", message }], {
          waitSeconds,
        });
      }
    });
  }

  async #countFailure(tx: Transaction, throttles: Record<ThrottleKind, string>): Promise<void> {
    const now = await tx.now();
    for (const kind of ["pair", "address"] as const) {
      const id = throttles[kind];
      const known = await tx.lockOne(SignInThrottle, { id });
      const failures = (known?.failures ?? 0) + 1;
      const nextTryAt = new Date(now.getTime() + delaySeconds(kind, failures) * 1000);
      if (known === null) await tx.insertNew(SignInThrottle, { id, failures, nextTryAt });
      else await tx.update(SignInThrottle, { id }, { failures, nextTryAt });
    }
    tx.audit({ ...auditOf("signIn", null), result: "REFUSED" });
  }
}

function throttlesOf(email: string, address: string): Record<ThrottleKind, string> {
  const hashed = (text: string): string => createHash("sha256").update(text, "utf8").digest("hex");
  return { pair: hashed(`pair|${address}|${email}`), address: hashed(`address|${address}`) };
}

function auditOf(action: string, accountId: string | null): Parameters<Transaction["audit"]>[0] {
  return {
    actorId: accountId,
    actorKind: accountId === null ? "SYSTEM" : "ACCOUNT",
    action,
    projectId: null,
    targetId: accountId,
    result: "DONE",
  };
}
