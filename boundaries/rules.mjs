import { coreFolders, domain, filesOf, places } from "./places.mjs";

const anyDomain = `^src/(?:${domain.join("|")})/`;
const kinds = ["entity", "inputs", "types", "events", "service", "adapter", "resolver"];
/** The rest of a plain file's path: no dot but that of its extension. */
const plain = "[^.]+\\.ts$";

/** What core/ holds that reaches outside the process, keeps state or stores: no file of pure rules may see it. */
const coreWithWorld = `^src/core/(?:(?:${coreFolders.join("|")})/|(?:clock|config|log|metrics|wake-up)\\.ts$|.*\\.adapter\\.ts$)`;

const npm = {
  graphql: ["@apollo", "@graphql-tools", "dataloader", "graphql", "graphql-[a-z-]+", "type-graphql"],
  store: ["pg", "sqlite3", "typeorm"],
  outside: ["@node-rs", "commander", "express", "pino", "prom-client", "reflect-metadata", "ws"],
};
const nodeWithoutWorld = ["crypto", "buffer", "string_decoder"];

/** Matches packages, wherever they are installed and also where they are not. */
function packages(...groups) {
  return `(?:^|/node_modules/|^node_modules/)(?:${groups.flat().join("|")})(?:/|$)`;
}

/** A file of one of these kinds in one of the domain's folders. */
function ofKind(...wanted) {
  return `${anyDomain}.*\\.(?:${wanted.join("|")})\\.ts$`;
}

function forbid(name, comment, from, to) {
  return { name, comment, severity: "error", from, to };
}

/** Rule 3: only from places above; no cycle. */
function order() {
  const below = places
    .slice(0, -1)
    .map((place, index) =>
      forbid(
        `order-${place}`,
        `${place} may import only from what stands above it in boundaries/places.mjs.`,
        { path: filesOf(place) },
        { path: places.slice(index + 1).map(filesOf) },
      ),
    );
  const inCore = ["", ...coreFolders]
    .slice(0, -1)
    .map((folder, index) =>
      forbid(
        `order-core-${folder || "files"}`,
        "Within core/, a folder imports only from the files of core/ itself and from the folders before it.",
        { path: folder === "" ? "^src/core/[^/]+$" : `^src/core/${folder}/` },
        { path: coreFolders.slice(index).map((later) => `^src/core/${later}/`) },
      ),
    );
  return [
    ...below,
    ...inCore,
    forbid("no-cycle", "No cycle, type-only imports included.", { path: "^src/" }, { circular: true }),
  ];
}

/** Rule 4: what each kind of file may touch. */
function worlds() {
  const rule = { path: `${anyDomain}${plain}` };
  return [
    forbid("plain-files", "A file of rules imports only files of rules.", rule, {
      path: [ofKind(...kinds), coreWithWorld],
    }),
    forbid("plain-packages", "A file of rules knows no GraphQL, no store and no server.", rule, {
      path: packages(npm.graphql, npm.store, npm.outside, "class-validator"),
    }),
    forbid("plain-node", "A file of rules does no I/O: of Node it may use crypto, for hashing.", rule, {
      dependencyTypes: ["core"],
      pathNot: `^(?:node:)?(?:${nodeWithoutWorld.join("|")})$`,
    }),
    forbid(
      "entity-world",
      "An entity is a table and a GraphQL type: it knows typeorm, type-graphql, entities, enums and rules.",
      { path: ofKind("entity") },
      {
        path: [
          ofKind("service", "resolver", "inputs", "adapter", "events"),
          packages(npm.outside.slice(0, 4)),
        ],
      },
    ),
    forbid(
      "types-world",
      "Inputs, types and events describe the API: they know neither the store nor a service.",
      { path: ofKind("inputs", "types", "events") },
      {
        path: [
          ofKind("service", "resolver", "adapter"),
          // A job is an entity that payloads hand out; the rest of core/jobs is the runner.
          "^src/core/(?:database|jobs|search)/(?!job\\.entity\\.ts$)",
          packages(npm.store),
        ],
      },
    ),
    forbid(
      "types-inputs",
      "Inputs go in by the resolver: neither types nor events know them.",
      { path: ofKind("types", "events") },
      {
        path: ofKind("inputs"),
      },
    ),
    forbid(
      "service-world",
      "A service knows no resolver, no GraphQL and no server; its payloads come from a types file.",
      { path: ofKind("service") },
      { path: [ofKind("resolver"), packages(npm.graphql, "express", "ws", "commander", "pg", "sqlite3")] },
    ),
    forbid(
      "adapter-world",
      "An adapter wraps one thing outside the process and knows neither store, GraphQL nor access.",
      { path: ofKind("adapter") },
      { path: [ofKind("service", "resolver", "entity"), packages(npm.graphql, npm.store)] },
    ),
    forbid(
      "resolver-world",
      "A resolver takes GraphQL in, calls a service and gives GraphQL out; it never reaches the store.",
      { path: ofKind("resolver") },
      { path: ["^src/core/database/", packages(npm.store), ofKind("adapter")] },
    ),
    forbid(
      "resolver-own-service",
      "A resolver calls the services of its own folder; a service asks the services above.",
      { path: `${anyDomain.replace("(?:", "(")}.*\\.resolver\\.ts$` },
      { path: ofKind("service"), pathNot: "^src/$1/" },
    ),
    forbid(
      "node-world",
      "Only an adapter does I/O; of Node a domain file may use crypto.",
      {
        path: ofKind("entity", "inputs", "types", "events", "service", "resolver"),
      },
      {
        dependencyTypes: ["core"],
        dependencyTypesNot: ["type-only"],
        pathNot: `^(?:node:)?(?:${nodeWithoutWorld.join("|")})$`,
      },
    ),
    forbid(
      "migrations-world",
      "A migration knows only core/database, so that it never changes with the entities.",
      { path: "^src/migrations/" },
      {
        path: "^src/",
        pathNot: ["^src/core/database/", "^src/migrations/"],
      },
    ),
    forbid(
      "migrations-packages",
      "Of the packages a migration knows only typeorm.",
      { path: "^src/migrations/" },
      {
        dependencyTypesNot: ["local"],
        path: ".",
        pathNot: ["^src/", packages("typeorm")],
      },
    ),
  ];
}

