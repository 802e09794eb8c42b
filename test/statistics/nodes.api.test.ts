import { Account } from "../../src/accounts/account.entity";
import { Completion } from "../../src/completions/completion.entity";
import { Label } from "../../src/labels/label.entity";
import { Membership } from "../../src/projects/membership.entity";
import { Prompt } from "../../src/prompts/prompt.entity";
import { Release } from "../../src/release/release.entity";
import { aPerson, aProject, type Person, type TestProject } from "../support/project";
import { aForm, labeledTasks } from "../support/label-builders";
import { aServer, type TestServer } from "../support/server";

const document = "query Node($id: ID!) { node(id: $id) { id __typename } }";

let server: TestServer;
let project: TestProject;
let admin: Person;
/** An id of each type that `node` finds. */
let things: Readonly<Record<string, string>>;

beforeAll(async () => {
  server = await aServer();
  project = await aProject(server, { labelers: 2, candidates: 1, viewers: 1 });
  admin = await aPerson(server, { isAdmin: true });
  things = { ...(await labeled()), ...(await discussed()), ...(await worked()) };
});
afterAll(() => server.close());

/** What a labeled task leaves. */
async function labeled(): Promise<Record<string, string>> {
  const { id: projectId, labeler } = project;
  const form = await aForm(server, project);
  const [task = ""] = await labeledTasks(server, { project, form }, [
    { labels: [{ by: labeler, ranks: [1, 2] }] },
  ]);
  return server.app.store.read(async (reader) => {
    const where = { projectId };
    const label = await reader.findOne(Label, { where });
    const prompt = await reader.findOne(Prompt, { where });
    const completion = await reader.findOne(Completion, { where });
    const member = await reader.findOne(Membership, { where: { ...where, accountId: labeler.id } });
    const ids = { Label: label?.id, Prompt: prompt?.id, Completion: completion?.id, Membership: member?.id };
    return {
      ...Object.fromEntries(Object.entries(ids).map(([type, id]) => [type, id ?? ""])),
      ...{ Project: projectId, Account: labeler.id, LabelForm: form.id, Task: task },
    };
  });
}

/** What the room leaves. */
async function discussed(): Promise<Record<string, string>> {
  const { id: projectId, researcher } = project;
  const { messages, edgeCases } = server.app.services;
  const published = await made("publishGuideline", "PublishGuidelineInput", {
    ...{ projectId, expectedVersion: 0, markdown: "# Be kind", note: "first", phase: "TRAINING" },
    ...{ priorities: ["HELPFUL", "TRUTHFUL", "HARMLESS"], requiresAcknowledgement: false, foldsIn: [] },
  });
  const message = await messages.post(researcher.viewer, { projectId, text: "Hello", key: "message-01" });
  const prompt = await server.app.store.read((reader) => reader.findOne(Prompt, { where: { projectId } }));
  const asked = { projectId, promptId: prompt?.id ?? "", question: "Which?", key: "question-01" };
  const edgeCase = await edgeCases.ask(researcher.viewer, asked);
  return { Guideline: published.guideline ?? "", Message: message.id, EdgeCase: edgeCase.id };
}

/** What long work leaves. */
async function worked(): Promise<Record<string, string>> {
  const { id: projectId } = project;
  const prepared = await made("preparePrompts", "PreparePromptsInput", { projectId });
  await server.app.services.jobs.ended(prepared.job ?? "");
  const { release } = await made("createRelease", "CreateReleaseInput", {
    projectId,
    kind: "PPO",
    name: "prompts",
  });
  const row = await server.app.store.read((reader) => reader.findOne(Release, { where: { id: release } }));
  await server.app.services.jobs.ended(row?.jobId ?? "");
  return { PreparationRun: prepared.run ?? "", Job: prepared.job ?? "", Release: release ?? "" };
}

const selections: Readonly<Record<string, string>> = {
  publishGuideline: "guideline { id }",
  preparePrompts: "run { id } job { id }",
  createRelease: "release { id }",
};

