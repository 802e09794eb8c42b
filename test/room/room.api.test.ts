import { seededFraction } from "../../src/core/seeded";
import { aPerson, aProject, type Person, type TestProject } from "../support/project";
import { aServer, type TestServer } from "../support/server";
import {
  aKey,
  answers,
  aPrompt,
  asks,
  documents,
  edgeCases,
  history,
  messages,
  posts,
  type EventData,
} from "./room-operations";
import { applied, sorted, type RoomView } from "./room-view";

let server: TestServer;

beforeAll(async () => {
  server = await aServer();
});
afterAll(() => server.close());

/** Every operation of the room with arguments that a member's call would be taken with. */
async function operations(
  project: TestProject,
): Promise<ReadonlyMap<string, { document: string; variables: object }>> {
  const promptId = await aPrompt(server, project);
  const { id: edgeCaseId } = await asks(project.labeler.client, { projectId: project.id, promptId });
  const projectId = project.id;
  return new Map(
    Object.entries({
      postMessage: { document: documents.post, variables: { input: { projectId, text: "hello" } } },
      askEdgeCase: {
        document: documents.ask,
        variables: { input: { projectId, promptId, question: "?", key: aKey() } },
      },
      answerEdgeCase: {
        document: documents.answer,
        variables: { input: { edgeCaseId, answer: "!", key: aKey() } },
      },
      roomMessages: { document: documents.messages, variables: { projectId } },
      edgeCases: { document: documents.edgeCases, variables: { projectId } },
      edgeCase: { document: documents.edgeCase, variables: { id: edgeCaseId } },
      roomHistory: { document: documents.history, variables: { projectId } },
    }),
  );
}

describe("who may use the room", () => {
  it("is decided for each operation and role", async () => {
    const project = await aProject(server, { candidates: 1, viewers: 1 });
    const [candidate] = project.candidates;
    const [viewer] = project.viewers;
    const stranger = await aPerson(server);
    const neighbor = (await aProject(server)).researcher;
    if (candidate === undefined || viewer === undefined) throw new Error("They were asked for.");
    for (const [operation, { document, variables }] of await operations(project)) {
      const codeFor = ({ client }: Pick<Person, "client">): Promise<string | null> =>
        client.codeOf(document, variables);
      const codes = {
        operation,
        researcher: await codeFor(project.researcher),
        labeler: await codeFor(project.labeler),
        candidate: await codeFor(candidate),
        viewer: await codeFor(viewer),
        stranger: await codeFor(stranger),
        neighbor: await codeFor(neighbor),
        anonymous: await codeFor({ client: server.client() }),
      };
      expect(codes).toEqual({
        operation,
        researcher: null,
        labeler: operation === "answerEdgeCase" ? "FORBIDDEN" : null,
        candidate: "CANDIDATE_ONLY",
        viewer: "FORBIDDEN",
        stranger: "NOT_FOUND",
        neighbor: "NOT_FOUND",
        anonymous: "UNAUTHENTICATED",
      });
    }
  });

  it.each(["events", "presence"] as const)("is decided for the subscription behind %s", async (name) => {
    const project = await aProject(server, { candidates: 1, viewers: 1 });
    const codes: unknown[] = [];
    for (const { token } of [...project.candidates, ...project.viewers, await aPerson(server)]) {
      const socket = await server.socket({ token });
      const { errors } = await socket.subscribe(documents[name], { projectId: project.id }).next();
      codes.push(errors?.[0]?.extensions.code);
    }
    expect(codes).toEqual(["CANDIDATE_ONLY", "FORBIDDEN", "NOT_FOUND"]);
  });

  it("answers for another project's question as for an unknown one", async () => {
    const [project, other] = [await aProject(server), await aProject(server)];
    const foreign = await asks(other.labeler.client, {
      projectId: other.id,
      promptId: await aPrompt(server, other),
    });
    for (const id of [foreign.id, "edg_unknown"]) {
      const { errors } = await project.labeler.client.answer(documents.edgeCase, { id });
      expect(errors?.[0]).toMatchObject({ extensions: { code: "NOT_FOUND", issues: [{ path: "id" }] } });
      const input = { edgeCaseId: id, answer: "!", key: aKey() };
      const answering = await project.researcher.client.answer(documents.answer, { input });
      expect(answering.errors?.[0]).toMatchObject({
        message: "There is no edge case with this id that you may see.",
        extensions: { code: "NOT_FOUND", issues: [{ path: "input.edgeCaseId" }] },
      });
    }
  });
});

