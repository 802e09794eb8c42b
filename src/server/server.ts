import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { App } from "../app";
import { withRequestId } from "../core/log";
import { accountIdOf } from "../core/viewer";
import { newRequestId } from "./api-context";
import { startApollo } from "./apollo";
import type { BulkServices } from "./bulk-routes";
import { Documents } from "./documents";
import { GraphqlHttp, type Told } from "./graphql-http";
import { GraphqlSockets } from "./graphql-sockets";
import { InFlight } from "./in-flight";
import { pathOf, securityHeaders, sendError } from "./json-answers";
import { createPages } from "./pages";
import { defaultServerSettings, type ServerSettings } from "./settings";

/** A server that listens. */
export interface RunningServer {
  /** Where it is reached, as a browser would name it. */
  readonly origin: string;
  readonly port: number;
  /**
   * Takes no more, closes sockets with 1001, lets what is in flight finish within the drain limit, cuts the
   * rest. The app stays open: whoever opened it closes it afterwards.
   */
  close(): Promise<void>;
}

/** What a server may be given beside its app. */
export interface ServerOptions {
  readonly settings?: Partial<ServerSettings>;
  /** Imports and downloads; their paths answer NOT_FOUND without. */
  readonly bulk?: BulkServices;
}

/** Opens the doors of an app on the host and port of its configuration. */
export async function startServer(app: App, options: ServerOptions = {}): Promise<RunningServer> {
  const settings = { ...defaultServerSettings, ...options.settings };
  const documents = new Documents(app.schema, { isIntrospectable: app.config.hasGraphiql });
  const apollo = await startApollo(app, documents);
  const graphql = new GraphqlHttp(app, apollo, settings.bodyBytes);
  const inFlight = new InFlight();
  const pages = createPages(app, { bulk: options.bulk ?? null, isDraining: () => inFlight.isDraining });
  const server = createServer((request, response) => {
    void inFlight.track(answer(request, response));
  });
  const sockets = new GraphqlSockets(app, { documents, settings, inFlight });
  server.on("upgrade", (request, socket, head) => {
    sockets.upgrade(request, socket, head);
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const requestId = newRequestId();
    await withRequestId(requestId, async () => {
      const start = app.clock.now().getTime();
      const told: Told = {};
      response.setHeader("x-request-id", requestId);
      for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
      if (inFlight.isDraining) response.setHeader("connection", "close");
      const ended = endOf(response);
      try {
        if (pathOf(request) === "/graphql") await graphql.answer(request, response, { requestId, told });
        else pages(request, response, { requestId, told });
      } catch (error) {
        sendError(app, error, { response, requestId });
      }
      await ended;
      app.log.write("info", "request", {
        method: request.method,
        status: response.statusCode,
        operation: told.operationName?.slice(0, 64) ?? null,
        viewerId: told.viewer === undefined ? null : accountIdOf(told.viewer),
        milliseconds: app.clock.now().getTime() - start,
      });
    });
  }

  await listen(server, app.config);
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://${hostForUrl(app.config.host)}:${port}`,
    port,
    close: async () => {
      const isClosed = new Promise<void>((resolve) =>
        server.close(() => {
          resolve();
        }),
      );
      server.closeIdleConnections();
      await Promise.all([sockets.close(), inFlight.drain(settings.drainMilliseconds, app.clock)]);
      server.closeAllConnections();
      await isClosed;
      await apollo.stop();
    },
  };
}

function endOf(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    response.once("close", () => {
      resolve();
    });
  });
}

async function listen(
  server: Server,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

function hostForUrl(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "localhost";
  return host.includes(":") ? `[${host}]` : host;
}
