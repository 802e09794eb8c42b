import { GraphQLError, Kind, type GraphQLFormattedError } from "graphql";
import { ArgumentValidationError } from "type-graphql";
import { errorCodes, LabelroomError, type ErrorCode, type Issue } from "../core/errors";
import type { Log } from "../core/log";

/** The parser's own words when a document has more tokens than it may have. */
const tokenFlood = /^Syntax Error: Document contains more th/;

/** What an error becomes on its way out. */
interface Outcome {
  readonly code: ErrorCode;
  readonly message: string;
  readonly issues?: readonly Issue[];
  readonly data?: LabelroomError["data"];
}

/** What of an error may leave the server, and the log's share of it. */
export interface ErrorReport {
  readonly requestId: string;
  readonly log: Log;
}

/**
 * The form in which an error leaves over HTTP and socket alike: a documented code, issues, the request's id.
 * Whatever is no refusal of ours and no fault of the request becomes INTERNAL; its cause goes to the log alone.
 */
export function formatApiError(error: unknown, { requestId, log }: ErrorReport): GraphQLFormattedError {
  const outcome = outcomeOf(error);
  if (outcome.code === "INTERNAL")
    log.failure("an operation failed", loggable(chainOf(error).at(-1)), { requestId });
  const graphqlError = error instanceof GraphQLError ? error : null;
  return {
    message: outcome.message,
    ...(graphqlError?.locations === undefined ? {} : { locations: graphqlError.locations }),
    ...(graphqlError?.path === undefined ? {} : { path: graphqlError.path }),
    extensions: {
      ...outcome.data,
      code: outcome.code,
      ...(outcome.issues === undefined ? {} : { issues: outcome.issues }),
      requestId,
    },
  };
}

/** An error of ours as GraphQL's, before it has a place in a document. `status` is for HTTP alone. */
export function toGraphQLError(error: LabelroomError, status?: number): GraphQLError {
  const extensions = status === undefined ? {} : { http: { status, headers: new Map<string, string>() } };
  return new GraphQLError(error.message, { originalError: error, extensions });
}

/** What the log may hold of a failure: its words and its place, never the values that a driver error carries. */
export function loggable(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(`Not an error: ${typeof error}`);
  const plain = new Error(error.message);
  plain.name = error.name;
  if (error.stack !== undefined) plain.stack = error.stack;
  return plain;
}

function outcomeOf(error: unknown): Outcome {
  const chain = chainOf(error);
  const refused = chain.find((each) => each instanceof LabelroomError);
  if (refused !== undefined) {
    return { code: refused.code, message: refused.message, issues: refused.issues, data: refused.data };
  }
  const invalid = chain.find((each) => each instanceof ArgumentValidationError);
  if (invalid !== undefined) {
    const issues = validationIssues(invalid.extensions.validationErrors, argumentPrefix(error));
    return { code: "BAD_INPUT", message: issues.map((issue) => issue.message).join(" "), issues };
  }
  return graphqlOutcome(chain) ?? { code: "INTERNAL", message: "Internal error" };
}

/** GraphQL's own refusals of a request; null where the error is of another kind. */
function graphqlOutcome(chain: readonly unknown[]): Outcome | null {
  const [outer] = chain;
  const root = chain.at(-1);
  if (!(outer instanceof GraphQLError)) return null;
  if (outer.path !== undefined) {
    // GraphQL itself refuses an argument's value late where it came by a nullable variable.
    const isOfArgument = root instanceof GraphQLError && root.message.startsWith('Argument "');
    return isOfArgument ? { code: "BAD_INPUT", message: root.message } : null;
  }
  const placed = chain
    .filter((each) => each instanceof GraphQLError)
    .find((each) => each.nodes !== undefined);
  if (placed === undefined && !(root instanceof GraphQLError)) return null;
  if (placed?.nodes?.[0]?.kind === Kind.VARIABLE_DEFINITION) return variableOutcome(placed.message);
  if (tokenFlood.test(outer.message)) {
    return { code: "QUERY_TOO_LARGE", message: errorCodes.QUERY_TOO_LARGE.meaning };
  }
  return { code: "BAD_REQUEST", message: outer.message };
}

/** GraphQL's words about a variable hold the value, which may be a password: only place and reason leave. */
function variableOutcome(message: string): Outcome {
  const variable = /^Variable "\$(\w+)"/.exec(message)?.[1] ?? "";
  const path = / at "([^"]*)"; /.exec(message)?.[1] ?? variable;
  const reason = message.includes(" value ") ? (message.split("; ").at(-1) ?? "") : message;
  const words = reason.replace(/ value: [\s\S]*$/, " value.");
  const issue: Issue = { path, rule: "type", message: path === variable ? words : `${path}: ${words}` };
  return { code: "BAD_INPUT", message: issue.message, issues: [issue] };
}

/** The error and what it wraps, outermost first: resolvers' errors come wrapped, sometimes more than once. */
function chainOf(error: unknown): readonly unknown[] {
  const chain = [error];
  let last = error;
  while (last instanceof GraphQLError && last.originalError) {
    last = last.originalError;
    chain.push(last);
  }
  return chain;
}

interface ValidationFault {
  readonly property: string;
  readonly constraints?: Readonly<Record<string, string>> | undefined;
  readonly children?: readonly ValidationFault[] | undefined;
}

/** type-graphql names the properties of an input, not the argument it came by. */
function argumentPrefix(error: unknown): (property: string) => string {
  const node = error instanceof GraphQLError ? error.nodes?.[0] : undefined;
  const given =
    node?.kind === Kind.FIELD ? (node.arguments ?? []).map((argument) => argument.name.value) : [];
  return (property) =>
    given.includes("input") && !given.includes(property) ? `input.${property}` : property;
}

function validationIssues(
  faults: readonly ValidationFault[],
  pathOf: (property: string) => string,
): readonly Issue[] {
  return faults.flatMap(({ property, constraints = {}, children = [] }) => {
    const path = pathOf(property);
    const own = Object.entries(constraints).map(([rule, message]) => ({ path, rule, message }));
    return [...own, ...validationIssues(children, (child) => `${path}.${child}`)];
  });
}
