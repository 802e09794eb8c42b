import { createHash } from "node:crypto";
import type { GuidelineStanding } from "../../src/guideline/version-rule";
import { localOperator } from "../../src/core/viewer";
import { LabelroomError } from "../../src/core/errors";
import { aPerson, aProject, type Person, type TestProject } from "../support/project";
import { ApiRefusal } from "../support/api-client";
import { aServer, type TestServer } from "../support/server";
import {
  aKey,
  answers,
  aPrompt,
  asks,
  documents as room,
  history,
  messages,
  type EventData,
} from "../room/room-operations";

interface GuidelineData {
  readonly version: number;
  readonly sha256: string;
  readonly markdown: string;
  readonly priorities: readonly string[];
  readonly phase: string;
  readonly note: string;
  readonly requiresAcknowledgement: boolean;
  readonly publishedBy: { readonly accountId: string } | null;
  readonly acknowledgedByMe: boolean;
  readonly mustAcknowledge: boolean;
  readonly foldsIn: readonly { readonly id: string; readonly state: string; readonly foldedInto: number }[];
}

const fields = `fragment Version on Guideline {
  version sha256 markdown priorities phase note requiresAcknowledgement acknowledgedByMe mustAcknowledge
  publishedBy { accountId } foldsIn { id state foldedInto }
}`;
const documents = {
  publish: `mutation($input: PublishGuidelineInput!) {
    publishGuideline(input: $input) { guideline { ...Version } }
  } ${fields}`,
  acknowledge: `mutation($input: AcknowledgeGuidelineInput!) {
    acknowledgeGuideline(input: $input) { guideline { ...Version } }
  } ${fields}`,
  guideline: `query($projectId: ID!, $version: Int) {
    guideline(projectId: $projectId, version: $version) { ...Version }
  } ${fields}`,
  guidelines: `query($projectId: ID!, $first: Int! = 50, $after: String) {
    guidelines(projectId: $projectId, first: $first, after: $after) {
      edges { node { version note } } pageInfo { hasNextPage endCursor }
    }
  }`,
  diff: `query($projectId: ID!, $from: Int!) {
    guideline(projectId: $projectId) { diff(from: $from) { kind text } }
  }`,
} as const;

let server: TestServer;
let project: TestProject;

beforeAll(async () => {
  server = await aServer();
});
afterAll(() => server.close());
beforeEach(async () => {
  project = await aProject(server, { researchers: 2, labelers: 2, candidates: 1, viewers: 1 });
});

function anInput(changes: object = {}): Record<string, unknown> {
  return {
    projectId: project.id,
    markdown: "# Be helpful\n",
    priorities: ["HELPFUL", "TRUTHFUL", "HARMLESS"],
    phase: "TRAINING",
    note: "First version",
    requiresAcknowledgement: false,
    expectedVersion: 0,
    ...changes,
  };
}

async function publishes(
  changes: object = {},
  { client }: Person = project.researcher,
): Promise<GuidelineData> {
  const variables = { input: anInput(changes) };
  const data = await client.query<{ publishGuideline: { guideline: GuidelineData } }>(
    documents.publish,
    variables,
  );
  return data.publishGuideline.guideline;
}

async function acknowledges(version: number, { client }: Person = project.labeler): Promise<GuidelineData> {
  const variables = { input: { projectId: project.id, version } };
  const data = await client.query<{ acknowledgeGuideline: { guideline: GuidelineData } }>(
    documents.acknowledge,
    variables,
  );
  return data.acknowledgeGuideline.guideline;
}

async function sees(
  version: number | null,
  { client }: Person = project.labeler,
): Promise<GuidelineData | null> {
  const variables = { projectId: project.id, version };
  return (await client.query<{ guideline: GuidelineData | null }>(documents.guideline, variables)).guideline;
}

async function refusalOf(
  document: string,
  input: object,
  { client } = project.researcher,
): Promise<ApiRefusal> {
  const refusal: unknown = await client.query(document, { input }).catch((error: unknown) => error);
  if (!(refusal instanceof ApiRefusal)) throw new Error("The call was not refused.");
  return refusal;
}