/** Rule 4: other folders see entity, service, events, types and plain files; the rest is private but to app. */
function privateFiles() {
  const hidden = "inputs|resolver|adapter";
  return [
    forbid(
      "private-to-folder",
      "Inputs, resolvers and adapters are private to their folder (app.ts wires them).",
      { path: "^src/([^/]+)/" },
      { path: `${anyDomain}.*\\.(?:${hidden})\\.ts$`, pathNot: "^src/$1/" },
    ),
  ];
}

/** Rule 5: the walls, some of them by any path. */
function walls() {
  const between = domain.slice(domain.indexOf("groups"), domain.indexOf("screening"));
  const wall = (to) =>
    forbid(
      `wall-screening-${to}`,
      `Nothing that a hiring decision rests on may know ${to}/, by any path.`,
      { path: "^src/screening/" },
      { path: `^src/${to}/`, reachable: true },
    );
  return [
    wall("groups"),
    wall("consensus"),
    forbid(
      "wall-screening-services",
      "screening/ takes services from above groups/ and, of labels/ and agreement/, the files of rules alone.",
      { path: "^src/screening/" },
      { path: `^src/(?:${between.join("|")})/`, pathNot: `^src/(?:labels|agreement)/${plain}` },
    ),
    forbid(
      "wall-survey",
      "survey/ knows only core/ and projects/access.ts, so that no answer can be linked to a person.",
      { path: "^src/survey/" },
      { path: "^src/", pathNot: ["^src/(?:core|survey)/", "^src/projects/access\\.ts$"] },
    ),
    forbid(
      "wall-survey-from",
      "Only app.ts imports survey/.",
      { path: "^src/", pathNot: ["^src/survey/", filesOf("app")] },
      {
        path: "^src/survey/",
      },
    ),
    ...["demo", "console"].map((client) =>
      forbid(
        `wall-${client}`,
        `${client}/ is a client of the API: it knows schema/ and packages.`,
        { path: `^src/${client}/` },
        { path: ".", dependencyTypes: ["local"], pathNot: [`^src/${client}/`, "^schema/"] },
      ),
    ),
  ];
}

/** What the product may not rest on. */
function outside() {
  return [
    forbid(
      "not-to-tests",
      "src/ knows nothing of test/, bench/ and scripts/.",
      { path: "^src/" },
      {
        path: "^(?:test|bench|scripts|boundaries)/",
      },
    ),
    forbid(
      "not-unresolved",
      "An import that resolves to nothing is a missing package or a slip.",
      { path: "^src/" },
      {
        couldNotResolve: true,
      },
    ),
    forbid(
      "not-to-dev-dependency",
      "What runs in production is a dependency (the pages are built beforehand).",
      { path: "^src/", pathNot: "^src/console/" },
      { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"] },
    ),
  ];
}

/** All rules, for dependency-cruiser. */
export const forbidden = [...order(), ...worlds(), ...privateFiles(), ...walls(), ...outside()];

/** What is wrong with a file's name alone: outside every place, or of a kind that the domain doesn't have. */
export function nameProblem(file) {
  if (!file.startsWith("src/")) return null;
  if (!places.some((place) => new RegExp(filesOf(place)).test(file))) {
    return "known-place: a folder or root file of src/ first gets its place in boundaries/places.mjs";
  }
  const isKnown =
    !new RegExp(anyDomain).test(file) || new RegExp(`${anyDomain}${plain}|${ofKind(...kinds)}`).test(file);
  return isKnown ? null : `known-kind: a file of the domain is plain or one of ${kinds.join(", ")}`;
}
