import { pipeline } from "node:stream/promises";
import type { Readable } from "node:stream";
import { Router, type Request, type Response } from "express";
import type { App } from "../app";
import { refusal } from "../core/errors";
import type { Viewer } from "../core/viewer";
import { importFormats, type ImportFormat } from "../prompts/import/raw-rows";
import { refuseForeign, viewerOf } from "./graphql-http";
import { sendJson } from "./json-answers";
import { rangeOf } from "./byte-range";
import { requestOf } from "./page-request";
import { refuseRequest } from "./request-body";

const importKinds = ["PROMPTS", "COMPLETIONS"] as const;

/** How an import is to be read, as its query parameters say. */
export interface ImportRequest {
  readonly kind: (typeof importKinds)[number];
  /** Null: told by the name and the beginning of what comes. */
  readonly format: ImportFormat | null;
  readonly isStrict: boolean;
  readonly isDryRun: boolean;
  /** For CSV; null is the comma. */
  readonly delimiter: string | null;
  /** Aborts when the caller has gone. */
  readonly signal: AbortSignal;
}

/** One file of a release, ready to be read. */
export interface ReleaseFile {
  /** The SHA-256 of its bytes in hexadecimal, as the manifest has it. */
  readonly sha256: string;
  readonly bytes: number;
  readonly mediaType: string;
  /** The bytes of the half-open range. */
  open(range: { readonly start: number; readonly end: number }): Readable;
}

/** What stands behind the bulk paths. Both decide access themselves and throw LabelroomError. */
export interface BulkServices {
  /** Reads a stream of rows into a project; resolves with the report that the caller gets as JSON. */
  importStream(
    viewer: Viewer,
    into: { readonly projectSlug: string; readonly request: ImportRequest },
    stream: AsyncIterable<Uint8Array>,
  ): Promise<object>;
  /** A file of a release by its path in the release's folder. */
  releaseFile(viewer: Viewer, releaseId: string, path: string): Promise<ReleaseFile>;
}

/** `POST /imports/:project` and `GET /releases/:id/…`. */
export function bulkRoutes(app: App, services: BulkServices): Router {
  const routes = Router();
  routes.post("/imports/:project", async (request, response) => {
    refuseForeign(request, app);
    const viewer = await seenViewer(request, app);
    refuseEncoding(request);
    const gone = new AbortController();
    response.once("close", () => {
      if (!response.writableFinished) gone.abort();
    });
    const asked = importRequestOf(request.query, gone.signal);
    const into = { projectSlug: request.params.project, request: asked };
    sendJson(response, 200, await services.importStream(viewer, into, request));
  });
  routes.get("/releases/:id/*path", async (request, response) => {
    const viewer = await seenViewer(request, app);
    const { id, path } = request.params;
    await sendFile(await services.releaseFile(viewer, id, path.join("/")), request, response);
  });
  return routes;
}

async function seenViewer(request: Request, app: App): Promise<Viewer> {
  const viewer = await viewerOf(request, app);
  requestOf(request).told.viewer = viewer;
  return viewer;
}

/** Gzip is told by the bytes themselves; what nothing here unpacks must not be read as rows. */
function refuseEncoding(request: Request): void {
  const encoding = (request.headers["content-encoding"] ?? "identity").toLowerCase();
  if (["identity", "gzip", "x-gzip"].includes(encoding)) return;
  throw refuseRequest(415, "contentEncoding", "Send the rows as they are or compressed with gzip.");
}

/** @throws LabelroomError BAD_INPUT naming the parameter and the rule. */
function importRequestOf(query: Request["query"], signal: AbortSignal): ImportRequest {
  const known = ["kind", "format", "strict", "dryRun", "delimiter"];
  for (const name of Object.keys(query)) {
    if (!known.includes(name))
      throw refusal("BAD_INPUT", name, "known", `The parameters are ${known.join(", ")}.`);
  }
  const delimiter = textOf(query, "delimiter");
  if (delimiter !== null && !/^[^\r\n"]$/u.test(delimiter)) {
    throw refusal(
      "BAD_INPUT",
      "delimiter",
      "delimiter",
      "Give one character, neither a quote nor a line end.",
    );
  }
  return {
    kind: choiceOf(query, "kind", importKinds) ?? "PROMPTS",
    format: choiceOf(query, "format", importFormats),
    isStrict: flagOf(query, "strict"),
    isDryRun: flagOf(query, "dryRun"),
    delimiter,
    signal,
  };
}

function textOf(query: Request["query"], name: string): string | null {
  const value = query[name];
  if (value === undefined) return null;
  if (typeof value !== "string") throw refusal("BAD_INPUT", name, "once", `Give ${name} once.`);
  return value;
}

function choiceOf<T extends string>(query: Request["query"], name: string, choices: readonly T[]): T | null {
  const text = textOf(query, name)?.toUpperCase();
  if (text === undefined) return null;
  const choice = choices.find((each) => each === text);
  if (choice === undefined)
    throw refusal("BAD_INPUT", name, "choice", `Give one of ${choices.join(", ").toLowerCase()}.`);
  return choice;
}

function flagOf(query: Request["query"], name: string): boolean {
  return choiceOf(query, name, ["TRUE", "FALSE"]) === "TRUE";
}

async function sendFile(file: ReleaseFile, request: Request, response: Response): Promise<void> {
  const tag = `"${file.sha256}"`;
  response.setHeader("etag", tag);
  response.setHeader("accept-ranges", "bytes");
  // A frozen release never changes, but who may read it does.
  response.setHeader("cache-control", "private, no-cache");
  response.setHeader("content-type", file.mediaType);
  if (isKnown(request.headers["if-none-match"], tag)) {
    response.status(304).end();
    return;
  }
  const isSame = request.headers["if-range"] === undefined || request.headers["if-range"] === tag;
  const range = rangeOf(isSame ? request.headers.range : undefined, file.bytes);
  if (range === "UNSATISFIABLE") {
    response.setHeader("content-range", `bytes */${file.bytes}`);
    response.status(416).end();
    return;
  }
  const { start, end } = range ?? { start: 0, end: file.bytes };
  if (range !== null) response.setHeader("content-range", `bytes ${start}-${end - 1}/${file.bytes}`);
  response.setHeader("content-length", end - start);
  response.status(range === null ? 200 : 206);
  if (request.method === "HEAD" || end === start) {
    response.end();
    return;
  }
  await pipeline(file.open({ start, end }), response).catch((error: unknown) => {
    if (!response.destroyed || !isPrematureClose(error)) throw error;
  });
}

function isKnown(ifNoneMatch: string | undefined, tag: string): boolean {
  return (ifNoneMatch ?? "").split(",").some((each) => ["*", tag].includes(each.trim().replace(/^W\//, "")));
}

/** The caller left before the end: nothing is wrong here. */
function isPrematureClose(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_STREAM_PREMATURE_CLOSE";
}