describe("publishing", () => {
  it("makes numbered versions that keep what they were", async () => {
    expect(await sees(null)).toBeNull();
    const markdown = "# Be helpful\n\nÜber alles: 有帮助 👍\n";
    const first = await publishes({ markdown });
    expect(first).toEqual({
      version: 1,
      sha256: createHash("sha256").update(markdown, "utf8").digest("hex"),
      markdown,
      priorities: ["HELPFUL", "TRUTHFUL", "HARMLESS"],
      phase: "TRAINING",
      note: "First version",
      requiresAcknowledgement: false,
      publishedBy: { accountId: project.researcher.id },
      acknowledgedByMe: true,
      mustAcknowledge: false,
      foldsIn: [],
    });
    const priorities = ["TRUTHFUL", "HARMLESS", "HELPFUL"];
    await publishes({ priorities, phase: "EVALUATION", note: "Truth first", expectedVersion: 1 });
    expect(await sees(null)).toMatchObject({
      version: 2,
      priorities,
      phase: "EVALUATION",
      note: "Truth first",
    });
    expect(await sees(1, project.researcher)).toEqual(first);
  });

  it("reaches subscribers at once and is audited", async () => {
    const { roomCursor } = await messages(project.labeler.client, { projectId: project.id });
    const socket = await server.socket({ token: project.labeler.token });
    const variables = { projectId: project.id, after: roomCursor };
    const events = socket.subscribe<{ roomEvents: EventData }>(room.events, variables);
    await publishes();
    const { data } = await events.next();
    expect(data?.roomEvents).toMatchObject({
      __typename: "GuidelinePublished",
      actorId: project.researcher.id,
      guideline: { version: 1, note: "First version", foldsIn: [] },
    });
    const { auditEntries } = await project.researcher.client.query<{
      auditEntries: { edges: { node: { action: string; actorId: string } }[] };
    }>("query($p: ID!) { auditEntries(projectId: $p) { edges { node { action actorId } } } }", {
      p: project.id,
    });
    expect(auditEntries.edges[0]?.node).toEqual({
      action: "publishGuideline",
      actorId: project.researcher.id,
    });
  });

  it("lets one of two publishers through who began at the same version", async () => {
    const [one, two] = project.researchers;
    const results = await Promise.allSettled([
      publishes({ note: "one" }, one),
      publishes({ note: "two" }, two),
    ]);
    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const refused = results.find((result) => result.status === "rejected")?.reason as ApiRefusal;
    expect(refused.code).toBe("CONFLICT");
    expect(refused.issues[0]?.path).toBe("input.expectedVersion");
    expect(refused.extensions?.guidelineVersion).toBe(1);
    expect(
      (await history(project.labeler.client, project.id)).map(({ guideline }) => guideline?.version),
    ).toEqual([1]);
  });

  it("comes once under one key, also after the next version", async () => {
    const key = aKey();
    await publishes({ key });
    await publishes({ expectedVersion: 1 });
    expect((await publishes({ key })).version).toBe(1);
    expect((await refusalOf(documents.publish, anInput({ key, note: "Other" }))).code).toBe(
      "IDEMPOTENCY_CONFLICT",
    );
    expect(await history(project.labeler.client, project.id)).toHaveLength(2);
  });

  it.each<[string, string, object]>([
    ["empty Markdown", "input.markdown", { markdown: "" }],
    ["Markdown over 200,000 characters", "input.markdown", { markdown: "x".repeat(200_001) }],
    ["an empty note", "input.note", { note: "" }],
    ["two priorities", "input.priorities", { priorities: ["HELPFUL", "TRUTHFUL"] }],
    ["a priority twice", "input.priorities", { priorities: ["HELPFUL", "TRUTHFUL", "TRUTHFUL"] }],
    ["a version below 0", "input.expectedVersion", { expectedVersion: -1 }],
    ["a question twice", "input.foldsIn", { foldsIn: ["edg_a", "edg_a"] }],
  ])("refuses %s", async (_, path, changes) => {
    const refusal = await refusalOf(documents.publish, anInput(changes));
    expect([refusal.code, refusal.issues[0]?.path]).toEqual(["BAD_INPUT", path]);
    expect(await sees(null)).toBeNull();
  });

  it("takes 200,000 characters", async () => {
    const markdown = "x".repeat(200_000);
    expect((await publishes({ markdown })).markdown).toBe(markdown);
  });
});

