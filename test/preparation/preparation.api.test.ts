import { Clock } from "../../src/core/clock";
import { Job, JobState } from "../../src/core/jobs/job.entity";
import { topics } from "../../src/core/wake-up";
import { PreparationRun, RunState } from "../../src/preparation/preparation-run.entity";
import { StoredFind, StoredOutcome } from "../../src/preparation/prompt-outcome.entity";
import { Project } from "../../src/projects/project.entity";
import { aProject, type TestProject } from "../support/project";
import { aServer, type TestServer } from "../support/server";
import {
  aLine,
  comparable,
  imports,
  organizationsIn,
  outcomes,
  outcomesDocument,
  preparation,
  prepared,
  prepares,
  type PromptLine,
} from "./preparation-operations";

const clock = new Clock();
const seed = 1;
const [train = "", other = ""] = organizationsIn("TRAIN", seed, 2);
const [test = ""] = organizationsIn("TEST", seed, 1);

/** A row for each reason but HELD and WITHDRAWN, and some that are kept. */
const everyReason: readonly PromptLine[] = [
  aLine({ external_id: "kept", organization_id: train }),
  aLine({
    external_id: "kept in test",
    organization_id: test,
    text: "Write to me@example.org about tides, please.",
  }),
  aLine({ external_id: "no consent", consent: false }),
  aLine({ external_id: "api", channel: "API" }),
  aLine({
    external_id: "first",
    organization_id: train,
    submitted_at: "2022-01-01T00:00:00Z",
    text: "The same.",
  }),
  aLine({
    external_id: "copy",
    organization_id: train,
    submitted_at: "2022-01-02T00:00:00Z",
    text: " The same.\r\n",
  }),
  ...["a", "b", "c"].map((name) =>
    aLine({ external_id: `user ${name}`, organization_id: train, user_id: "busy" }),
  ),
  ...["a", "b", "c", "d", "e"].map((name) => aLine({ external_id: `org ${name}`, organization_id: other })),
  aLine({
    external_id: "home",
    organization_id: train,
    user_id: "both",
    submitted_at: "2022-01-01T00:00:00Z",
  }),
  aLine({
    external_id: "away",
    organization_id: test,
    user_id: "both",
    submitted_at: "2022-01-02T00:00:00Z",
  }),
  aLine({
    external_id: "address",
    organization_id: `${train}`,
    text: "My address is someone@example.org, is it not?",
  }),
];

let server: TestServer;
let project: TestProject;

beforeAll(async () => {
  server = await aServer({ clock });
});
afterAll(() => server.close());
beforeEach(async () => {
  project = await aProject(server, { viewers: 1 });
});

/** The parameters under which `everyReason` shows every reason. */
function tight(projectId: string): {
  projectId: string;
  seed: number;
  userCap: number;
  organizationCap: number;
} {
  return { projectId, seed, userCap: 2, organizationCap: 4 };
}

async function ofOrganizations(names: readonly string[], { from = 0, to = 30 } = {}): Promise<void> {
  const lines = Array.from({ length: to - from }, (_, n) => {
    const name = names[n % names.length] ?? "";
    return aLine({ external_id: `${name}-${from + n}`, organization_id: name });
  });
  await imports(project.researcher.client, project.id, lines);
}

