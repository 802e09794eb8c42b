import { Router } from "express";
import type { App } from "../app";
import { Instance } from "../core/database/instance.entity";
import { loggable } from "./api-errors";
import { sendJson } from "./json-answers";

/** `/healthz`: the process answers. `/readyz`: it takes work, which a closing or unwritable server does not. */
export function healthRoutes(app: App, isDraining: () => boolean): Router {
  const routes = Router();
  routes.get("/healthz", (_request, response) => {
    sendJson(response, 200, { status: "ok" });
  });
  routes.get("/readyz", async (_request, response) => {
    const reason = isDraining() ? "closing" : await storeProblem(app);
    if (reason === null) sendJson(response, 200, { status: "ready" });
    else sendJson(response, 503, { status: "not ready", reason });
  });
  return routes;
}

/** Null where the store takes writes and has its tables and the instance's row. */
async function storeProblem(app: App): Promise<string | null> {
  if (!app.store.isWritable) return "store";
  try {
    const isSetUp = await app.store.read((reader) => reader.exists(Instance, { id: "this" }));
    return isSetUp ? null : "migrations";
  } catch (error) {
    app.log.failure("the store could not be read", loggable(error));
    return "store";
  }
}
