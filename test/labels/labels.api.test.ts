import { Clock } from "../../src/core/clock";
import { aProject, type TestProject } from "../support/project";
import { aServer, type TestServer } from "../support/server";
import {
  aForm,
  aGuideline,
  aKey,
  mustClaim,
  preparedPrompts,
  rankingOf,
  someTasks,
  submitDemonstration,
  submitRanking,
  type ClaimedWork,
} from "../support/work";

const clock = new Clock();
let server: TestServer;

beforeAll(async () => {
  server = await aServer({ clock });
});

afterAll(async () => {
  await server.close();
});

interface Ranked {
  readonly submitRanking: {
    readonly label: { readonly id: string; readonly versions: { ranks: { rank: number }[] }[] };
  };
}

async function ranking(labelers = 1, overlapShare = 0): Promise<{ project: TestProject; work: ClaimedWork }> {
  const project = await aProject(server, { labelers, settings: { overlapShare } });
  await preparedPrompts(server, project, 1);
  await aGuideline(project);
  await someTasks(project, { kind: "RANK", completionSet: "first", form: await aForm(project) });
  return { project, work: await mustClaim(project.labeler.client, project.id) };
}

describe("submitting", () => {
  it("stores a ranking with dense ranks, its answers and the guideline version it was made under", async () => {
    const { project, work } = await ranking();
    const input = { ...rankingOf(work, [4, 2, 2, 1]), key: aKey("dense"), guidelineVersion: 1 };
    const { submitRanking: payload } = await project.labeler.client.query<{
      submitRanking: {
        label: {
          origin: string;
          versions: {
            guidelineVersion: number;
            ranks: { completionId: string; rank: number }[];
            answers: unknown[];
          }[];
        };
      };
    }>(submitRanking, { input });
    const [version] = payload.label.versions;
    expect(payload.label.origin).toBe("TRAINING");
    expect(version?.guidelineVersion).toBe(1);
    expect(version?.answers).toHaveLength(4);
    const byId = new Map(version?.ranks.map(({ completionId, rank }) => [completionId, rank]));
    expect(work.outputs.map(({ id }) => byId.get(id))).toEqual([3, 2, 2, 1]);
  });

  it("gives the first result again for the same key, and refuses the key with other content", async () => {
    const { project, work } = await ranking();
    const { client } = project.labeler;
    const input = { ...rankingOf(work, [1, 2, 3, 4]), key: aKey("twice"), guidelineVersion: 1 };
    const all = await Promise.all(
      [1, 2, 3, 4, 5, 6].map(() => client.query<Ranked>(submitRanking, { input })),
    );
    for (const answer of all) expect(answer).toEqual(all[0]);
    expect(await client.codeOf(submitRanking, { input: { ...input, note: "another" } })).toBe(
      "IDEMPOTENCY_CONFLICT",
    );
    expect(await client.codeOf(submitRanking, { input: { ...input, key: aKey("other") } })).toBe("CONFLICT");
  });

  it("names what is missing or wrong and keeps what was typed", async () => {
    const { project, work } = await ranking();
    const whole = rankingOf(work, [1, 2, 3, 4]) as {
      ranks: { completionId: string; rank: number }[];
      answers: unknown[];
    };
    const input = {
      ...whole,
      ranks: [{ ...whole.ranks[0], rank: 9 }, ...whole.ranks.slice(1, 3)],
      answers: whole.answers.slice(1),
      key: aKey("missing"),
      guidelineVersion: 1,
      note: "half of it",
    };
    await expect(project.labeler.client.query(submitRanking, { input })).rejects.toMatchObject({
      code: "BAD_INPUT",
      issues: [
        expect.objectContaining({ path: "input.ranks.0.rank", rule: "range" }),
        expect.objectContaining({ path: "input.ranks", rule: "required" }),
        expect.objectContaining({ path: "input.answers", rule: "required" }),
      ],
    });
    const again = await mustClaim(project.labeler.client, project.id);
    expect(again.draft?.content).toMatchObject({ note: "half of it" });
  });

  it("refuses work under an outdated guideline, keeps it, and takes it after the acknowledgement", async () => {
    const { project, work } = await ranking();
    await aGuideline(project, { requiresAcknowledgement: true, after: 1 });
    const { client } = project.labeler;
    const input = { ...rankingOf(work, [1, 2, 3, 4]), key: aKey("outdated"), guidelineVersion: 1 };
    await expect(client.query(submitRanking, { input })).rejects.toMatchObject({
      code: "GUIDELINE_OUTDATED",
      extensions: expect.objectContaining({ guidelineVersion: 2 }) as object,
    });
    expect((await mustClaim(client, project.id)).draft?.content).toMatchObject({ guidelineVersion: 1 });
    const acknowledge = `mutation ($input: AcknowledgeGuidelineInput!) { acknowledgeGuideline(input: $input) { guideline { version } } }`;
    await client.query(acknowledge, { input: { projectId: project.id, version: 2 } });
    await expect(
      client.query(submitRanking, { input: { ...input, guidelineVersion: 2 } }),
    ).resolves.toBeTruthy();
  });

  it("does not let work of another kind, or of a stale screen, take the place of a newer draft", async () => {
    const { project, work } = await ranking();
    const { client } = project.labeler;
    const save = `mutation ($input: SaveDraftInput!) { saveDraft(input: $input) { draft { revision } } }`;
    for (const revision of [0, 1]) {
      const input = { assignmentId: work.id, revision, content: { note: `typed ${revision}` } };
      await client.query(save, { input });
    }
    const text = { assignmentId: work.id, text: "no ranking", key: aKey("kind"), guidelineVersion: 1 };
    expect(await client.codeOf(submitDemonstration, { input: text })).toBe("BAD_INPUT");
    const stale = {
      ...rankingOf(work, [1, 2, 3, 4]),
      key: aKey("stale"),
      guidelineVersion: 1,
      draftRevision: 1,
    };
    expect(await client.codeOf(submitRanking, { input: stale })).toBe("DRAFT_CONFLICT");
    expect((await mustClaim(client, project.id)).draft).toEqual({
      revision: 2,
      content: { note: "typed 1" },
    });
    await client.query(submitRanking, { input: { ...stale, draftRevision: 2 } });
  });

  it("stores a demonstration exactly as typed, with its tokens", async () => {
    const project = await aProject(server);
    await preparedPrompts(server, project, 1);
    await aGuideline(project);
    await someTasks(project, { kind: "DEMONSTRATE" });
    const work = await mustClaim(project.labeler.client, project.id);
    const text = "  It is 0.\r\n\tZero, that is: 零 \u200b";
    const input = { assignmentId: work.id, text, key: aKey("demo"), guidelineVersion: 1 };
    await expect(
      project.labeler.client.query(submitDemonstration, { input: { ...input, text: " \n" } }),
    ).rejects.toMatchObject({
      code: "BAD_INPUT",
    });
    expect(
      await project.labeler.client.query(submitDemonstration, { input: { ...input, key: aKey("demo-2") } }),
    ).toMatchObject({
      submitDemonstration: {
        label: { versions: [{ text, tokens: expect.any(Number) as number, guidelineVersion: 1 }] },
      },
    });
  });
});

