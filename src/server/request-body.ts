import type { IncomingMessage } from "node:http";
import { type LabelroomError, refusal, type ErrorCode } from "../core/errors";

/** A refusal at the door, with the HTTP status it answers. */
export class HttpRefusal extends Error {
  constructor(
    readonly status: number,
    readonly refused: LabelroomError,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(refused.message);
  }
}

/** A refusal of the request itself: `rule` names what about it, as a path for programs. */
export function refuseRequest(
  status: number,
  rule: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): HttpRefusal {
  const code: ErrorCode = status === 413 ? "BODY_TOO_LARGE" : status === 403 ? "FORBIDDEN" : "BAD_REQUEST";
  return new HttpRefusal(status, refusal(code, "request", rule, message), headers);
}

/**
 * The JSON body of a request, read whole: at most `limit` bytes, UTF-8, not compressed.
 * @throws HttpRefusal 400, 413, 415.
 */
export async function jsonBody(request: IncomingMessage, limit: number): Promise<unknown> {
  refuseOtherMedia(request);
  const bytes = await readBytes(request, limit);
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw refuseRequest(400, "encoding", "The body is not UTF-8.");
  }
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw refuseRequest(400, "json", "The body is not JSON.");
  }
}

function refuseOtherMedia(request: IncomingMessage): void {
  const [type = "", ...parameters] = (request.headers["content-type"] ?? "")
    .split(";")
    .map((part) => part.trim());
  if (type.toLowerCase() !== "application/json") {
    throw refuseRequest(415, "contentType", "Send application/json.");
  }
  const charset = parameters.find((parameter) => /^charset=/i.test(parameter))?.slice("charset=".length);
  if (charset !== undefined && !/^"?utf-?8"?$/i.test(charset)) {
    throw refuseRequest(415, "charset", "Send UTF-8.");
  }
  if ((request.headers["content-encoding"] ?? "identity").toLowerCase() !== "identity") {
    throw refuseRequest(415, "contentEncoding", "Send the body as it is, not compressed.");
  }
}

async function readBytes(request: IncomingMessage, limit: number): Promise<Buffer> {
  const tooLarge = refuseRequest(413, "bodyBytes", `The body may have ${limit} bytes.`, {
    connection: "close",
  });
  if (Number(request.headers["content-length"] ?? 0) > limit) throw tooLarge;
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    const bytes = chunk as Buffer;
    length += bytes.length;
    if (length > limit) throw tooLarge;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks, length);
}
