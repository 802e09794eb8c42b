import { createApp, type App } from "../app";
import { LabelroomError, refusal } from "../core/errors";
import { localOperator } from "../core/viewer";
import type { Project } from "../projects/project.entity";
import type { Terminal } from "./terminal";

/** Opens the app on the database of the environment, does the work, and closes it whatever happens. */
export async function withApp<T>(terminal: Terminal, work: (app: App) => Promise<T>): Promise<T> {
  const app = await createApp(terminal.config());
  try {
    return await work(app);
  } finally {
    await app.close();
  }
}

/**
 * The project that `--project` names.
 * @throws LabelroomError NOT_FOUND, in words that name the slug.
 */
export async function projectOf(app: App, slug: string): Promise<Project> {
  const project = await findProject(app, slug);
  if (project === null) throw refusal("NOT_FOUND", "--project", "exists", `There is no project ${slug}.`);
  return project;
}

/** The project of a slug; null where there is none. */
export async function findProject(app: App, slug: string): Promise<Project | null> {
  try {
    return await app.services.projects.project(localOperator, { slug });
  } catch (error) {
    if (error instanceof LabelroomError && error.code === "NOT_FOUND") return null;
    throw error;
  }
}
