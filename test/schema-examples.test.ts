import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { buildSchema, Kind, OperationTypeNode, parse, validate, type OperationDefinitionNode } from "graphql";
import { localOperator } from "../src/core/viewer";
import { JobState } from "../src/core/jobs/job.entity";
import { aServer, type TestServer } from "./support/server";

const folder = join(__dirname, "..", "schema", "examples");
const schema = buildSchema(readFileSync(join(folder, "..", "schema.graphql"), "utf8"));

/** The operations of the main way that the examples must show. */
const mainWay =
  "me projects project prompts prompt preparation guideline labelForm edgeCases roomHistory taskQueue myWork agreement " +
  "statistics release releases node createProject addMember importPrompts preparePrompts addCompletions createTasks " +
  "claimTask extendLease saveDraft skipTask writePrompt submitDemonstration submitRanking publishGuideline " +
  "acknowledgeGuideline postMessage askEdgeCase answerEdgeCase createRelease roomEvents projectProgress presence signIn";

type Values = Map<string, unknown>;

/** An example file with what its comments say. */
interface Example {
  readonly name: string;
  readonly text: string;
  readonly operation: OperationDefinitionNode;
  /** One entry a call. */
  readonly variables: readonly object[];
  readonly people: readonly string[];
  readonly keeps: readonly { readonly name: string; readonly path: string }[];
}

const examples = readdirSync(folder)
  .filter((file) => file.endsWith(".graphql"))
  .sort()
  .map(exampleOf);

function exampleOf(file: string): Example {
  const text = readFileSync(join(folder, file), "utf8");
  const operations = parse(text).definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  const [operation] = operations;
  if (operation === undefined || operations.length > 1) throw new Error(`${file} holds not one operation.`);
  const keeps = [...text.matchAll(/^# keeps: (\w+) = (\S+)$/gm)].map(([, name = "", path = ""]) => ({
    name,
    path,
  }));
  const people = /^# as: (.+)$/m.exec(text)?.[1]?.split(", ") ?? [];
  return { name: file.replace(".graphql", ""), text, operation, variables: variablesOf(file), people, keeps };
}

function variablesOf(file: string): readonly object[] {
  const own = file.replace(".graphql", ".variables.json");
  if (!readdirSync(folder).includes(own)) return [{}];
  const parsed = JSON.parse(readFileSync(join(folder, own), "utf8")) as object | readonly object[];
  return Array.isArray(parsed) ? (parsed as readonly object[]) : [parsed];
}

/** The variables with each `{{name}}` filled in; one that stands alone keeps its type. */
function filled(value: unknown, values: Values): unknown {
  if (typeof value === "string") {
    const whole = /^\{\{(\w+)\}\}$/.exec(value)?.[1];
    return whole === undefined
      ? value.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(valueOf(values, name)))
      : valueOf(values, whole);
  }
  if (Array.isArray(value)) return value.map((item) => filled(item, values));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [filled(key, values), filled(item, values)]),
  );
}

function valueOf(values: Values, name: string): unknown {
  if (!values.has(name)) throw new Error(`No example has kept {{${name}}}.`);
  return values.get(name);
}

function at(data: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | null)?.[key], data);
}

describe("the examples of the schema", () => {
  it.each(examples)("$name is valid, named and says who sends it", ({ text, operation, people }) => {
    expect(validate(schema, parse(text))).toEqual([]);
    expect(operation.name?.value).toMatch(/^[A-Z]\w+$/);
    expect(people.length).toBeGreaterThan(0);
  });

  it("show every operation of the main way", () => {
    const shown = examples.flatMap(({ operation }) =>
      operation.selectionSet.selections.flatMap((field) =>
        field.kind === Kind.FIELD ? [field.name.value] : [],
      ),
    );
    expect(mainWay.split(" ").filter((name) => !shown.includes(name))).toEqual([]);
  });

  it("have variables for an operation only", () => {
    const files = readdirSync(folder).filter((file) => file.endsWith(".variables.json"));
    const names = examples.map(({ name }) => name);
    expect(files.filter((file) => !names.includes(file.replace(".variables.json", "")))).toEqual([]);
  });
});

describe("the examples in their order", () => {
  let server: TestServer;
  const password = "a password for examples";
  const own = new Map<string, Values>();
  const shared: Values = new Map();
  /** The first result of each subscription; it may come with a later example. */
  const firstResults = new Map<string, Promise<{ readonly data?: unknown; readonly errors?: unknown }>>();

  beforeAll(async () => {
    server = await aServer();
    for (const name of ["researcher", "ada", "ben"]) {
      const email = `${name}@example.org`;
      const isAdmin = name === "researcher";
      await server.app.services.accounts.create(localOperator, {
        email,
        displayName: name,
        password,
        isAdmin,
      });
      own.set(name, new Map(Object.entries({ name, email, password })));
    }
  });
  afterAll(() => server.close());

  it.each(examples)("$name runs", async (example) => {
    for (const person of example.people) {
      for (const variables of example.variables) await run(example, person, variables);
    }
  });

  it("bring subscribers what happened meanwhile", async () => {
    const results = await Promise.all(firstResults.values());
    expect(results.map(({ errors }) => errors)).toEqual(results.map(() => undefined));
    const [roomEvents] = results
      .map(({ data }) => at(data, "roomEvents"))
      .filter((event) => event !== undefined);
    expect(roomEvents).toMatchObject({ __typename: "EdgeCaseAsked", actor: { displayName: "ada" } });
  });

  it("end with a frozen release of each kind", async () => {
    const releases = examples.find(({ operation }) => operation.name?.value === "Releases");
    const text = releases?.text ?? "";
    const token = String(own.get("researcher")?.get("token"));
    const data = await server.client(token).query(text, { projectId: shared.get("projectId") });
    const nodes = (at(data, "releases.edges") as { node: { kind: string; state: string } }[]).map(
      ({ node }) => node,
    );
    expect(nodes.map(({ kind, state }) => `${kind} ${state}`)).toEqual([
      "PPO FROZEN",
      "RM FROZEN",
      "SFT FROZEN",
    ]);
  });

  async function run({ text, operation, keeps }: Example, person: string, variables: object): Promise<void> {
    const mine = own.get(person) ?? new Map<string, unknown>();
    const values: Values = new Map([...shared, ...mine]);
    const token = values.get("token");
    const asked = filled(variables, values) as object;
    if (operation.operation === OperationTypeNode.SUBSCRIPTION) {
      const socket = await server.socket({ token: String(token) });
      firstResults.set(operation.name?.value ?? "", socket.subscribe(text, asked).next());
      return;
    }
    const data = await server.client(typeof token === "string" ? token : null).query<object>(text, asked);
    for (const { name, path } of keeps) {
      const value = at(data, path);
      if (value === undefined || value === null) throw new Error(`The answer holds nothing at ${path}.`);
      mine.set(name, value);
      if (name !== "token") shared.set(name, value);
    }
    if (keeps.some(({ name }) => name === "jobId")) await jobIsDone(String(mine.get("jobId")));
  }

  async function jobIsDone(jobId: string): Promise<void> {
    const { state, error } = await server.app.services.jobs.ended(jobId);
    expect([state, error]).toEqual([JobState.DONE, null]);
  }
});
