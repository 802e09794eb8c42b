import { getOperationAST, GraphQLError, type ExecutionArgs, type GraphQLFormattedError } from "graphql";
import type { Context, ServerOptions, SubscribePayload } from "graphql-ws";
import type { App } from "../app";
import { LabelroomError, refusal } from "../core/errors";
import { withRequestId } from "../core/log";
import { accountIdOf } from "../core/viewer";
import { apiContext, newRequestId, type ApiContext } from "./api-context";
import { formatApiError, toGraphQLError } from "./api-errors";
import type { ApiSocket } from "./api-socket";
import type { Documents } from "./documents";
import { refuseCostly } from "./operation-limits";
import type { ServerSettings } from "./settings";
import { subscribeFresh } from "./subscribing";

/** What graphql-ws keeps for us beside each connection. */
export interface SocketExtra {
  readonly socket: ApiSocket;
}

type Connection = Context<Record<string, unknown> | undefined, SocketExtra>;
type Hooks = ServerOptions<Record<string, unknown> | undefined, SocketExtra>;

/** An operation that runs on a socket. */
interface Running {
  readonly requestId: string;
  readonly startedAt: number;
  operationName: string | null;
  viewerId: string | null;
}

/** Runs a socket's operations through the same bounds, documents, context and masking as HTTP's. */
export class SocketOperations {
  /** By the operation's own message: graphql-ws hands the same one to every hook. */
  readonly #running = new WeakMap<SubscribePayload, Running>();

  constructor(
    private readonly app: App,
    private readonly parts: { readonly documents: Documents; readonly settings: ServerSettings },
  ) {}

  /** The hooks that graphql-ws calls. */
  get hooks(): Pick<Hooks, "onSubscribe" | "onNext" | "onError" | "onComplete" | "subscribe" | "execute"> {
    return {
      onSubscribe: (connection, _id, payload) => this.#prepare(connection, payload),
      onNext: (_connection, _id, payload, _args, { errors, ...result }) => ({
        ...result,
        ...(errors === undefined ? {} : { errors: errors.map((error) => this.#format(payload, error)) }),
      }),
      onError: (_connection, _id, payload, errors) => {
        this.#write(payload, "refused");
        return errors.map((error) => this.#format(payload, error));
      },
      onComplete: (_connection, _id, payload) => {
        this.#write(payload, "ended");
      },
      subscribe: (args) => {
        const { viewer, requestId } = args.contextValue as ApiContext;
        return withRequestId(requestId, () =>
          subscribeFresh(args, () => apiContext(this.app, { viewer, requestId })),
        );
      },
    };
  }

  async #prepare(
    connection: Connection,
    payload: SubscribePayload,
  ): Promise<ExecutionArgs | readonly GraphQLError[]> {
    const requestId = newRequestId();
    const startedAt = this.app.clock.now().getTime();
    const running: Running = { requestId, startedAt, operationName: null, viewerId: null };
    this.#running.set(payload, running);
    try {
      return await withRequestId(requestId, () => this.#argsOf(connection, payload, running));
    } catch (error) {
      return [error instanceof GraphQLError ? error : asGraphQLError(error)];
    }
  }

  async #argsOf(
    { extra: { socket }, subscriptions }: Connection,
    payload: SubscribePayload,
    running: Running,
  ): Promise<ExecutionArgs | readonly GraphQLError[]> {
    const { subscriptionsPerSocket } = this.parts.settings;
    if (Object.keys(subscriptions).length > subscriptionsPerSocket) {
      const message = `At most ${subscriptionsPerSocket} operations run on one socket.`;
      throw refusal("TOO_MANY_REQUESTS", "request", "subscriptionsPerSocket", message);
    }
    const prepared = this.parts.documents.prepare(payload.query);
    if ("errors" in prepared) return prepared.errors;
    const { document } = prepared;
    const { operationName = null, variables = null } = payload;
    running.operationName = getOperationAST(document, operationName)?.name?.value ?? null;
    refuseCostly(this.app.schema, document, { operationName, variables });
    const viewer = await this.app.services.authentication.viewerOf(socket.secret, socket.address);
    if (socket.secret !== null && viewer.kind !== "ACCOUNT") {
      socket.closeForbidden();
      throw new LabelroomError("UNAUTHENTICATED");
    }
    running.viewerId = accountIdOf(viewer);
    return {
      schema: this.app.schema,
      document,
      operationName,
      variableValues: variables,
      contextValue: apiContext(this.app, { viewer, requestId: running.requestId }),
    };
  }

  #format(payload: SubscribePayload, error: unknown): GraphQLFormattedError {
    return formatApiError(error, {
      requestId: this.#running.get(payload)?.requestId ?? "",
      log: this.app.log,
    });
  }

  #write(payload: SubscribePayload, outcome: "refused" | "ended"): void {
    const running = this.#running.get(payload);
    if (running === undefined) return;
    this.app.log.write("info", "request", {
      method: "SOCKET",
      requestId: running.requestId,
      operation: running.operationName?.slice(0, 64) ?? null,
      viewerId: running.viewerId,
      outcome,
      milliseconds: this.app.clock.now().getTime() - running.startedAt,
    });
  }
}

function asGraphQLError(error: unknown): GraphQLError {
  if (error instanceof LabelroomError) return toGraphQLError(error);
  return new GraphQLError("Internal error", {
    originalError: error instanceof Error ? error : new Error("Not an error"),
  });
}
