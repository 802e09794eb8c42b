import { Clock } from "../../src/core/clock";
import { aProject, type TestProject } from "../support/project";
import { aServer, type TestServer } from "../support/server";
import {
  aForm,
  aGuideline,
  aKey,
  claimed,
  mustClaim,
  preparedPrompts,
  rankingOf,
  someTasks,
  submitRanking,
} from "../support/work";

const clock = new Clock();
let server: TestServer;

beforeAll(async () => {
  server = await aServer({ clock });
});

afterAll(async () => {
  await server.close();
});

async function rankingProject(prompts: number, labelers: number, overlapShare = 0): Promise<TestProject> {
  const project = await aProject(server, {
    labelers,
    settings: { leaseSeconds: 60, overlapShare, skipLimit: 2 },
  });
  await preparedPrompts(server, project, prompts);
  await aGuideline(project);
  await someTasks(project, { kind: "RANK", completionSet: "first", form: await aForm(project), seed: 7 });
  return project;
}

describe("creating tasks", () => {
  it("makes one task a kept prompt, says what it left out, and does not make them twice", async () => {
    const project = await aProject(server);
    await preparedPrompts(server, project, 6);
    const form = await aForm(project);
    const dry = await someTasks(project, { kind: "RANK", completionSet: "first", form, isDryRun: true });
    expect(dry).toMatchObject({ created: 6 });
    expect(await someTasks(project, { kind: "RANK", completionSet: "first", form, limit: 4 })).toEqual({
      created: 4,
      shared: expect.any(Number) as number,
      without: [{ reason: "BEYOND_LIMIT", count: 2 }],
    });
    expect(await someTasks(project, { kind: "RANK", completionSet: "first", form })).toMatchObject({
      created: 2,
      without: [{ reason: "EXISTS", count: 4 }],
    });
  });

  it("refuses a set that there is none of, and tasks before a preparation", async () => {
    const project = await aProject(server);
    await expect(someTasks(project, { kind: "DEMONSTRATE" })).rejects.toMatchObject({ code: "CONFLICT" });
    await preparedPrompts(server, project, 1);
    await expect(someTasks(project, { kind: "RANK", completionSet: "none" })).rejects.toMatchObject({
      code: "BAD_INPUT",
      issues: [expect.objectContaining({ path: "input.completionSet", rule: "exists" })],
    });
    await expect(someTasks(project, { kind: "RANK" })).rejects.toMatchObject({ code: "BAD_INPUT" });
  });
});