describe("a preparation run", () => {
  it("says of each prompt whether it is kept, and else which step dropped it and why", async () => {
    const { client } = project.researcher;
    await imports(client, project.id, everyReason);
    const run = await prepared(server, client, { ...tight(project.id), organizationCap: 100 });
    const found = await outcomes(client, { projectId: project.id });
    const said = (name: string): unknown => {
      const outcome = found.get(name);
      return [outcome?.step, outcome?.reason, outcome?.split];
    };
    expect(said("kept")).toEqual([null, null, "TRAIN"]);
    expect(said("no consent")).toEqual(["CONSENT", "NO_CONSENT", null]);
    expect(said("api")).toEqual(["CONSENT", "NOT_PLAYGROUND", null]);
    expect(said("copy")).toEqual(["DEDUPE", "DUPLICATE_PREFIX", null]);
    expect(found.get("copy")?.duplicateOf).toBe(found.get("first")?.promptId);
    expect(["a", "b", "c"].filter((name) => found.get(`user ${name}`)?.reason === "USER_CAP")).toHaveLength(
      1,
    );
    expect(said("away")).toEqual(["SPLIT", "USER_IN_ANOTHER_SPLIT", null]);
    expect(said("address")).toEqual(["PII", "PERSONAL_DATA", "TRAIN"]);
    expect(said("kept in test")).toEqual([null, null, "TEST"]);
    expect(found.get("kept in test")).toMatchObject({
      language: "en",
      isOverlong: false,
      finds: [{ type: "EMAIL_ADDRESS", start: 9, end: 23, isOverruled: false }],
    });
    expect(found.get("kept in test")?.promptTokens).toBeGreaterThan(5);
    expect(run).toMatchObject({
      state: "DONE",
      parameters: { seed: "1", userCap: 2 },
      job: { state: "DONE" },
    });
  });

  it("counts them into a funnel whose steps join, and into splits", async () => {
    const { client } = project.researcher;
    await imports(client, project.id, everyReason);
    const run = await prepared(server, client, tight(project.id));
    const found = [...(await outcomes(client, { projectId: project.id })).values()];
    expect(run.funnel.map(({ step }) => step)).toEqual([
      "CONSENT",
      "DEDUPE",
      "CAP",
      "SPLIT",
      "PII",
      "MEASURE",
    ]);
    let entering = everyReason.length;
    for (const { step, in: came, out, dropped } of run.funnel) {
      expect(came).toBe(entering);
      for (const { reason, count } of dropped) {
        expect(found.filter((outcome) => outcome.step === step && outcome.reason === reason)).toHaveLength(
          count,
        );
      }
      entering = came - dropped.reduce((sum, { count }) => sum + count, 0);
      expect(out).toBe(entering);
    }
    expect(run.funnel.flatMap(({ dropped }) => dropped.map(({ reason }) => reason))).toContain(
      "ORGANIZATION_CAP",
    );
    for (const { split, count } of run.splits) {
      expect(found.filter((outcome) => outcome.step === null && outcome.split === split)).toHaveLength(count);
    }
    expect(run.splits.reduce((sum, { count }) => sum + count, 0)).toBe(entering);
  });

  it("gives the same in another project under the same seed, and again in the same one", async () => {
    const second = await aProject(server);
    const runs: string[] = [];
    for (const { id, researcher } of [project, project, second]) {
      await imports(researcher.client, id, everyReason);
      const run = await prepared(server, researcher.client, tight(id));
      runs.push(
        `${run.inputSha256 ?? ""} ${comparable(await outcomes(researcher.client, { projectId: id }))}`,
      );
    }
    expect(runs[1]).toBe(runs[0]);
    expect(runs[2]).toBe(runs[0]);
  });

  it("keeps the splits of earlier runs when prompts are added, whatever the seed", async () => {
    const { client } = project.researcher;
    const names = Array.from({ length: 15 }, (_, n) => `holder-${n}`);
    await ofOrganizations(names);
    await prepared(server, client, { projectId: project.id, seed: 1 });
    const before = await outcomes(client, { projectId: project.id });
    await ofOrganizations([...names, "newcomer"], { from: 30, to: 62 });
    await prepared(server, client, { projectId: project.id, seed: 2 });
    const after = await outcomes(client, { projectId: project.id });
    expect(after.size).toBe(before.size + 32);
    for (const [name, { split }] of before) expect(after.get(name)?.split).toBe(split);
  });

  it("agrees on the splits with another run at the same time, and the later one is current", async () => {
    const { client } = project.researcher;
    await ofOrganizations(Array.from({ length: 30 }, (_, n) => `holder-${n}`));
    const [one, two] = [
      await prepares(client, { projectId: project.id, seed: 1 }),
      await prepares(client, { projectId: project.id, seed: 2 }),
    ];
    for (const { job } of [one, two]) await server.app.services.jobs.ended(job.id);
    const [first, second] = [
      await outcomes(client, { projectId: project.id, runId: one.id }),
      await outcomes(client, { projectId: project.id, runId: two.id }),
    ];
    expect(first.size).toBe(30);
    for (const [name, { split }] of first) expect(second.get(name)?.split).toBe(split);
    expect((await preparation(client, project.id))?.id).toBe(two.id);
  });

  it("starts afresh where its process died in the middle", async () => {
    const { client } = project.researcher;
    await imports(client, project.id, everyReason);
    const run = await prepared(server, client, tight(project.id));
    const before = comparable(await outcomes(client, { projectId: project.id }));
    await dieInTheMiddle(run.id, run.job.id);
    expect(await preparation(client, project.id)).toBeNull();
    expect((await outcomes(client, { projectId: project.id, runId: run.id })).size).toBe(0);
    clock.shiftMilliseconds += 61_000;
    server.app.wakeUp.wake(topics.jobs);
    expect((await server.app.services.jobs.ended(run.job.id)).state).toBe("DONE");
    expect(comparable(await outcomes(client, { projectId: project.id }))).toBe(before);
    expect(await preparation(client, project.id)).toEqual(run);
  });

  it("drops held prompts", async () => {
    const { client } = project.researcher;
    await imports(client, project.id, everyReason);
    await prepared(server, client, tight(project.id));
    const held = (await outcomes(client, { projectId: project.id })).get("kept");
    const { prompts } = server.app.services;
    await server.app.store.transaction((tx) =>
      prompts.placeHold(tx, { promptId: held?.promptId ?? "", reason: "test", placedBy: null }),
    );
    await prepared(server, client, tight(project.id));
    expect((await outcomes(client, { projectId: project.id, filter: { reason: "HELD" } })).has("kept")).toBe(
      true,
    );
  });

  it("is null before the first and a prompt has no outcome then", async () => {
    const { client } = project.researcher;
    await imports(client, project.id, everyReason);
    expect(await preparation(client, project.id)).toBeNull();
    expect(await promptOutcomes()).toEqual(everyReason.map(() => null));
    await prepared(server, client, tight(project.id));
    expect(await promptOutcomes()).toContainEqual({ step: "CONSENT" });
  });

  it("lists outcomes by step, reason, split and whether they are kept", async () => {
    const { client } = project.researcher;
    const { id: projectId } = project;
    await imports(client, projectId, everyReason);
    await prepared(server, client, tight(projectId));
    const all = [...(await outcomes(client, { projectId })).values()];
    const kept = await outcomes(client, { projectId, filter: { isKept: true, split: "TRAIN" } });
    expect(kept.size).toBe(all.filter(({ step, split }) => step === null && split === "TRAIN").length);
    const consent = await outcomes(client, { projectId, filter: { step: "CONSENT", reason: "NO_CONSENT" } });
    expect([...consent.keys()]).toEqual(["no consent"]);
    expect((await outcomes(client, { projectId, filter: { isKept: false } })).size).toBe(
      all.filter(({ step }) => step !== null).length,
    );
  });

  it("comes once under one key and refuses the key with other bounds", async () => {
    const { client } = project.researcher;
    const input = { ...tight(project.id), key: "prepare-once" };
    const [one, two] = [await prepares(client, input), await prepares(client, input)];
    expect(two.id).toBe(one.id);
    const document =
      "mutation P($input: PreparePromptsInput!) { preparePrompts(input: $input) { run { id } } }";
    expect(await client.codeOf(document, { input: { ...input, userCap: 3 } })).toBe("IDEMPOTENCY_CONFLICT");
  });

  it("refuses bounds below 1, labelers, viewers and other projects", async () => {
    const document =
      "mutation P($input: PreparePromptsInput!) { preparePrompts(input: $input) { run { id } } }";
    const { researcher, labeler, viewers, id: projectId } = project;
    for (const bound of ["minPrefix", "userCap", "organizationCap"]) {
      expect(await researcher.client.codeOf(document, { input: { projectId, [bound]: 0 } })).toBe(
        "BAD_INPUT",
      );
    }
    expect(await researcher.client.codeOf(document, { input: { projectId, seed: -1 } })).toBe("BAD_INPUT");
    expect(await labeler.client.codeOf(document, { input: { projectId } })).toBe("FORBIDDEN");
    expect(await viewers[0]?.client.codeOf(document, { input: { projectId } })).toBe("FORBIDDEN");
    const stranger = await aProject(server);
    expect(await stranger.researcher.client.codeOf(document, { input: { projectId } })).toBe("NOT_FOUND");
  });

  it("shows viewers the funnel and no outcomes", async () => {
    await imports(project.researcher.client, project.id, everyReason);
    await prepared(server, project.researcher.client, tight(project.id));
    const [viewer] = project.viewers;
    if (viewer === undefined) throw new Error("A viewer was asked for.");
    expect((await preparation(viewer.client, project.id))?.funnel).toHaveLength(6);
    expect(await viewer.client.codeOf(outcomesDocument, { projectId: project.id })).toBe("FORBIDDEN");
  });
});

