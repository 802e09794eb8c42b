/** How loudly the log speaks of an error: a refusal people cause by ordinary use is `debug` or `info`. */
export type ErrorLevel = "debug" | "info" | "warn" | "error";

interface ErrorEntry {
  /** What the code means, in a sentence; `docs/errors.md` is checked against it. */
  readonly meaning: string;
  readonly level: ErrorLevel;
}

/** Every code that may leave Labelroom, with its meaning. Anything else leaves as INTERNAL. */
export const errorCodes = {
  BAD_INPUT: {
    meaning: "A value of the input breaks a rule; `issues` names the path and the rule.",
    level: "info",
  },
  BAD_REQUEST: {
    meaning: "The request itself can't be read: broken JSON, wrong method, wrong encoding.",
    level: "info",
  },
  BODY_TOO_LARGE: { meaning: "The body of the request is larger than this path takes.", level: "info" },
  BUSY: { meaning: "More work waits than the server queues; try again in a moment.", level: "warn" },
  CANDIDATE_ONLY: { meaning: "A candidate may take the screening test and nothing else.", level: "info" },
  COMMIT_UNKNOWN: {
    meaning: "Whether the change was stored is not known; send the same again under the same key.",
    level: "error",
  },
  CONFLICT: {
    meaning: "What you changed was changed by somebody else, or is in another state by now.",
    level: "info",
  },
  CURSOR_RESET: {
    meaning: "The cursor is of another epoch or beyond the end; load the view afresh.",
    level: "info",
  },
  DRAFT_CONFLICT: { meaning: "A newer draft is stored; the older save was refused.", level: "info" },
  FORBIDDEN: { meaning: "Your role does not allow this.", level: "info" },
  GUIDELINE_OUTDATED: {
    meaning:
      "The guideline version on your screen is too old, or its successor waits for your acknowledgement.",
    level: "info",
  },
  IDEMPOTENCY_CONFLICT: { meaning: "The key was used before with other content.", level: "info" },
  INTERNAL: {
    meaning: "Something broke on the server; its log has the cause under the request id.",
    level: "error",
  },
  LEASE_LOST: {
    meaning: "The lease ran out and the place is taken; your work stays as a draft.",
    level: "info",
  },
  NOT_FOUND: { meaning: "There is no such thing, or it is not yours to see.", level: "info" },
  QUERY_TOO_LARGE: {
    meaning: "The operation is deeper, wider or costlier than the server runs.",
    level: "info",
  },
  STORE_FULL: { meaning: "The store has no room left; nothing was written.", level: "error" },
  TOO_MANY_REQUESTS: { meaning: "Too many tries; wait as long as the message says.", level: "warn" },
  UNAUTHENTICATED: { meaning: "Sign in first, or the sign-in has ended.", level: "info" },
} as const satisfies Record<string, ErrorEntry>;

/** One of the documented codes. */
export type ErrorCode = keyof typeof errorCodes;

/** One thing that is wrong: where (a dotted path into the input), which rule, and words for a person. */
export interface Issue {
  readonly path: string;
  readonly rule: string;
  readonly message: string;
}

/**
 * A refusal with a documented code. The only error whose text may reach a person; it knows no GraphQL.
 * `data` carries what a client needs to go on (a version to read, seconds to wait), never texts.
 */
export class LabelroomError extends Error {
  constructor(
    readonly code: ErrorCode,
    readonly issues: readonly Issue[] = [],
    readonly data: Readonly<Record<string, string | number | null>> = {},
  ) {
    super(issues.length > 0 ? issues.map((issue) => issue.message).join(" ") : errorCodes[code].meaning);
    this.name = "LabelroomError";
  }
}

/** A refusal with one issue: `refuse("BAD_INPUT", "input.seed", "range", "The seed is …")`. */
export function refusal(code: ErrorCode, path: string, rule: string, message: string): LabelroomError {
  return new LabelroomError(code, [{ path, rule, message }]);
}

/** NOT_FOUND for an id, in the same words whether it is unknown or of another project. */
export function notFound(path: string, what: string): LabelroomError {
  return refusal("NOT_FOUND", path, "exists", `There is no ${what} with this id that you may see.`);
}