describe("claiming", () => {
  it("gives forty labelers forty places and never two of them the same", async () => {
    const project = await rankingProject(40, 40);
    const claims = await Promise.all(project.labelers.map(({ client }) => mustClaim(client, project.id)));
    expect(new Set(claims.map(({ prompt }) => prompt.id)).size).toBe(40);
    const again = await Promise.all(project.labelers.map(({ client }) => mustClaim(client, project.id)));
    expect(again.map(({ id }) => id)).toEqual(claims.map(({ id }) => id));
  });

  it("finishes what others began before it opens something new, and meets nobody twice with a task", async () => {
    const project = await rankingProject(3, 3, 1);
    const [first, second, third] = project.labelers;
    const begun = await mustClaim(first.client, project.id);
    expect((await mustClaim(second.client, project.id)).prompt.id).toBe(begun.prompt.id);
    expect((await mustClaim(third.client, project.id)).prompt.id).not.toBe(begun.prompt.id);
  });

  it("shows the outputs without their models, each labeler in an order of their own that stays", async () => {
    const project = await rankingProject(1, 2, 1);
    const [first, second] = await Promise.all(
      project.labelers.map(({ client }) => mustClaim(client, project.id)),
    );
    expect(first.outputs.map(({ id }) => id).sort()).toEqual(second.outputs.map(({ id }) => id).sort());
    const once = await mustClaim(project.labelers[0].client, project.id);
    expect(once.outputs).toEqual(first.outputs);
    const model = `query ($projectId: ID!) { taskQueue(projectId: $projectId) { edges { node { prompt { completions { model } } } } } }`;
    expect(await project.labelers[0].client.codeOf(model, { projectId: project.id })).toBe("FORBIDDEN");
  });

  it("gives an expired lease to somebody else, and takes late work only while the place is free", async () => {
    const project = await rankingProject(1, 2);
    const [early, late] = project.labelers;
    const work = await mustClaim(early.client, project.id);
    expect(await claimed(late.client, project.id)).toBeNull();
    clock.shiftMilliseconds += 61_000;
    const taken = await mustClaim(late.client, project.id);
    expect(taken.prompt.id).toBe(work.prompt.id);
    const input = { ...rankingOf(work, [1, 2, 3, 4]), key: aKey("late-1"), guidelineVersion: 1 };
    await expect(early.client.query(submitRanking, { input })).rejects.toMatchObject({ code: "LEASE_LOST" });
    const drafts = `query ($projectId: ID!) { myWork(projectId: $projectId) { drafts { id draft { content } } } }`;
    const { myWork } = await early.client.query<{
      myWork: { drafts: { id: string; draft: { content: { ranks: unknown[] } } }[] };
    }>(drafts, { projectId: project.id });
    expect(myWork.drafts[0].draft.content.ranks).toHaveLength(4);
    const back = `mutation ($input: AssignmentInput!) { giveBackTask(input: $input) { assignment { state } } }`;
    await late.client.query(back, { input: { assignmentId: taken.id } });
    await expect(early.client.query(submitRanking, { input })).resolves.toMatchObject({
      submitRanking: { label: { version: 1 } },
    });
  });

  it("extends a living lease and refuses a dead one", async () => {
    const project = await rankingProject(1, 1);
    const work = await mustClaim(project.labeler.client, project.id);
    const extend = `mutation ($input: AssignmentInput!) { extendLease(input: $input) { assignment { leaseUntil } } }`;
    clock.shiftMilliseconds += 30_000;
    const input = { assignmentId: work.id };
    const { extendLease } = await project.labeler.client.query<{
      extendLease: { assignment: { leaseUntil: string } };
    }>(extend, { input });
    expect(Date.parse(extendLease.assignment.leaseUntil)).toBeGreaterThan(Date.parse(work.leaseUntil));
    clock.shiftMilliseconds += 61_000;
    expect(await project.labeler.client.codeOf(extend, { input })).toBe("LEASE_LOST");
  });

  it("sends a task that was skipped often enough to the desk", async () => {
    const project = await rankingProject(1, 3);
    const skip = `mutation ($input: SkipTaskInput!) { skipTask(input: $input) { assignment { state skipReason } } }`;
    for (const { client } of project.labelers.slice(0, 2)) {
      const work = await mustClaim(client, project.id);
      const input = { assignmentId: work.id, reason: "CONFUSING", note: "What is meant?" };
      expect(await client.query(skip, { input })).toEqual({
        skipTask: { assignment: { state: "SKIPPED", skipReason: "CONFUSING" } },
      });
      expect(await claimed(client, project.id)).toBeNull();
    }
    expect(await claimed(project.labelers[2].client, project.id)).toBeNull();
    const desk = `query ($projectId: ID!) { taskQueue(projectId: $projectId, filter: { state: DESK }) { edges { node { skips } } } }`;
    expect(await project.researcher.client.query(desk, { projectId: project.id })).toEqual({
      taskQueue: { edges: [{ node: { skips: 2 } }] },
    });
  });

  it("knows no assignment of another labeler", async () => {
    const project = await rankingProject(2, 2);
    const [mine, other] = project.labelers;
    const work = await mustClaim(other.client, project.id);
    const extend = `mutation ($input: AssignmentInput!) { extendLease(input: $input) { assignment { id } } }`;
    expect(await mine.client.codeOf(extend, { input: { assignmentId: work.id } })).toBe("NOT_FOUND");
    expect(await mine.client.codeOf(extend, { input: { assignmentId: "asg_unknown" } })).toBe("NOT_FOUND");
  });
});

describe("drafts", () => {
  const save = `mutation ($input: SaveDraftInput!) { saveDraft(input: $input) { draft { revision content } } }`;

  it("keeps what was typed under a revision, and refuses an older save", async () => {
    const project = await rankingProject(1, 1);
    const { client } = project.labeler;
    const { id: assignmentId } = await mustClaim(client, project.id);
    await client.query(save, { input: { assignmentId, revision: 0, content: { note: "first" } } });
    await client.query(save, { input: { assignmentId, revision: 1, content: { note: "second" } } });
    await expect(
      client.query(save, { input: { assignmentId, revision: 1, content: { note: "old" } } }),
    ).rejects.toMatchObject({
      code: "DRAFT_CONFLICT",
      extensions: expect.objectContaining({ revision: 2 }) as object,
    });
    expect((await mustClaim(client, project.id)).draft).toEqual({ revision: 2, content: { note: "second" } });
  });

  it("refuses a NUL anywhere in it", async () => {
    const project = await rankingProject(1, 1);
    const { id: assignmentId } = await mustClaim(project.labeler.client, project.id);
    const input = { assignmentId, revision: 0, content: { deep: ["fine", { note: "a\u0000b" }] } };
    await expect(project.labeler.client.query(save, { input })).rejects.toMatchObject({
      code: "BAD_INPUT",
      issues: [expect.objectContaining({ path: "input.content", rule: "noNul" })],
    });
  });
});
