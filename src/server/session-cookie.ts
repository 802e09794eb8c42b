import type { IncomingMessage, ServerResponse } from "node:http";
import type { Clock } from "../core/clock";
import type { Config } from "../core/config";
import { isPlainLoopback } from "./caller";

const secureName = "__Host-labelroom";
const plainName = "labelroom";

/** The session's secret in a request's cookie; null where there is none. */
export function cookieSecretOf(request: IncomingMessage, config: Config): string | null {
  const cookies = new Map<string, string>();
  for (const pair of (request.headers.cookie ?? "").split(";")) {
    const place = pair.indexOf("=");
    if (place > 0) cookies.set(pair.slice(0, place).trim(), pair.slice(place + 1).trim());
  }
  const plain = isPlainLoopback(request, config) ? cookies.get(plainName) : undefined;
  return cookies.get(secureName) ?? plain ?? null;
}

/** A function that sets the session cookie of an answer, or clears it with null. */
export function cookieSetter(
  request: IncomingMessage,
  response: ServerResponse,
  { config, clock }: { readonly config: Config; readonly clock: Clock },
): (secret: string | null, expiresAt: Date | null) => void {
  const isPlain = isPlainLoopback(request, config);
  return (secret, expiresAt) => {
    const left = expiresAt === null ? 0 : Math.floor((expiresAt.getTime() - clock.now().getTime()) / 1000);
    const maxAge = secret === null ? 0 : Math.max(0, left);
    const name = isPlain ? plainName : secureName;
    const secure = isPlain ? "" : "; Secure";
    const cookie = `${name}=${secret ?? ""}; Path=/; Max-Age=${maxAge}; HttpOnly; SameSite=Lax${secure}`;
    response.appendHeader("set-cookie", cookie);
  };
}
