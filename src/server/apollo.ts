import { ApolloServer, type ApolloServerPlugin } from "@apollo/server";
import { ApolloServerPluginCacheControlDisabled } from "@apollo/server/plugin/disabled";
import { ApolloServerPluginLandingPageDisabled } from "@apollo/server/plugin/disabled";
import { ApolloServerPluginUsageReportingDisabled } from "@apollo/server/plugin/disabled";
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

/** Bounds, the document cache shared with the socket, and the status codes that GraphQL over HTTP asks for. */
function boundedOperations(app: App, documents: Documents): ApolloServerPlugin<ApiContext> {
  return {
    requestDidStart: async () => ({
      didResolveSource: async (request) => {
        const prepared = documents.prepare(request.source);
        // What does not parse or validate is left to Apollo, which lists every error.
        if ("document" in prepared) Object.assign(request, { document: prepared.document });
        else for (const error of prepared.errors) refuseIfTooLarge(error.originalError);
      },
      didResolveOperation: async ({ document, operationName, request, contextValue }) => {
        contextValue.operationName = operationName;
        try {
          const { variables = {} } = request;
          refuseCostly(app.schema, document, { operationName: request.operationName ?? null, variables });
        } catch (error) {
          refuseIfTooLarge(error);
          throw error;
        }
      },
      willSendResponse: async ({ request, response, source }) => {
        const isLegacy = !request.http?.headers.get("accept")?.includes("application/graphql-response+json");
        if (isLegacy && source !== undefined && response.http.status === 400) response.http.status = wellFormed;
      },
    }),
  };
}

function refuseIfTooLarge(error: unknown): void {
  if (error instanceof LabelroomError) throw toGraphQLError(error, 400);
}

function apolloLogger(app: App): { readonly [level in "debug" | "info" | "warn" | "error"]: (message: unknown) => void } {
  const write = (level: "debug" | "warn" | "error") => (message: unknown) => {
    app.log.write(level, `apollo: ${String(message)}`);
  };
  return { debug: write("debug"), info: write("debug"), warn: write("warn"), error: write("error") };
}
