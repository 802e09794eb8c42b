import type { Viewer } from "./viewer";

/** What a resolver gets beside its arguments; one for each request, and for each subscription. */
export interface RequestContext {
  readonly viewer: Viewer;
  readonly requestId: string;
  /** Loaders that batch the reads of one request; made on first use, by name. */
  readonly loaders: Map<string, unknown>;
  /** The instance of a resolver class: type-graphql calls a subscription's `subscribe` without one. */
  readonly resolverOf: <T extends object>(resolver: abstract new (...args: never[]) => T) => T;
  /** Sets or clears the session cookie; absent on sockets. */
  readonly setSessionCookie?: (secret: string | null, expiresAt: Date | null) => void;
}
