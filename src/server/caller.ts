import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import type { Config } from "../core/config";

/**
 * The caller's address: the socket's own, or, behind trusted proxies, the entry of `X-Forwarded-For` that the
 * outermost of them wrote. Entries further left come from the caller and are not believed.
 */
export function addressOf(request: IncomingMessage, trustedProxies: number): string {
  const own = request.socket.remoteAddress ?? "unknown";
  if (trustedProxies === 0) return own;
  const forwarded = [request.headers["x-forwarded-for"] ?? []].flat().join(",").split(",");
  const hops = [...forwarded.map((entry) => entry.trim()).filter(Boolean), own];
  const claimed = hops[Math.max(0, hops.length - 1 - trustedProxies)] ?? own;
  return isIP(claimed) === 0 ? own : claimed;
}

/** The secret in an `Authorization: Bearer …` header or connection parameter; null where there is none. */
export function bearerOf(authorization: unknown): string | null {
  if (typeof authorization !== "string") return null;
  return /^Bearer +([A-Za-z0-9._~+/=-]+) *$/i.exec(authorization)?.[1] ?? null;
}

/** Whether a request names an origin, and whether that one may call. */
export type OriginVerdict = "ABSENT" | "ALLOWED" | "FOREIGN";

/**
 * Judges a request's Origin: exactly one of PUBLIC_ORIGIN's, or, where that is unset, the server's own. The own
 * one is read from the Host header, but only from hosts that no foreign name server can point here.
 */
export function originVerdict(request: IncomingMessage, config: Config): OriginVerdict {
  const { origin, host } = request.headers;
  if (origin === undefined) return "ABSENT";
  if (config.publicOrigins.length > 0) return config.publicOrigins.includes(origin) ? "ALLOWED" : "FOREIGN";
  if (host === undefined || !isFixedHost(host, config.host)) return "FOREIGN";
  return origin === `http://${host}` || origin === `https://${host}` ? "ALLOWED" : "FOREIGN";
}

/** Whether the caller speaks plain HTTP to this very machine: only then the cookie may do without Secure. */
export function isPlainLoopback(request: IncomingMessage, config: Config): boolean {
  const { host } = request.headers;
  if (host === undefined || config.publicOrigins.includes(`https://${host}`)) return false;
  return isLoopbackName(hostnameOf(host));
}

/** Whether a host name or address means this machine alone. */
export function isLoopbackName(hostname: string): boolean {
  return (
    hostname === "localhost" || hostname === "[::1]" || hostname === "::1" || /^127(\.\d+){3}$/.test(hostname)
  );
}

function isFixedHost(host: string, ownHost: string): boolean {
  const hostname = hostnameOf(host);
  const bare = hostname.replace(/^\[|\]$/g, "");
  return isLoopbackName(hostname) || isIP(bare) !== 0 || hostname === ownHost.toLowerCase();
}

function hostnameOf(host: string): string {
  return host.replace(/:\d+$/, "").toLowerCase();
}
