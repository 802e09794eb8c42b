import type { IncomingMessage, ServerResponse } from "node:http";
import { HeaderMap, type ApolloServer, type HTTPGraphQLResponse } from "@apollo/server";
import type { App } from "../app";
import type { Viewer } from "../core/viewer";
import { apiContext, type ApiContext } from "./api-context";
import { addressOf, bearerOf, originVerdict } from "./caller";
import { pathOf } from "./json-answers";
import { jsonBody, refuseRequest } from "./request-body";
import { cookieSecretOf, cookieSetter } from "./session-cookie";

/** What the door tells of a request, for its log line. */
export interface Told {
  viewer?: Viewer;
  operationName?: string | null;
}

/**
 * The HTTP door to GraphQL: reads the request within its bounds and hands it to Apollo. It is no Express
 * middleware because Express's body readers take other charsets and answer in HTML.
 */
export class GraphqlHttp {
  constructor(
    private readonly app: App,
    private readonly apollo: ApolloServer<ApiContext>,
    private readonly bodyBytes: number,
  ) {}

  /** @throws HttpRefusal, and whatever the sign-in's lookup throws. */
  async answer(
    request: IncomingMessage,
    response: ServerResponse,
    { requestId, told }: { readonly requestId: string; readonly told: Told },
  ): Promise<void> {
    const method = request.method ?? "";
    if (method !== "GET" && method !== "POST") {
      throw refuseRequest(405, "method", "Send GET or POST.", { allow: "GET, POST" });
    }
    if (method === "GET" && this.app.config.hasGraphiql && wantsPage(request)) {
      response.writeHead(302, { location: "/graphiql", "content-length": 0 }).end();
      return;
    }
    if (method === "POST") refuseForeign(request, this.app);
    const body = method === "POST" ? await jsonBody(request, this.bodyBytes) : undefined;
    if (Array.isArray(body)) throw refuseRequest(400, "batch", "Send one operation a request.");
    const viewer = await viewerOf(request, this.app);
    told.viewer = viewer;
    const setSessionCookie = cookieSetter(request, response, this.app);
    const context = apiContext(this.app, { viewer, requestId, setSessionCookie });
    const answer = await this.apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest: { method, headers: headersOf(request), search: searchOf(request), body },
      context: async () => context,
    });
    told.operationName = context.noted.operationName;
    send(answer, response);
  }
}

/**
 * The viewer of a request: by bearer token, else by cookie.
 * @throws HttpRefusal 403 where a cookie comes from a foreign page.
 */
export async function viewerOf(request: IncomingMessage, app: App): Promise<Viewer> {
  const bearer = bearerOf(request.headers.authorization);
  const secret = bearer ?? cookieSecretOf(request, app.config);
  if (bearer === null && secret !== null) refuseForeign(request, app);
  return app.services.authentication.viewerOf(secret, addressOf(request, app.config.trustedProxies));
}

/** @throws HttpRefusal 403 where the request's page is of another origin. */
export function refuseForeign(request: IncomingMessage, app: App): void {
  if (originVerdict(request, app.config) === "FOREIGN") {
    throw refuseRequest(403, "origin", "This origin may not call; PUBLIC_ORIGIN lists those that may.");
  }
}

function wantsPage(request: IncomingMessage): boolean {
  return /(^|,)\s*text\/html\b/i.test(request.headers.accept ?? "");
}

function searchOf(request: IncomingMessage): string {
  return (request.url ?? "").slice(pathOf(request).length);
}

function headersOf(request: IncomingMessage): HeaderMap {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(", ") : value);
  }
  return headers;
}

function send(answer: HTTPGraphQLResponse, response: ServerResponse): void {
  if (answer.body.kind !== "complete") throw new Error("The schema has no incremental delivery.");
  for (const [name, value] of answer.headers) response.setHeader(name, value);
  response.setHeader("cache-control", "no-store");
  response.setHeader("content-length", Buffer.byteLength(answer.body.string));
  response.writeHead(answer.status ?? 200).end(answer.body.string);
}
