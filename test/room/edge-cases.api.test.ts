import { ApiRefusal } from "../support/api-client";
import { aProject, type TestProject } from "../support/project";
import { aServer, type TestServer } from "../support/server";
import {
  aKey,
  answers,
  aPrompt,
  asks,
  aTask,
  completions,
  documents,
  edgeCases,
  history,
  prompts,
  type EdgeCaseData,
  type EventData,
} from "./room-operations";

let server: TestServer;
let project: TestProject;

beforeAll(async () => {
  server = await aServer();
});
afterAll(() => server.close());
beforeEach(async () => {
  project = await aProject(server, { researchers: 2, labelers: 2 });
});

async function refusalOf(document: string, input: object): Promise<ApiRefusal> {
  const refusal: unknown = await project.labeler.client
    .query(document, { input })
    .catch((error: unknown) => error);
  if (!(refusal instanceof ApiRefusal)) throw new Error("The call was not refused.");
  return refusal;
}

describe("asking", () => {
  it("reaches a second subscriber at once, with the question", async () => {
    const promptId = await aPrompt(server, project);
    const [asker, other] = project.labelers;
    if (asker === undefined || other === undefined) throw new Error("Two labelers were asked for.");
    const { roomCursor } = await edgeCases(other.client, { projectId: project.id });
    const socket = await server.socket({ token: other.token });
    const variables = { projectId: project.id, after: roomCursor };
    const events = socket.subscribe<{ roomEvents: EventData }>(documents.events, variables);
    const question = "The user asks for a poem and a plan. Which first?";
    const edgeCase = await asks(asker.client, { projectId: project.id, promptId, question });
    const { data } = await events.next();
    expect(data?.roomEvents).toMatchObject({ __typename: "EdgeCaseAsked", actorId: asker.id, edgeCase });
    expect(edgeCase).toMatchObject({
      state: "OPEN",
      promptId,
      taskId: null,
      completionIds: [],
      question,
      askedBy: { accountId: asker.id },
      answers: [],
      foldedInto: null,
    });
    events.complete();
  });

  it("names completions of the prompt in the order they were given", async () => {
    const promptId = await aPrompt(server, project);
    const ids = [...(await completions(server, project, { promptId, count: 3 }))].reverse();
    const input = { projectId: project.id, promptId, completionIds: ids, question: "B or C?", key: aKey() };
    const { askEdgeCase } = await project.labeler.client.query<{ askEdgeCase: { edgeCase: EdgeCaseData } }>(
      documents.ask,
      { input },
    );
    expect(askEdgeCase.edgeCase.completionIds).toEqual(ids);
  });

  it("gives one question for one key, and refuses other content under it", async () => {
    const promptId = await aPrompt(server, project);
    const input = { projectId: project.id, promptId, question: "Once?", key: aKey() };
    const first = await asks(project.labeler.client, input);
    expect(await asks(project.labeler.client, input)).toEqual(first);
    expect((await edgeCases(project.labeler.client, { projectId: project.id })).edges).toHaveLength(1);
    expect((await refusalOf(documents.ask, { ...input, question: "Twice?" })).code).toBe(
      "IDEMPOTENCY_CONFLICT",
    );
  });

  it("refuses ids of another project and unknown ones in the same words", async () => {
    const other = await aProject(server);
    const [own, foreign] = [await prompts(server, project, { count: 2 }), await aPrompt(server, other)];
    const [promptId, secondId] = own;
    if (promptId === undefined || secondId === undefined) throw new Error("Two prompts were asked for.");
    const [known] = await completions(server, project, { promptId, count: 1 });
    const [ofSecond] = await completions(server, project, { promptId: secondId, count: 1 });
    const asked = { projectId: project.id, promptId, question: "?", key: aKey() };
    const refused: [string, object][] = [
      ["input.promptId", { ...asked, promptId: foreign }],
      ["input.promptId", { ...asked, promptId: "prm_unknown" }],
      ["input.taskId", { ...asked, taskId: "tsk_unknown" }],
      ["input.completionIds.1", { ...asked, completionIds: [known, ofSecond] }],
      ["input.completionIds.0", { ...asked, completionIds: ["out_unknown"] }],
    ];
    const words = new Map<string, Set<string>>();
    for (const [path, input] of refused) {
      const refusal = await refusalOf(documents.ask, input);
      expect([refusal.code, refusal.issues.map((issue) => issue.path)]).toEqual(["NOT_FOUND", [path]]);
      const field = path.replace(/\.\d+$/, "");
      words.set(field, (words.get(field) ?? new Set()).add(refusal.issues[0]?.message ?? ""));
    }
    expect([...words.values()].map((messages) => messages.size)).toEqual([1, 1, 1]);
    expect(await history(project.labeler.client, project.id)).toEqual([]);
  });

  it("is for labelers about prompts they have met, and about the task in which they met them", async () => {
    const promptId = await aPrompt(server, project, project.researcher);
    const input = { projectId: project.id, promptId, question: "Whose tide?", key: aKey() };
    const unmet = await refusalOf(documents.ask, input);
    expect([unmet.code, unmet.issues[0]?.path]).toEqual(["NOT_FOUND", "input.promptId"]);
    const taskId = await aTask(server, { projectId: project.id, promptId });
    const { claimTask } = await project.labeler.client.query<{
      claimTask: { assignment: { id: string } | null };
    }>("mutation($input: ClaimTaskInput!) { claimTask(input: $input) { assignment { id } } }", {
      input: { projectId: project.id },
    });
    expect(claimTask.assignment).not.toBeNull();
    const otherTask = await aTask(server, {
      projectId: project.id,
      promptId: await aPrompt(server, project),
    });
    const wrong = await refusalOf(documents.ask, { ...input, taskId: otherTask });
    expect([wrong.code, wrong.issues[0]?.path]).toEqual(["NOT_FOUND", "input.taskId"]);
    expect(await asks(project.labeler.client, { ...input, taskId })).toMatchObject({ promptId, taskId });
    const [, other] = project.labelers;
    const { errors } =
      (await other?.client.answer(documents.ask, { input: { ...input, key: aKey() } })) ?? {};
    expect(errors?.[0]?.extensions.code).toBe("NOT_FOUND");
    await asks(project.researcher.client, { ...input, key: aKey() });
  });

  it("refuses an empty question and a tenth completion", async () => {
    const promptId = await aPrompt(server, project);
    const input = { projectId: project.id, promptId, question: "?", key: aKey() };
    expect((await refusalOf(documents.ask, { ...input, question: "" })).issues[0]?.path).toBe(
      "input.question",
    );
    const completionIds = Array.from({ length: 10 }, (_, place) => `out_${place}`);
    const refusal = await refusalOf(documents.ask, { ...input, completionIds });
    expect([refusal.code, refusal.issues[0]?.path]).toEqual(["BAD_INPUT", "input.completionIds"]);
  });
});

