import type { IncomingMessage } from "node:http";
import type { Told } from "./graphql-http";

/** What the server knows of a request beside its bytes. */
export interface PageRequest {
  readonly requestId: string;
  /** For the request's log line. */
  readonly told: Told;
}

const requests = new WeakMap<IncomingMessage, PageRequest>();

/** Remembers what is known of a request while Express passes it on. */
export function rememberRequest(request: IncomingMessage, known: PageRequest): void {
  requests.set(request, known);
}

/** What is known of a request that Express has passed on. */
export function requestOf(request: IncomingMessage): PageRequest {
  return requests.get(request) ?? { requestId: "", told: {} };
}