async function viewOf({ client }: Person, projectId: string): Promise<{ view: RoomView; cursor: string }> {
  const cases = await edgeCases(client, { projectId });
  const said = await messages(client, { projectId });
  // Taken apart, so the earlier cursor: an event that a page holds already changes nothing when applied.
  return {
    cursor: cases.roomCursor,
    view: {
      edgeCases: new Map(cases.edges.map(({ node }) => [node.id, node])),
      messages: new Map(said.edges.map(({ node }) => [node.id, node])),
    },
  };
}

describe("a view of the room", () => {
  it("and the events after its cursor are the fresh view, after each mutation", async () => {
    const project = await aProject(server);
    const promptId = await aPrompt(server, project);
    const projectId = project.id;
    const known = await asks(project.labeler.client, { projectId, promptId });
    const { client } = project.researcher;
    const publish =
      "mutation($input: PublishGuidelineInput!) { publishGuideline(input: $input) { __typename } }";
    const mutations: readonly (() => Promise<unknown>)[] = [
      () => posts(project.labeler.client, { projectId, text: "hello" }),
      () => asks(project.labeler.client, { projectId, promptId, question: "And this?" }),
      () => answers(client, known.id, { answer: "Yes." }),
      () => answers(client, known.id, { answer: "Or no." }),
      () =>
        client.query(publish, {
          input: {
            projectId,
            markdown: "# Be helpful",
            priorities: ["HELPFUL", "TRUTHFUL", "HARMLESS"],
            phase: "TRAINING",
            note: "First",
            requiresAcknowledgement: false,
            expectedVersion: 0,
            foldsIn: [known.id],
          },
        }),
      () => answers(client, known.id, { answer: "The guideline says it." }),
    ];
    for (const mutate of mutations) {
      const { view, cursor } = await viewOf(project.labeler, projectId);
      await mutate();
      const events = await history(project.labeler.client, projectId, cursor);
      expect(events).toHaveLength(1);
      const fresh = await viewOf(project.labeler, projectId);
      expect(sorted(events.reduce(applied, view))).toEqual(sorted(fresh.view));
    }
  });
});

interface Reader {
  readonly name: string;
  readonly person: Person;
}

/** The order alone: what events bring is shown elsewhere. */
const order = `subscription($projectId: ID!, $after: String) {
  roomEvents(projectId: $projectId, after: $after) { sequence cursor }
}`;

/** Reads `count` events, cutting the socket after a seeded number of them and coming back with the cursor. */
async function readWithCuts(
  { name, person }: Reader,
  { projectId, cursor, count, seed }: { projectId: string; cursor: string; count: number; seed: number },
): Promise<number[]> {
  const received: number[] = [];
  let after = cursor;
  for (let life = 0; received.length < count; life++) {
    const most = Math.floor(seededFraction(seed, "cut", `${name}.${life}`) * 30);
    const socket = await server.socket({ token: person.token });
    const events = socket.subscribe<{ roomEvents: EventData }>(order, { projectId, after });
    for (let place = 0; place < most && received.length < count; place++) {
      const { data, errors } = await events.next();
      if (!data) throw new Error(JSON.stringify(errors));
      received.push(data.roomEvents.sequence);
      after = data.roomEvents.cursor;
    }
    socket.cut();
  }
  return received;
}

describe("the replay", () => {
  const seed = 20_260_301;

  it(`is the log for 40 subscribers whose connections are cut at random (seed ${seed})`, async () => {
    const project = await aProject(server, { labelers: 8 });
    const projectId = project.id;
    const { roomCursor: cursor } = await messages(project.labeler.client, { projectId });
    const count = 90;
    const readers = Array.from({ length: 40 }, (_, place): Reader => {
      return { name: `reader ${place}`, person: project.labelers[place % 8] ?? project.labeler };
    });
    const reading = readers.map((reader) => readWithCuts(reader, { projectId, cursor, count, seed }));
    const writing = project.labelers.slice(0, 3).map(async (person, writer) => {
      const { client } = person;
      const promptId = await aPrompt(server, project, person);
      for (let round = 0; round < 10; round++) {
        await posts(client, { projectId, text: `message ${writer}.${round}` });
        const { id } = await asks(client, { projectId, promptId });
        await answers(project.researcher.client, id);
      }
    });
    await Promise.all(writing);
    const log = (await history(project.labeler.client, projectId, cursor)).map(({ sequence }) => sequence);
    expect(log).toEqual(Array.from({ length: count }, (_, place) => place + 1));
    for (const received of await Promise.all(reading)) expect(received).toEqual(log);
  });
});