describe("folding questions in", () => {
  it("marks them with the version that cites them, answered or open, and keeps their answers", async () => {
    const promptId = await aPrompt(server, project);
    const { client } = project.labeler;
    const [a, b] = [
      await asks(client, { projectId: project.id, promptId }),
      await asks(client, { projectId: project.id, promptId }),
    ];
    await answers(project.researcher.client, a.id);
    const { foldsIn } = await publishes({ foldsIn: [b.id, a.id] });
    expect(foldsIn).toEqual([a, b].map(({ id }) => ({ id, state: "FOLDED_IN", foldedInto: 1 })));
    const { edgeCase } = await client.query<{ edgeCase: { state: string; answers: unknown[] } }>(
      room.edgeCase,
      {
        id: a.id,
      },
    );
    expect([edgeCase.state, edgeCase.answers.length]).toEqual(["FOLDED_IN", 1]);
    expect((await answers(project.researcher.client, b.id)).state).toBe("FOLDED_IN");
  });

  it("refuses a question of another project, and one that a version cites, and publishes nothing", async () => {
    const promptId = await aPrompt(server, project);
    const own = await asks(project.labeler.client, { projectId: project.id, promptId });
    const other = await aProject(server);
    const foreign = await asks(other.labeler.client, {
      projectId: other.id,
      promptId: await aPrompt(server, other),
    });
    for (const id of [foreign.id, "edg_unknown"]) {
      const refusal = await refusalOf(documents.publish, anInput({ foldsIn: [own.id, id] }));
      expect([refusal.code, refusal.issues[0]?.path]).toEqual(["NOT_FOUND", "input.foldsIn.1"]);
    }
    expect(await sees(null)).toBeNull();
    await publishes({ foldsIn: [own.id] });
    const again = await refusalOf(documents.publish, anInput({ foldsIn: [own.id], expectedVersion: 1 }));
    expect([again.code, again.issues[0]?.path]).toEqual(["CONFLICT", "input.foldsIn.0"]);
    expect((await sees(null))?.version).toBe(1);
  });
});

describe("reading", () => {
  it("lists versions newest first, by page", async () => {
    for (const version of [1, 2, 3])
      await publishes({ note: `Version ${version}`, expectedVersion: version - 1 });
    type Page = {
      edges: { node: { version: number } }[];
      pageInfo: { hasNextPage: boolean; endCursor: string };
    };
    const page = async (after: string | null): Promise<Page> => {
      const variables = { projectId: project.id, first: 2, after };
      return (await project.labeler.client.query<{ guidelines: Page }>(documents.guidelines, variables))
        .guidelines;
    };
    const first = await page(null);
    expect([first.edges.map(({ node }) => node.version), first.pageInfo.hasNextPage]).toEqual([[3, 2], true]);
    const second = await page(first.pageInfo.endCursor);
    expect([second.edges.map(({ node }) => node.version), second.pageInfo.hasNextPage]).toEqual([[1], false]);
  });

  it("shows how one version became another, by lines", async () => {
    await publishes({ markdown: "# Rules\nBe kind.\nBe brief.\n" });
    await publishes({ markdown: "# Rules\nBe kind.\nBe clear.\n", expectedVersion: 1 });
    const variables = { projectId: project.id, from: 1 };
    const { guideline } = await project.labeler.client.query<{ guideline: { diff: unknown } }>(
      documents.diff,
      variables,
    );
    expect(guideline.diff).toEqual([
      { kind: "SAME", text: "# Rules\nBe kind.\n" },
      { kind: "REMOVED", text: "Be brief.\n" },
      { kind: "ADDED", text: "Be clear.\n" },
    ]);
    expect(await project.labeler.client.codeOf(documents.diff, { ...variables, from: 3 })).toBe("NOT_FOUND");
  });

  it("knows no version that was never published", async () => {
    await publishes();
    const { errors } = await project.labeler.client.answer(documents.guideline, {
      projectId: project.id,
      version: 2,
    });
    expect(errors?.[0]).toMatchObject({ extensions: { code: "NOT_FOUND", issues: [{ path: "version" }] } });
  });
});

