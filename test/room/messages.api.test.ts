import { ApiRefusal } from "../support/api-client";
import { aProject, type TestProject } from "../support/project";
import { aServer, type TestServer } from "../support/server";
import { aKey, documents, history, messages, posts, type EventData } from "./room-operations";

let server: TestServer;
let project: TestProject;

beforeAll(async () => {
  server = await aServer();
});
afterAll(() => server.close());
beforeEach(async () => {
  project = await aProject(server, { labelers: 2, candidates: 1, viewers: 1 });
});

describe("messages of the room", () => {
  it("are stored to the character, with their author, newest first", async () => {
    const [first, second] = project.labelers;
    const text = "  Ünïcode 你好 👩‍🔬\n\tand a tab ";
    await posts(project.researcher.client, { projectId: project.id, text: "one" });
    await posts(project.labeler.client, { projectId: project.id, text });
    const { edges } = await messages(second?.client ?? project.labeler.client, { projectId: project.id });
    expect(edges.map(({ node }) => [node.text, node.author?.accountId])).toEqual([
      [text, first?.id],
      ["one", project.researcher.id],
    ]);
  });

  it("reach another subscriber at once", async () => {
    const [writer, reader] = project.labelers;
    if (writer === undefined || reader === undefined) throw new Error("Two labelers were asked for.");
    const { roomCursor } = await messages(reader.client, { projectId: project.id });
    const socket = await server.socket({ token: reader.token });
    const events = socket.subscribe<{ roomEvents: EventData }>(documents.events, {
      projectId: project.id,
      after: roomCursor,
    });
    const message = await posts(writer.client, { projectId: project.id, text: "Anybody here?" });
    const { data } = await events.next();
    expect(data?.roomEvents).toMatchObject({ __typename: "MessagePosted", actorId: writer.id, message });
    events.complete();
  });

  it("come once under one key", async () => {
    const input = { projectId: project.id, text: "once", key: aKey() };
    const [first, again] = [
      await posts(project.labeler.client, input),
      await posts(project.labeler.client, input),
    ];
    expect(again).toEqual(first);
    expect(await history(project.labeler.client, project.id)).toHaveLength(1);
    const other = { input: { ...input, text: "twice" } };
    expect(await project.labeler.client.codeOf(documents.post, other)).toBe("IDEMPOTENCY_CONFLICT");
    // A key belongs to an account: somebody else's is another.
    await posts(project.researcher.client, input);
    expect(await history(project.labeler.client, project.id)).toHaveLength(2);
  });

  it("come once under one key when sent twice at once", async () => {
    const input = { projectId: project.id, text: "at once", key: aKey() };
    const [one, two] = await Promise.all([
      posts(project.labeler.client, input),
      posts(project.labeler.client, input),
    ]);
    expect(one).toEqual(two);
    expect(await history(project.labeler.client, project.id)).toHaveLength(1);
  });

  it.each([
    ["empty", ""],
    ["longer than 10,000 characters", "😀".repeat(10_001)],
    ["with a NUL", "a\0b"],
  ])("are refused when %s, by path and rule", async (_, text) => {
    const posting = posts(project.labeler.client, { projectId: project.id, text });
    const refusal: unknown = await posting.catch((error: unknown) => error);
    if (!(refusal instanceof ApiRefusal)) throw new Error("The message was taken.");
    expect(refusal.code).toBe("BAD_INPUT");
    expect(refusal.issues).toEqual([expect.objectContaining({ path: "input.text", rule: "storableText" })]);
    expect(await history(project.labeler.client, project.id)).toEqual([]);
  });

  it("may have 10,000 characters", async () => {
    const text = "😀".repeat(10_000);
    expect((await posts(project.labeler.client, { projectId: project.id, text })).text).toBe(text);
  });

  it("are paged without gap or repeat", async () => {
    for (const text of ["1", "2", "3", "4", "5"]) {
      await posts(project.labeler.client, { projectId: project.id, text });
    }
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const page = await messages(project.labeler.client, { projectId: project.id, first: 2, after });
      seen.push(...page.edges.map(({ node }) => node.text));
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after !== null);
    expect(seen).toEqual(["5", "4", "3", "2", "1"]);
  });
});