describe("answering", () => {
  it("moves an open question to ANSWERED and keeps further answers in order", async () => {
    const promptId = await aPrompt(server, project);
    const { id } = await asks(project.labeler.client, { projectId: project.id, promptId });
    const [first, second] = project.researchers;
    if (first === undefined || second === undefined) throw new Error("Two researchers were asked for.");
    expect((await answers(first.client, id, { answer: "Yes." })).state).toBe("ANSWERED");
    const edgeCase = await answers(second.client, id, { answer: "But not in a poem." });
    expect(edgeCase.state).toBe("ANSWERED");
    expect(edgeCase.answers.map(({ place, text }) => [place, text])).toEqual([
      [1, "Yes."],
      [2, "But not in a poem."],
    ]);
  });

  it("gives answers that come at once different places", async () => {
    const promptId = await aPrompt(server, project);
    const { id } = await asks(project.labeler.client, { projectId: project.id, promptId });
    const { client } = project.researcher;
    await Promise.all(["a", "b", "c", "d"].map((answer) => answers(client, id, { answer })));
    const { edgeCase } = await client.query<{ edgeCase: EdgeCaseData }>(documents.edgeCase, { id });
    expect(edgeCase.answers.map(({ place }) => place)).toEqual([1, 2, 3, 4]);
    const told = (await history(client, project.id)).flatMap(({ answer }) => answer?.place ?? []);
    expect(told).toEqual([1, 2, 3, 4]);
  });

  it("answers once under one key", async () => {
    const promptId = await aPrompt(server, project);
    const { id } = await asks(project.labeler.client, { projectId: project.id, promptId });
    const { client } = project.researcher;
    const key = aKey();
    await answers(client, id, { answer: "Yes.", key });
    expect((await answers(client, id, { answer: "Yes.", key })).answers).toHaveLength(1);
    const input = { edgeCaseId: id, answer: "No.", key };
    expect(await client.codeOf(documents.answer, { input })).toBe("IDEMPOTENCY_CONFLICT");
  });

  it("shows each of two answers of one request in its own state", async () => {
    const promptId = await aPrompt(server, project);
    const { id } = await asks(project.labeler.client, { projectId: project.id, promptId });
    const document = `mutation($a: AnswerEdgeCaseInput!, $b: AnswerEdgeCaseInput!) {
      a: answerEdgeCase(input: $a) { edgeCase { answers { place } } }
      b: answerEdgeCase(input: $b) { edgeCase { answers { place } } }
    }`;
    const data = await project.researcher.client.query<
      Record<"a" | "b", { edgeCase: { answers: { place: number }[] } }>
    >(document, {
      a: { edgeCaseId: id, answer: "Yes.", key: aKey() },
      b: { edgeCaseId: id, answer: "No.", key: aKey() },
    });
    expect(data.a.edgeCase.answers).toHaveLength(1);
    expect(data.b.edgeCase.answers).toHaveLength(2);
  });
});

