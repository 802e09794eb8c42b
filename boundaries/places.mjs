/**
 * The places of src/ in the order in which data flows: a place imports only from places above it. The one list
 * from which the rules of order are made; a folder or root file that is not on it is refused.
 */
export const places = [
  "core",
  "accounts",
  "projects",
  "audit",
  "events",
  "prompts",
  "preparation",
  "completions",
  "forms",
  "groups",
  "tasks",
  "room",
  "guideline",
  "labels",
  "agreement",
  "screening",
  "survey",
  "consensus",
  "statistics",
  "release",
  "erasure",
  "webhooks",
  "migrations",
  "app",
  "server",
  "demo",
  "cli",
  "console",
];

/** The root files that wire everything: one place, `app`. */
export const rootFiles = ["app.ts", "entities.ts", "resolvers.ts", "schema.ts", "services.ts"];

/** The folders that hold the domain: all between core and the migrations. */
export const domain = places.slice(places.indexOf("core") + 1, places.indexOf("migrations"));

/** The folders of core/ in their own order; the files that lie in core/ itself stand above them. */
export const coreFolders = ["database", "search", "jobs"];

/** A regular expression for the files of a place. */
export function filesOf(place) {
  if (place === "app") return `^src/(?:${rootFiles.map((file) => file.replace(".", "\\.")).join("|")})$`;
  return `^src/${place}/`;
}