describe("an overrule of personal data", () => {
  const document = `mutation Overrule($input: OverrulePersonalDataInput!) {
    overrulePersonalData(input: $input) { finds { type start end isOverruled } }
  }`;

  it("keeps the prompt in every later run", async () => {
    const { client } = project.researcher;
    const { id: projectId } = project;
    await imports(client, projectId, everyReason);
    await prepared(server, client, { ...tight(projectId), organizationCap: 100 });
    const promptId = (await outcomes(client, { projectId })).get("address")?.promptId;
    const input = {
      projectId,
      promptId,
      type: "EMAIL_ADDRESS",
      reason: "An address made up for the example.",
    };
    const find = { type: "EMAIL_ADDRESS", start: 14, end: 33, isOverruled: true };
    expect(await client.query(document, { input })).toEqual({ overrulePersonalData: { finds: [find] } });
    expect((await outcomes(client, { projectId })).get("address")).toMatchObject({
      step: "PII",
      finds: [find],
    });
    for (const _ of [1, 2]) {
      await prepared(server, client, { ...tight(projectId), organizationCap: 100 });
      const outcome = (await outcomes(client, { projectId })).get("address");
      expect(outcome).toMatchObject({ step: null, split: "TRAIN", finds: [find] });
    }
  });

  it("refuses what the current run has not found, and labelers", async () => {
    const { client } = project.researcher;
    const { id: projectId } = project;
    await imports(client, projectId, everyReason);
    await prepared(server, client, { ...tight(projectId), organizationCap: 100 });
    const promptId = (await outcomes(client, { projectId })).get("address")?.promptId;
    const input = { projectId, promptId, start: 0, reason: "Nothing there." };
    expect(await client.codeOf(document, { input })).toBe("NOT_FOUND");
    expect(await client.codeOf(document, { input: { ...input, promptId: "prm_unknown" } })).toBe("NOT_FOUND");
    expect(await project.labeler.client.codeOf(document, { input })).toBe("FORBIDDEN");
  });
});

