import { createSourceEventStream, parse, type GraphQLField } from "graphql";
import { localOperator } from "../../src/core/viewer";
import { accessRules, decide, type Operation, type Rule, type Standing } from "../../src/projects/access";
import { apiContext } from "../../src/server/api-context";
import { formatApiError } from "../../src/server/api-errors";
import { aPerson, aProject, type Person, type TestProject } from "../support/project";
import { madeUpCall, type MadeUpCall, type ValuesByName } from "../support/made-up-arguments";
import { aServer, type TestServer } from "../support/server";
import type { ApiErrorShape } from "../support/api-client";

type Kind = "query" | "mutation" | "subscription";

/** A viewer of the table: how it comes in, and what is known of it. */
interface Caller {
  readonly title: string;
  readonly standing: Standing;
  readonly person: (people: People) => Person | null;
  /** The token it sends, where that is not the person's own. */
  readonly token?: (people: People) => string;
}

interface People {
  readonly project: TestProject;
  readonly other: TestProject;
  readonly admin: Person;
  readonly suspended: Person;
  readonly tokens: Readonly<Record<"readOnly" | "boundElsewhere" | "boundHere" | "expired", string>>;
}

const account: Standing = { kind: "ACCOUNT", isAdmin: false, isReadOnly: false, role: null };
const anonymous: Standing = { ...account, kind: "ANONYMOUS" };

const callers: readonly Caller[] = [
  { title: "anonymous", standing: anonymous, person: () => null },
  {
    title: "a researcher",
    standing: { ...account, role: "RESEARCHER" },
    person: ({ project }) => project.researcher,
  },
  { title: "a labeler", standing: { ...account, role: "LABELER" }, person: ({ project }) => project.labeler },
  {
    title: "a candidate",
    standing: { ...account, role: "CANDIDATE" },
    person: ({ project }) => project.candidates[0] ?? null,
  },
  {
    title: "a viewer",
    standing: { ...account, role: "VIEWER" },
    person: ({ project }) => project.viewers[0] ?? null,
  },
  { title: "another project's researcher", standing: account, person: ({ other }) => other.researcher },
  {
    title: "an admin without membership",
    standing: { ...account, isAdmin: true },
    person: ({ admin }) => admin,
  },
  { title: "somebody suspended", standing: anonymous, person: ({ suspended }) => suspended },
  {
    title: "a researcher's token that only reads",
    standing: { ...account, role: "RESEARCHER", isReadOnly: true },
    person: ({ project }) => project.researcher,
    token: ({ tokens }) => tokens.readOnly,
  },
  {
    title: "a researcher's token bound to this project",
    standing: { ...account, role: "RESEARCHER" },
    person: ({ project }) => project.researcher,
    token: ({ tokens }) => tokens.boundHere,
  },
  {
    title: "a researcher's token bound to another project",
    standing: account,
    person: ({ project }) => project.researcher,
    token: ({ tokens }) => tokens.boundElsewhere,
  },
  {
    title: "an expired token",
    standing: anonymous,
    person: ({ project }) => project.researcher,
    token: ({ tokens }) => tokens.expired,
  },
];

