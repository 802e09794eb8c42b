import { createGraphiQLFetcher, type Fetcher } from "@graphiql/toolkit";
import { createClient, type Client } from "graphql-ws";

const path = "/graphql";

/** Where the page stands: its origin is the API's. */
export interface Origin {
  readonly protocol: string;
  readonly host: string;
}

/**
 * Sends queries and mutations over HTTP and subscriptions over the socket of the same path. The cookie goes along
 * with both by itself; an `authorization` typed as a header goes along as the socket's connection parameter.
 */
export function createFetcher(origin: Origin): Fetcher {
  let socket: { readonly authorization: string | undefined; readonly client: Client } | null = null;

  // A socket keeps the sign-in it was opened with, so another token needs another one. The old one closes by
  // itself with its last subscription.
  function socketFor(authorization: string | undefined): Client {
    if (socket === null || socket.authorization !== authorization) {
      socket = { authorization, client: openSocket(origin, authorization) };
    }
    return socket.client;
  }

  return (params, options) => {
    const wsClient = socketFor(authorizationOf(options?.headers));
    return createGraphiQLFetcher({ url: path, wsClient, enableIncrementalDelivery: false })(params, options);
  };
}

function openSocket(origin: Origin, authorization: string | undefined): Client {
  const scheme = origin.protocol === "https:" ? "wss:" : "ws:";
  return createClient({
    url: `${scheme}//${origin.host}${path}`,
    lazy: true,
    connectionParams: authorization === undefined ? {} : { authorization },
  });
}

function authorizationOf(headers: Readonly<Record<string, unknown>> = {}): string | undefined {
  const entry = Object.entries(headers).find(([name]) => name.toLowerCase() === "authorization");
  return typeof entry?.[1] === "string" ? entry[1] : undefined;
}