/** Leaves a finished run as a process leaves it that dies half-way: some outcomes, some of them wrong. */
async function dieInTheMiddle(runId: string, jobId: string): Promise<void> {
  await server.app.store.transaction(async (tx) => {
    const leaseUntil = new Date((await tx.now()).getTime() + 60_000);
    await tx.update(
      Job,
      { id: jobId },
      { state: JobState.RUNNING, owner: "dead", leaseUntil, finishedAt: null },
    );
    const set = { state: RunState.RUNNING, inputSha256: null, funnel: null, splits: null, finishedAt: null };
    await tx.update(PreparationRun, { id: runId }, set);
    await tx.update(Project, { id: project.id }, { currentRunId: null });
    await tx.delete(StoredFind, { runId });
    await tx.delete(StoredOutcome, { runId, split: "TEST" });
    await tx.update(StoredOutcome, { runId, split: "TRAIN" }, { split: "VALIDATION" });
  });
}

async function promptOutcomes(): Promise<unknown[]> {
  const { prompts } = await project.researcher.client.query<{
    prompts: { edges: readonly { node: { outcome: unknown } }[] };
  }>(
    `query Prompts($projectId: ID!) { prompts(projectId: $projectId) { edges { node { outcome { step } } } } }`,
    {
      projectId: project.id,
    },
  );
  return prompts.edges.map(({ node }) => node.outcome);
}