describe("the table of operation x role", () => {
  let server: TestServer;
  let people: People;
  let values: ValuesByName;

  beforeAll(async () => {
    server = await aServer();
    const project = await aProject(server, { candidates: 1, viewers: 1 });
    const other = await aProject(server);
    const suspended = await aPerson(server);
    const admin = await aPerson(server, { isAdmin: true });
    await server.app.services.accounts.suspend(localOperator, { accountId: suspended.id, isSuspended: true });
    const token = async (wishes: { projectId?: string; isReadOnly?: boolean }): Promise<string> => {
      const input = { name: "token", isReadOnly: false, validDays: 90, ...wishes };
      return (await server.app.services.accounts.createApiToken(project.researcher.viewer, input)).secret;
    };
    const tokens = {
      readOnly: await token({ isReadOnly: true }),
      boundHere: await token({ projectId: project.id }),
      boundElsewhere: await token({ projectId: other.id }),
      expired: await token({}),
    };
    const { credentialId } = viewerOf(await server.app.services.authentication.viewerOf(tokens.expired, ""));
    await server.app.store.transaction(async (tx) => {
      await tx.execute("UPDATE sessions SET expires_at = created_at WHERE id = :id", { id: credentialId });
    });
    people = { project, other, admin, suspended, tokens };
    values = {
      projectId: project.id,
      project: project.id,
      email: "nobody@example.org",
      password: "a password for tests",
      newPassword: "a password for tests",
      slug: "made-up-project",
      key: "made-up-key-0123456789",
    };
  });
  afterAll(() => server.close());

  it("has a row for every operation of the schema", () => {
    expect(
      rootFields(server)
        .map(({ field }) => field.name)
        .filter((name) => !(name in accessRules)),
    ).toEqual([]);
  });

  it("has no row without an operation", () => {
    const names = rootFields(server).map(({ field }) => field.name);
    expect(Object.keys(accessRules).filter((name) => !names.includes(name))).toEqual([]);
  });

  it.each(callers)("is kept for $title", async (caller) => {
    const wrong: string[] = [];
    const token = caller.token?.(people) ?? caller.person(people)?.token ?? null;
    for (const { kind, field } of rootFields(server)) {
      const rule = accessRules[field.name as Operation];
      const call = madeUpCall(kind, field, { ...values, ...overrides(field.name, people) });
      const errors = await errorsOf(token, { kind, call });
      const problem = problemOf({ rule, standing: caller.standing, call, error: errors[0] });
      if (problem !== null) wrong.push(`${field.name}: ${problem}`);
    }
    expect(wrong).toEqual([]);
  });

  async function errorsOf(
    token: string | null,
    { kind, call }: { readonly kind: Kind; readonly call: MadeUpCall },
  ): Promise<readonly ApiErrorShape[]> {
    if (kind !== "subscription") {
      return (await server.client(token).answer(call.document, call.variables)).errors ?? [];
    }
    const viewer = await server.app.services.authentication.viewerOf(token, "127.0.0.1");
    const stream = await createSourceEventStream({
      schema: server.app.schema,
      document: parse(call.document),
      variableValues: call.variables,
      contextValue: apiContext(server.app, { viewer, requestId: "test" }),
    });
    if (Symbol.asyncIterator in stream) {
      await stream[Symbol.asyncIterator]().return?.();
      return [];
    }
    const report = { requestId: "test", log: server.app.log };
    return (stream.errors ?? []).map((error) => formatApiError(error, report) as unknown as ApiErrorShape);
  }
});

/** Null where the answer is what the table decides. */
function problemOf({
  rule,
  standing,
  call,
  error,
}: {
  readonly rule: Rule | undefined;
  readonly standing: Standing;
  readonly call: MadeUpCall;
  readonly error: ApiErrorShape | undefined;
}): string | null {
  if (rule === undefined) return "it has no row";
  const decision = decide(rule, standing);
  const code = error?.extensions.code ?? null;
  const words = `${code ?? "no refusal"} (${error?.message ?? ""})`;
  if (code === "BAD_REQUEST" || code === "INTERNAL") return words;
  if (decision === "ALLOWED") {
    const isOfProject =
      code === "NOT_FOUND" && (error?.extensions.issues ?? []).some(({ path }) => path.endsWith("projectId"));
    const isRefused = ["FORBIDDEN", "CANDIDATE_ONLY"].includes(code ?? "") || isOfProject;
    // Only a sign-in may answer UNAUTHENTICATED to whoever is let through: to a wrong password.
    const isUnknown = code === "UNAUTHENTICATED" && rule.kind !== "ANYONE";
    return isRefused || isUnknown ? `expected to be let through, got ${words}` : null;
  }
  // A made-up id belongs to no project: whoever is signed in learns no more than that.
  const isUnplaced = rule.kind === "MEMBER" && !JSON.stringify(call.variables).includes("prj_");
  if (code === decision || (isUnplaced && decision !== "UNAUTHENTICATED" && code === "NOT_FOUND"))
    return null;
  return `expected ${decision}, got ${words}`;
}

/** Values that one operation alone needs: rules that a schema can't tell. */
function overrides(operation: string, { project }: People): ValuesByName {
  const byOperation: Readonly<Record<string, ValuesByName>> = {
    project: { id: project.id, slug: null },
    addCompletions: { content: "{}" },
    writePrompt: { text: "Explain tides to a child." },
    publishGuideline: { priorities: ["HELPFUL", "TRUTHFUL", "HARMLESS"] },
  };
  return byOperation[operation] ?? {};
}

function rootFields({
  app: { schema },
}: TestServer): readonly { readonly kind: Kind; readonly field: GraphQLField<unknown, unknown> }[] {
  const roots = [
    ["query", schema.getQueryType()],
    ["mutation", schema.getMutationType()],
    ["subscription", schema.getSubscriptionType()],
  ] as const;
  const fields = roots.flatMap(([kind, type]) =>
    Object.values(type?.getFields() ?? {}).map((field) => ({ kind, field })),
  );
  // The session that a caller came with ends last.
  return fields.sort(
    (one, other) => Number(one.field.name === "signOut") - Number(other.field.name === "signOut"),
  );
}

function viewerOf(
  viewer: Awaited<ReturnType<TestServer["app"]["services"]["authentication"]["viewerOf"]>>,
): Person["viewer"] {
  if (viewer.kind !== "ACCOUNT") throw new Error("The fresh token stands for nobody.");
  return viewer;
}
