import {
  ApolloServer,
  type ApolloServerPlugin,
  type GraphQLRequest,
  type GraphQLResponse,
} from "@apollo/server";
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from "@apollo/server/plugin/disabled";
import { parse, type DocumentNode, type GraphQLError } from "graphql";
import { LabelroomError } from "../core/errors";
import { currentRequestId } from "../core/log";
import type { App } from "../app";
import type { ApiContext } from "./api-context";
import { formatApiError, toGraphQLError } from "./api-errors";
import type { Documents } from "./documents";
import { operationLimits, refuseCostly } from "./operation-limits";

/** What answers that were made for `application/json` alone say of a request that was well-formed. */
const wellFormed = 200;

/** The GraphQL server behind the HTTP door, started. Its documents are those of the socket's door. */
export async function startApollo(app: App, documents: Documents): Promise<ApolloServer<ApiContext>> {
  const apollo = new ApolloServer<ApiContext>({
    schema: app.schema,
    introspection: app.config.hasGraphiql,
    csrfPrevention: true,
    persistedQueries: false,
    documentStore: null,
    hideSchemaDetailsFromClientErrors: true,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: operationLimits.tokens },
    formatError: (_formatted, error) =>
      formatApiError(error, { requestId: currentRequestId() ?? "", log: app.log }),
    logger: apolloLogger(app),
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      boundedOperations(app, documents),
    ],
  });
  await apollo.start();
  return apollo;
}

/** Stands in for a document that is too large until the one hook comes that may refuse. */
const harmless = parse("{ __typename }");

/** Bounds, the document cache shared with the socket, and the status codes that GraphQL over HTTP asks for. */
function boundedOperations(app: App, documents: Documents): ApolloServerPlugin<ApiContext> {
  return {
    requestDidStart: async () => {
      let tooLarge: LabelroomError | null = null;
      return {
        didResolveSource: async (request) => {
          const prepared = documents.prepare(request.source);
          if ("errors" in prepared) tooLarge = refusalAmong(prepared.errors);
          // What does not parse or validate is left to Apollo, which lists every error.
          if ("document" in prepared) Object.assign(request, { document: prepared.document });
          else if (tooLarge !== null) Object.assign(request, { document: harmless });
        },
        didResolveOperation: async ({ document, operationName, request, contextValue }) => {
          contextValue.noted.operationName = operationName;
          if (tooLarge !== null) throw toGraphQLError(tooLarge, 400);
          refuseCostlyRequest(app, document, request);
        },
        willSendResponse: async ({ request, response, source }) => {
          const isLegacy = !request.http?.headers
            .get("accept")
            ?.includes("application/graphql-response+json");
          if (isUnrun(response) && response.http.status === wellFormed) response.http.status = 400;
          if (isLegacy && source !== undefined && response.http.status === 400)
            response.http.status = wellFormed;
        },
      };
    },
  };
}

/** Whether nothing was executed: such an answer has no `data`. */
function isUnrun({ body }: GraphQLResponse): boolean {
  return body.kind === "single" && body.singleResult.data === undefined;
}

function refusalAmong(errors: readonly GraphQLError[]): LabelroomError | null {
  return errors.map((error) => error.originalError).find((error) => error instanceof LabelroomError) ?? null;
}

function refuseCostlyRequest(
  app: App,
  document: DocumentNode,
  { operationName, variables }: GraphQLRequest,
): void {
  try {
    refuseCostly(app.schema, document, {
      operationName: operationName ?? null,
      variables: variables ?? null,
    });
  } catch (error) {
    throw error instanceof LabelroomError ? toGraphQLError(error, 400) : error;
  }
}

function apolloLogger(app: App): {
  readonly [level in "debug" | "info" | "warn" | "error"]: (message: unknown) => void;
} {
  const write = (level: "debug" | "warn" | "error") => (message: unknown) => {
    app.log.write(level, `apollo: ${String(message)}`);
  };
  return { debug: write("debug"), info: write("debug"), warn: write("warn"), error: write("error") };
}
