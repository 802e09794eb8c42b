import { existsSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import express, { type NextFunction, type Request, type Response } from "express";
import type { App } from "../app";
import { LabelroomError } from "../core/errors";
import { packageRoot } from "../core/package-root.adapter";
import { bulkRoutes, type BulkServices } from "./bulk-routes";
import { healthRoutes } from "./health";
import { sendError } from "./json-answers";
import { rememberRequest, requestOf, type PageRequest } from "./page-request";
import { HttpRefusal } from "./request-body";
import { startPage, startScript, startStyle } from "./start-page";

/** What pages may load: our own files alone. */
const ownOnly =
  "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/** GraphiQL's editor sets styles on elements, keeps its icons in its sheet and starts workers from our files. */
const forGraphiql = `${ownOnly}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; worker-src 'self' blob:`;

/** What the pages are made of beside the app. */
export interface PagesParts {
  readonly bulk: BulkServices | null;
  readonly isDraining: () => boolean;
}

/** Answers everything but `/graphql`. */
export type Pages = (request: IncomingMessage, response: ServerResponse, known: PageRequest) => void;

/** The start page, GraphiQL, health, imports and downloads. */
export function createPages(app: App, { bulk, isDraining }: PagesParts): Pages {
  const pages = express();
  pages.disable("x-powered-by");
  pages.disable("etag");
  pages.set("query parser", "simple");
  pages.use(healthRoutes(app, isDraining));
  if (bulk !== null) pages.use(bulkRoutes(app, bulk));
  startRoutes(pages, app);
  if (app.config.hasGraphiql) graphiqlRoutes(pages);
  pages.use(() => {
    throw new LabelroomError("NOT_FOUND");
  });
  // Express tells an error handler by its four parameters.
  pages.use((error: unknown, request: Request, response: Response, _next: NextFunction) => {
    const { requestId } = requestOf(request);
    sendError(app, asRefusal(error), { response, requestId });
  });
  return (request, response, known) => {
    rememberRequest(request, known);
    response.setHeader("content-security-policy", ownOnly);
    pages(request, response);
  };
}

function startRoutes(pages: express.Express, app: App): void {
  const { isDemo, hasGraphiql } = app.config;
  const files: readonly (readonly [string, string, string])[] = [
    ["/", "text/html; charset=utf-8", startPage({ isDemo, hasGraphiql })],
    ["/start.css", "text/css; charset=utf-8", startStyle],
    ["/start.js", "text/javascript; charset=utf-8", startScript],
  ];
  for (const [path, type, content] of files) {
    pages.get(path, (_request, response) => {
      response.setHeader("cache-control", "no-cache");
      response.type(type).send(content);
    });
  }
}

function graphiqlRoutes(pages: express.Express): void {
  const folder = join(packageRoot(), "dist", "console", "graphiql");
  const page = join(folder, "index.html");
  pages.get("/playground", (_request, response) => {
    response.redirect("/graphiql");
  });
  pages.use("/graphiql", (_request, response, next) => {
    response.setHeader("content-security-policy", forGraphiql);
    next();
  });
  pages.get("/graphiql", (_request, response) => {
    if (existsSync(page)) response.sendFile(page);
    else response.status(404).type("text/plain").send("GraphiQL is not built yet: run `npm run build`.\n");
  });
  pages.use("/graphiql", express.static(folder, { index: false, redirect: false }));
}

/** Express and its files refuse by `status`; below 500 that is the caller's doing. */
function asRefusal(error: unknown): unknown {
  if (error instanceof HttpRefusal) return error;
  const status = error instanceof Error && "status" in error ? error.status : undefined;
  if (status === 404) return new LabelroomError("NOT_FOUND");
  return typeof status === "number" && status >= 400 && status < 500
    ? new LabelroomError("BAD_REQUEST")
    : error;
}
