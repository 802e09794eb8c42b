import { seededFraction } from "../../src/core/seeded";
import { aProject, type Person, type TestProject } from "../support/project";
import { aServer, type TestServer } from "../support/server";
import {
  aForm,
  aGuideline,
  aKey,
  preparedPrompts,
  rankingOf,
  someTasks,
  submitRanking,
  type ClaimedWork,
} from "../support/work";
import { documents, history, messages, type EventData } from "./room-operations";

const seed = Number(process.env.SEED ?? 20_261_125);
const people = 40;
const rounds = 1;

const order = `subscription ($projectId: ID!, $after: String) {
  roomEvents(projectId: $projectId, after: $after) { sequence cursor } }`;
const claiming = `mutation ($input: ClaimTaskInput!) { claimTask(input: $input) { assignment {
  id state leaseUntil kind prompt { id text } outputs { id text } draft { revision content } } } }`;

let server: TestServer;

beforeAll(async () => {
  process.stderr.write(`forty at once: seed ${seed}\n`);
  server = await aServer();
});
afterAll(() => server.close());

/** A whole number from 0 up to, and without, `bound`, by the seed. */
function drawn(purpose: string, key: string, bound: number): number {
  return Math.floor(seededFraction(seed, purpose, key) * bound);
}

/** A call that the connection is cut under up to three times, at once or some turns later, before it is awaited. */
async function callWithCuts<T>(person: Person, call: Call): Promise<T> {
  const cuts = drawn("cuts", `${person.id}.${call.name}`, 4);
  for (let life = 0; life < cuts; life++) {
    const socket = await server.socket({ token: person.token });
    socket.subscribe(call.document, { input: call.input });
    const turns = drawn("turns", `${person.id}.${call.name}.${life}`, 40);
    for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
    socket.cut();
  }
  const socket = await server.socket({ token: person.token });
  const { data, errors } = await socket.subscribe<T>(call.document, { input: call.input }).next();
  socket.cut();
  if (!data) throw new Error(`${call.name}: ${JSON.stringify(errors)}`);
  return data;
}

interface Call {
  readonly name: string;
  readonly document: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** What a labeler was given and has sent, in the order of the rounds. */
interface Work {
  readonly promptId: string;
  readonly labelId: string;
}

/** Claims and submits through cut connections; a message to the room before and after each label. */
async function labels(person: Person, place: number, projectId: string): Promise<readonly Work[]> {
  const works: Work[] = [];
  for (let round = 0; round < rounds; round++) {
    const name = `${place}.${round}`;
    const { claimTask } = await callWithCuts<{ claimTask: { assignment: ClaimedWork | null } }>(person, {
      name: `claim.${name}`,
      document: claiming,
      input: { projectId },
    });
    if (claimTask.assignment === null) throw new Error(`There was no place for labeler ${name}.`);
    const input = {
      ...rankingOf(claimTask.assignment, [1, 2, 3, 4]),
      key: aKey(name.replace(".", "-")),
      guidelineVersion: 1,
    };
    await person.client.query(documents.post, { input: { projectId, text: `begun ${name}` } });
    const { submitRanking: sent } = await callWithCuts<{ submitRanking: { label: { id: string } } }>(person, {
      name: `submit.${name}`,
      document: submitRanking,
      input,
    });
    await person.client.query(documents.post, { input: { projectId, text: `done ${name}` } });
    works.push({ promptId: claimTask.assignment.prompt.id, labelId: sent.label.id });
  }
  return works;
}

/** Reads `count` events through connections that are cut after a seeded number of them. */
async function follows(person: Person, { projectId, after, count }: Following): Promise<readonly number[]> {
  const received: number[] = [];
  let cursor = after;
  for (let life = 0; received.length < count; life++) {
    const most = drawn("events", `${person.id}.${life}`, 30);
    const socket = await server.socket({ token: person.token });
    const events = socket.subscribe<{ roomEvents: EventData }>(order, { projectId, after: cursor });
    for (let place = 0; place < most && received.length < count; place++) {
      const { data, errors } = await events.next();
      if (!data) throw new Error(JSON.stringify(errors));
      received.push(data.roomEvents.sequence);
      cursor = data.roomEvents.cursor;
    }
    socket.cut();
  }
  return received;
}

interface Following {
  readonly projectId: string;
  readonly after: string;
  readonly count: number;
}

async function projectOfForty(): Promise<TestProject> {
  const project = await aProject(server, { labelers: people, settings: { overlapShare: 0 } });
  await preparedPrompts(server, project, people * rounds);
  await aGuideline(project);
  await someTasks(project, { kind: "RANK", completionSet: "first", form: await aForm(project), seed });
  return project;
}

describe(`${people} subscribers and ${people} claimers at once, connections cut at random (seed ${seed})`, () => {
  it("leave no gap, no repeat, and no place with two holders", async () => {
    const project = await projectOfForty();
    const projectId = project.id;
    const { roomCursor: after } = await messages(project.labeler.client, { projectId });
    const count = people * rounds * 2;
    const reading = Promise.all(project.labelers.map((one) => follows(one, { projectId, after, count })));
    const working = Promise.all(project.labelers.map((one, place) => labels(one, place, projectId)));
    const [streams, works] = await Promise.all([reading, working]);

    const log = (await history(project.labeler.client, projectId, after)).map(({ sequence }) => sequence);
    const [first = 0] = log;
    expect(log).toEqual(Array.from({ length: count }, (_, place) => first + place));
    for (const stream of streams) expect(stream).toEqual(log);
    const done = works.flat();
    expect(new Set(done.map(({ promptId }) => promptId)).size).toBe(people * rounds);
    expect(new Set(done.map(({ labelId }) => labelId)).size).toBe(people * rounds);
  }, 60_000);
});
