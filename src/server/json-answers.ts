import type { IncomingMessage, ServerResponse } from "node:http";
import type { App } from "../app";
import { LabelroomError, type ErrorCode } from "../core/errors";
import { formatApiError } from "./api-errors";
import { HttpRefusal } from "./request-body";

const statuses: Partial<Record<ErrorCode, number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  CANDIDATE_ONLY: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  IDEMPOTENCY_CONFLICT: 409,
  BODY_TOO_LARGE: 413,
  TOO_MANY_REQUESTS: 429,
  INTERNAL: 500,
  COMMIT_UNKNOWN: 500,
  STORE_FULL: 507,
  BUSY: 503,
};

/** Headers that every answer carries, whatever it holds. */
export const securityHeaders: Readonly<Record<string, string>> = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "x-frame-options": "DENY",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
};

/** Answers with JSON. */
export function sendJson(response: ServerResponse, status: number, value: object): void {
  const body = `${JSON.stringify(value)}\n`;
  response.writeHead(status, {
    "content-type": "application/json; charset=utf-8",
    "cache-control": "no-store",
    "content-length": Buffer.byteLength(body),
  });
  response.end(body);
}

/** Answers with an error in the form that GraphQL's errors have. */
export function sendError(
  app: App,
  error: unknown,
  { response, requestId }: { readonly response: ServerResponse; readonly requestId: string },
): void {
  const inner = error instanceof HttpRefusal ? error.refused : error;
  const formatted = formatApiError(inner, { requestId, log: app.log });
  if (response.headersSent) {
    response.destroy();
    return;
  }
  if (error instanceof HttpRefusal) {
    for (const [name, value] of Object.entries(error.headers)) response.setHeader(name, value);
  }
  sendJson(response, statusOf(error), { errors: [formatted] });
}

function statusOf(error: unknown): number {
  if (error instanceof HttpRefusal) return error.status;
  return error instanceof LabelroomError ? (statuses[error.code] ?? 400) : 500;
}

/** The path of a request, without its query. */
export function pathOf(request: IncomingMessage): string {
  return (request.url ?? "/").split("?", 1)[0] ?? "/";
}