describe("revising", () => {
  const revise = `mutation ($input: ReviseLabelInput!) { reviseLabel(input: $input) { label { version versions { version ranks { rank } } } } }`;

  it("keeps every version while the window is open and refuses afterwards", async () => {
    const { project, work } = await ranking();
    const { client } = project.labeler;
    const input = { ...rankingOf(work, [1, 2, 3, 4]), key: aKey("revise-1"), guidelineVersion: 1 };
    const { submitRanking: payload } = await client.query<Ranked>(submitRanking, { input });
    const { assignmentId: _, ...better } = { ...rankingOf(work, [1, 1, 1, 1]) } as Record<string, unknown>;
    const revision = { ...better, labelId: payload.label.id, key: aKey("revise-2"), guidelineVersion: 1 };
    expect(await client.query(revise, { input: revision })).toMatchObject({
      reviseLabel: { label: { version: 2, versions: [{ version: 1 }, { version: 2 }] } },
    });
    clock.shiftMilliseconds += 25 * 3_600_000;
    expect(await client.query(revise, { input: revision })).toMatchObject({
      reviseLabel: { label: { version: 2 } },
    });
    expect(await client.codeOf(revise, { input: { ...revision, key: aKey("revise-3") } })).toBe("CONFLICT");
  });
});

describe("blindness", () => {
  it("shows a labeler nothing of another's label on the same task", async () => {
    const { project, work } = await ranking(2, 1);
    const [first, second] = project.labelers;
    const input = {
      ...rankingOf(work, [1, 2, 3, 4]),
      key: aKey("blind"),
      guidelineVersion: 1,
      note: "CANARY",
    };
    const { submitRanking: payload } = await first.client.query<Ranked>(submitRanking, { input });
    const label = `query ($id: ID!) { label(id: $id) { id versions { note } } }`;
    expect(await second.client.codeOf(label, { id: payload.label.id })).toBe("NOT_FOUND");
    const theirs = await mustClaim(second.client, project.id);
    expect(theirs.prompt.id).toBe(work.prompt.id);
    expect(JSON.stringify(theirs)).not.toContain("CANARY");
    expect(await project.researcher.client.query(label, { id: payload.label.id })).toMatchObject({
      label: { versions: [{ note: "CANARY" }] },
    });
  });
});

describe("a labeler's report of personal data", () => {
  it("puts a hold on the prompt that new tasks respect", async () => {
    const project = await aProject(server);
    await preparedPrompts(server, project, 1);
    await aGuideline(project);
    const form = `mutation ($input: PublishLabelFormInput!) { publishLabelForm(input: $input) { labelForm { version } } }`;
    const field = { key: "personal_data", scope: "PROMPT", answerKind: "YES_NO", question: "Personal data?" };
    await project.researcher.client.query(form, {
      input: { projectId: project.id, name: "pii", fields: [field] },
    });
    await someTasks(project, { kind: "ANNOTATE", form: "pii" });
    const work = await mustClaim(project.labeler.client, project.id);
    const submit = `mutation ($input: SubmitAnnotationInput!) { submitAnnotation(input: $input) { label { id } } }`;
    const input = {
      assignmentId: work.id,
      key: aKey("pii"),
      guidelineVersion: 1,
      answers: [{ field: "personal_data", answer: "YES" }],
    };
    await project.labeler.client.query(submit, { input });
    expect(await someTasks(project, { kind: "DEMONSTRATE" })).toMatchObject({ created: 0 });
  });
});
