import type { App } from "../app";
import type { RequestContext } from "../core/context";
import { newSecret } from "../core/ids";
import type { Viewer } from "../core/viewer";

/** What the door notes of an operation for its log line. */
export interface Noted {
  /** The operation's name as parsed; null before that, and for one without a name. */
  operationName: string | null;
}

/** What a resolver gets, and what the door notes; Apollo works on a copy, but of the outermost level alone. */
export interface ApiContext extends RequestContext {
  readonly noted: Noted;
}

/** What a context is made of. */
export interface ContextParts {
  readonly viewer: Viewer;
  readonly requestId: string;
  readonly setSessionCookie?: (secret: string | null, expiresAt: Date | null) => void;
}

/** A new context for one request, or for one event of a subscription: loaders never outlive it. */
export function apiContext(app: App, parts: ContextParts): ApiContext {
  return {
    ...parts,
    loaders: new Map(),
    resolverOf: (resolver) => app.resolvers.get(resolver),
    noted: { operationName: null },
  };
}

/** A new id for a request: 16 characters, of our own making so that a caller can't write into the log. */
export function newRequestId(): string {
  return newSecret().slice(0, 16);
}