/** Calls a mutation as the researcher; gives the id of each thing in its payload. */
async function made(
  mutation: string,
  inputType: string,
  input: object,
): Promise<Readonly<Record<string, string>>> {
  const text = `mutation Make($input: ${inputType}!) { made: ${mutation}(input: $input) { ${selections[mutation]} } }`;
  const data = await project.researcher.client.query<{ made: Record<string, { id: string }> }>(text, {
    input,
  });
  return Object.fromEntries(Object.entries(data.made).map(([name, { id }]) => [name, id]));
}

/** The types of the things that somebody gets; of all others the answer must say the same as of an unknown id. */
async function seenBy({ client }: Pick<Person, "client">): Promise<string[]> {
  const unknown = await client.answer(document, { id: "prm_aaaaaaaaaaaaaaaaaaaa" });
  const seen: string[] = [];
  for (const [type, id] of Object.entries(things)) {
    const { data, errors } = await client.answer<{ node: { id: string; __typename: string } | null }>(
      document,
      { id },
    );
    if (data?.node) expect(data.node).toEqual({ id, __typename: type });
    else
      expect(errors).toEqual(
        unknown.errors?.map((error) => ({ ...error, extensions: sameBut(errors, error) })),
      );
    if (data?.node) seen.push(type);
  }
  return seen.sort();
}

/** The extensions of the one error, with the request id of the other answer. */
function sameBut(
  others: readonly { readonly extensions: { readonly requestId: string } }[] | undefined,
  { extensions }: { readonly extensions: object },
): object {
  return { ...extensions, requestId: others?.[0]?.extensions.requestId };
}

function only(people: readonly Person[], place = 0): Person {
  const person = people[place];
  if (person === undefined) throw new Error("The project was made without such a person.");
  return person;
}

describe("node", () => {
  it("gives researchers everything of their project but others' accounts", async () => {
    const all = Object.keys(things).filter((type) => type !== "Account");
    expect(await seenBy(project.researcher)).toEqual(all.sort());
    const { id } = project.researcher;
    expect(await project.researcher.client.query(document, { id })).toEqual({
      node: { id, __typename: Account.name },
    });
  });

  it("gives labelers the room, their own label and themselves", async () => {
    const room = ["EdgeCase", "Guideline", "LabelForm", "Membership", "Message", "Project"];
    expect(await seenBy(only(project.labelers, 0))).toEqual([...room, "Account", "Label"].sort());
    expect(await seenBy(only(project.labelers, 1))).toEqual(room);
  });

  it("gives viewers the preparation, and a release once it was granted", async () => {
    const viewer = only(project.viewers);
    expect(await seenBy(viewer)).toEqual(["Membership", "PreparationRun", "Project"]);
    const granted = { releaseId: things.Release ?? "", accountId: viewer.id };
    await server.app.services.releases.grant(project.researcher.viewer, granted);
    expect(await seenBy(viewer)).toEqual(["Membership", "PreparationRun", "Project", "Release"]);
  });

  it("gives candidates and strangers hardly anything, and admins what is the instance's", async () => {
    expect(await seenBy(only(project.candidates))).toEqual(["Membership", "Project"]);
    expect(await seenBy(await aPerson(server))).toEqual([]);
    expect(await seenBy(admin)).toEqual(["Account", "Membership", "Project"]);
  });

  it.each([
    ["an empty id", ""],
    ["a bare underscore", "_"],
    ["no prefix", "nothing"],
    ["an unknown prefix", "zzz_aaaaaaaaaaaaaaaaaaaa"],
    ["a name that every object has", "constructor_a"],
    ["a bare prefix", "prm_"],
    ["a kind that nobody may fetch", "ses_aaaaaaaaaaaaaaaaaaaa"],
    ["5,000 characters", "x".repeat(5000)],
  ])("finds nothing under %s", async (_, id) => {
    expect(await project.researcher.client.codeOf(document, { id })).toBe("NOT_FOUND");
  });

  it("finds nothing under an id that was tampered with", async () => {
    for (const id of Object.values(things)) {
      expect(await project.researcher.client.codeOf(document, { id: `${id}a` })).toBe("NOT_FOUND");
      expect(await project.researcher.client.codeOf(document, { id: id.toUpperCase() })).toBe("NOT_FOUND");
    }
  });

  it("is for whoever is signed in", async () => {
    expect(await server.client().codeOf(document, { id: project.id })).toBe("UNAUTHENTICATED");
  });
});
