/** Who asks: nobody yet, an account, or the person at the command line of the server's own machine. */
export type Viewer = AnonymousViewer | AccountViewer | LocalOperator;

/** Not signed in. `address` is the caller's, for throttling. */
export interface AnonymousViewer {
  readonly kind: "ANONYMOUS";
  readonly address: string;
}

/** A signed-in account, by session (cookie or bearer) or by API token. */
export interface AccountViewer {
  readonly kind: "ACCOUNT";
  readonly accountId: string;
  readonly isAdmin: boolean;
  /** The session or API token that this request came with: when it ends, so do its subscriptions. */
  readonly credentialId: string;
  /** The project an API token is bound to; null where it is not bound. */
  readonly projectId: string | null;
  /** An API token that may only read. */
  readonly isReadOnly: boolean;
  readonly address: string;
}

/** Whoever runs the command line on the server's machine: may do all, and is audited as such. */
export interface LocalOperator {
  readonly kind: "LOCAL_OPERATOR";
}

/** The viewer of the command line. */
export const localOperator: LocalOperator = { kind: "LOCAL_OPERATOR" };

/** The account of a viewer, or null. */
export function accountIdOf(viewer: Viewer): string | null {
  return viewer.kind === "ACCOUNT" ? viewer.accountId : null;
}

/** Who did something, as audit entries name it: the command line and the system have no account. */
export function actorOf(viewer: Viewer): {
  readonly actorId: string | null;
  readonly actorKind: "ACCOUNT" | "LOCAL_OPERATOR" | "SYSTEM";
} {
  const actorKind = viewer.kind === "ANONYMOUS" ? "SYSTEM" : viewer.kind;
  return { actorId: accountIdOf(viewer), actorKind };
}