describe("the list of questions", () => {
  it("is newest first and filtered by state and prompt", async () => {
    const [first = "", second = ""] = await prompts(server, project, { count: 2 });
    const { client } = project.labeler;
    const a = await asks(client, { projectId: project.id, promptId: first });
    const b = await asks(client, { projectId: project.id, promptId: second });
    const c = await asks(client, { projectId: project.id, promptId: first });
    await answers(project.researcher.client, a.id);
    const idsOf = async (filter: object): Promise<string[]> =>
      (await edgeCases(client, { projectId: project.id, ...filter })).edges.map(({ node }) => node.id);
    expect(await idsOf({})).toEqual([c.id, b.id, a.id]);
    expect(await idsOf({ state: "OPEN" })).toEqual([c.id, b.id]);
    expect(await idsOf({ state: "ANSWERED" })).toEqual([a.id]);
    expect(await idsOf({ promptId: first })).toEqual([c.id, a.id]);
    expect(await idsOf({ promptId: first, state: "OPEN" })).toEqual([c.id]);
    expect(await idsOf({ first: 1 })).toEqual([c.id]);
  });

  it("costs no query a row", async () => {
    const promptId = await aPrompt(server, project);
    const { client } = project.labeler;
    const asked = await asks(client, { projectId: project.id, promptId });
    await answers(project.researcher.client, asked.id);
    const reads = jest.spyOn(server.app.store, "read");
    const readsOfAPage = async (): Promise<number> => {
      const before = reads.mock.calls.length;
      await edgeCases(client, { projectId: project.id });
      return reads.mock.calls.length - before;
    };
    const forOne = await readsOfAPage();
    for (let more = 0; more < 10; more++) await asks(client, { projectId: project.id, promptId });
    // Batches may split where their loads fall into different ticks; ten rows must not cost ten reads.
    expect(await readsOfAPage()).toBeLessThan(forOne + 5);
    reads.mockRestore();
  });
});