describe("acknowledging", () => {
  it("is asked of labelers from the last version that requires it until they did it once", async () => {
    await publishes({ requiresAcknowledgement: true });
    expect(await sees(1)).toMatchObject({ acknowledgedByMe: false, mustAcknowledge: true });
    expect(await acknowledges(1)).toMatchObject({ acknowledgedByMe: true, mustAcknowledge: false });
    expect(await acknowledges(1)).toMatchObject({ acknowledgedByMe: true });
    const [, other] = project.labelers;
    expect(await sees(1, other)).toMatchObject({ acknowledgedByMe: false, mustAcknowledge: true });
    await publishes({ expectedVersion: 1 });
    expect(await sees(2)).toMatchObject({ acknowledgedByMe: false, mustAcknowledge: false });
    await publishes({ expectedVersion: 2, requiresAcknowledgement: true });
    expect(await sees(3)).toMatchObject({ mustAcknowledge: true });
    expect(await sees(2)).toMatchObject({ mustAcknowledge: false });
  });

  it("of a later version stands for the one that requires it", async () => {
    await publishes({ requiresAcknowledgement: true });
    await publishes({ expectedVersion: 1 });
    expect(await sees(2)).toMatchObject({ mustAcknowledge: true });
    expect(await acknowledges(2)).toMatchObject({ mustAcknowledge: false });
    expect(await sees(1)).toMatchObject({ acknowledgedByMe: false, mustAcknowledge: false });
  });

  it("knows no version that was never published", async () => {
    const refusal = await refusalOf(
      documents.acknowledge,
      { projectId: project.id, version: 1 },
      project.labeler,
    );
    expect([refusal.code, refusal.issues[0]?.path]).toEqual(["NOT_FOUND", "input.version"]);
  });

  it("is nothing for the local operator, who labels nothing", async () => {
    await publishes();
    const acknowledging = server.app.services.guideline.acknowledge(localOperator, {
      projectId: project.id,
      version: 1,
    });
    await expect(acknowledging).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});

describe("the version that work is made under", () => {
  async function decided(shownVersion: number): Promise<unknown> {
    const { store, services } = server.app;
    const work = { projectId: project.id, accountId: project.labeler.id, shownVersion };
    try {
      return await store.transaction((tx) => services.guideline.requireCurrent(tx, work));
    } catch (error) {
      if (!(error instanceof LabelroomError)) throw error;
      return [error.code, error.data.guidelineVersion ?? null];
    }
  }

  it("is one from the last required to the current, once acknowledged", async () => {
    expect(await decided(1)).toEqual(["CONFLICT", null]);
    await publishes();
    expect([await decided(1), await decided(2)]).toEqual([1, ["BAD_INPUT", null]]);
    await publishes({ expectedVersion: 1 });
    expect([await decided(1), await decided(2)]).toEqual([1, 2]);
    await publishes({ expectedVersion: 2, requiresAcknowledgement: true });
    expect([await decided(2), await decided(3)]).toEqual([
      ["GUIDELINE_OUTDATED", 3],
      ["GUIDELINE_OUTDATED", 3],
    ]);
    await acknowledges(3);
    expect([await decided(2), await decided(3)]).toEqual([["GUIDELINE_OUTDATED", 3], 3]);
    await publishes({ expectedVersion: 3 });
    expect([await decided(2), await decided(3), await decided(4)]).toEqual([["GUIDELINE_OUTDATED", 4], 3, 4]);
  });

  it("is each labeler's and each project's own", async () => {
    const other = await aProject(server);
    await publishes({ requiresAcknowledgement: true });
    await publishes({ projectId: other.id, requiresAcknowledgement: true }, other.researcher);
    await acknowledges(1);
    const standingOf = (projectId: string, accountId: string): Promise<GuidelineStanding> =>
      server.app.store.read((reader) =>
        server.app.services.guideline.standing(reader, { projectId, accountId }),
      );
    const { id } = project.labeler;
    expect(await standingOf(project.id, id)).toEqual({ current: 1, lastRequired: 1, acknowledged: 1 });
    expect(await standingOf(other.id, id)).toEqual({ current: 1, lastRequired: 1, acknowledged: null });
  });
});

describe("who may use the guideline", () => {
  it("is decided for each operation and role", async () => {
    await publishes();
    const [candidate] = project.candidates;
    const [viewer] = project.viewers;
    const neighbor = (await aProject(server)).researcher;
    const stranger = await aPerson(server);
    if (candidate === undefined || viewer === undefined) throw new Error("They were asked for.");
    const operations: [string, string, object][] = [
      ["guideline", documents.guideline, { projectId: project.id }],
      ["guidelines", documents.guidelines, { projectId: project.id }],
      ["acknowledgeGuideline", documents.acknowledge, { input: { projectId: project.id, version: 1 } }],
      ["publishGuideline", documents.publish, { input: anInput({ expectedVersion: 1, key: aKey() }) }],
    ];
    for (const [operation, document, variables] of operations) {
      const codes: Record<string, string | null> = {};
      const people = {
        labeler: project.labeler,
        candidate,
        viewer,
        neighbor,
        stranger,
        researcher: project.researcher,
      };
      for (const [name, { client }] of Object.entries(people))
        codes[name] = await client.codeOf(document, variables);
      codes.anonymous = await server.client().codeOf(document, variables);
      expect({ operation, ...codes }).toEqual({
        operation,
        labeler: operation === "publishGuideline" ? "FORBIDDEN" : null,
        candidate: "CANDIDATE_ONLY",
        viewer: "FORBIDDEN",
        neighbor: "NOT_FOUND",
        stranger: "NOT_FOUND",
        researcher: null,
        anonymous: "UNAUTHENTICATED",
      });
    }
  });
});
