import { LabelPages } from "../../src/agreement/label-pages.service";
import type { LabelForm } from "../../src/forms/label-form.entity";
import { LabelOrigin } from "../../src/labels/label.entity";
import { UseCase } from "../../src/prompts/prompt.entity";
import { TaskKind } from "../../src/tasks/task.entity";
import { ApiRefusal, type ApiClient } from "../support/api-client";
import { aProject, type Person, type TestProject } from "../support/project";
import { aServer, type TestServer } from "../support/server";
import { aForm, labeledTasks, type TaskWish } from "../support/label-builders";

const document = `query Agreement($projectId: ID!, $filter: AgreementFilterInput, $tieRule: TieRule, $first: Int) {
  agreement(projectId: $projectId, filter: $filter, tieRule: $tieRule) {
    cohort labels
    rankings {
      rankings
      pairwise { ...Pairwise } againstResearchers { ...Pairwise }
      kendallTauB { value reason } kendallW { value reason } alphaOrdinal { value reason }
    }
    fields {
      form versions field scope answerKind labels units observed kappaWeighting
      prevalence { value labels share }
      alphaNominal { value reason } alphaOrdinal { value reason } alphaInterval { value reason }
      fleissKappa { value reason } gwetAc1 { value reason }
      cohenKappas { firstAccountId secondAccountId units kappa { value reason } }
    }
    worstTasks(first: $first) { taskId promptId disagreement comparisons labels }
  }
}
fragment Pairwise on PairwiseAgreement {
  tieRule agreement standardError low high comparisons leftOut tasks labelers judgments ties reason
}`;

interface Stat {
  readonly value: number | null;
  readonly reason: string | null;
}
interface Pairwise {
  readonly agreement: number | null;
  readonly standardError: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly comparisons: number;
  readonly leftOut: number;
  readonly tasks: number;
  readonly reason: string | null;
}
interface Report {
  readonly cohort: string;
  readonly labels: number;
  readonly rankings: {
    readonly rankings: number;
    readonly pairwise: Pairwise;
    readonly againstResearchers: Pairwise | null;
    readonly kendallTauB: Stat;
    readonly kendallW: Stat;
    readonly alphaOrdinal: Stat;
  } | null;
  readonly fields: readonly {
    readonly field: string;
    readonly versions: readonly number[];
    readonly labels: number;
    readonly units: number;
    readonly observed: number | null;
    readonly prevalence: readonly {
      readonly value: string;
      readonly labels: number;
      readonly share: number;
    }[];
    readonly alphaNominal: Stat;
    readonly alphaOrdinal: Stat;
    readonly fleissKappa: Stat;
    readonly gwetAc1: Stat;
    readonly kappaWeighting: string;
    readonly cohenKappas: readonly { readonly units: number; readonly kappa: Stat }[] | null;
  }[];
  readonly worstTasks:
    readonly { readonly taskId: string; readonly disagreement: number; readonly labels: number }[] | null;
}

let server: TestServer;
let project: TestProject;
let form: LabelForm;

beforeAll(async () => {
  server = await aServer();
});
afterAll(() => server.close());
beforeEach(async () => {
  project = await aProject(server, { labelers: 3, candidates: 1, viewers: 1 });
  form = await aForm(server, project);
});

async function measured(client: ApiClient, variables: object = {}): Promise<Report> {
  const { agreement } = await client.query<{ agreement: Report }>(document, {
    projectId: project.id,
    first: 10,
    ...variables,
  });
  return agreement;
}

function labeler(place: number): Person {
  const person = project.labelers[place];
  if (person === undefined) throw new Error("The project has fewer labelers.");
  return person;
}

function tasks(...wishes: readonly TaskWish[]): Promise<readonly string[]> {
  return labeledTasks(server, { project, form }, wishes);
}

/** A task ranked by two labelers of the training cohort. */
function rankedTwice(first: readonly number[], second: readonly number[]): TaskWish {
  return {
    labels: [
      { by: labeler(0), ranks: first },
      { by: labeler(1), ranks: second },
    ],
  };
}

describe("agreement in rankings", () => {
  it("counts the comparisons of two labelers of a task, ties left out", async () => {
    // Three comparisons agree; then one of three is tied by one labeler, and one of the other two disagrees.
    const [, second] = await tasks(rankedTwice([1, 2, 3], [1, 2, 3]), rankedTwice([1, 2, 3], [1, 2, 1]));
    const { rankings, worstTasks, labels } = await measured(project.researcher.client);
    expect(labels).toBe(4);
    expect(rankings?.pairwise).toMatchObject({
      ...{
        agreement: 4 / 5,
        comparisons: 5,
        leftOut: 1,
        tasks: 2,
        labelers: 2,
        judgments: 12,
        ties: 1,
        reason: null,
      },
      tieRule: "LEAVE_OUT_INDIFFERENT",
    });
    expect(rankings?.pairwise.low).toBeLessThan(0.8);
    expect(rankings?.pairwise.high).toBeGreaterThan(0.8);
    expect(rankings?.pairwise.standardError).toBeGreaterThan(0);
    expect(worstTasks?.[0]).toMatchObject({ taskId: second, disagreement: 0.5, comparisons: 2, labels: 2 });
  });

  it("follows the tie rule that is asked for", async () => {
    await tasks(rankedTwice([1, 2, 3], [1, 2, 3]), rankedTwice([1, 2, 3], [1, 2, 1]));
    const half = await measured(project.researcher.client, { tieRule: "TIE_IS_HALF" });
    expect(half.rankings?.pairwise).toMatchObject({ agreement: 4.5 / 6, comparisons: 6, leftOut: 0 });
    const answer = await measured(project.researcher.client, { tieRule: "TIE_IS_AN_ANSWER" });
    expect(answer.rankings?.pairwise).toMatchObject({ agreement: 4 / 6, comparisons: 6 });
  });

  it("counts the last version of a label alone", async () => {
    const revised = { by: labeler(0), ranks: [1, 2, 3], earlierRanks: [3, 2, 1] };
    await tasks({ labels: [revised, { by: labeler(1), ranks: [1, 2, 3] }] });
    const { rankings } = await measured(project.researcher.client);
    expect(rankings).toMatchObject({
      rankings: 2,
      pairwise: { agreement: 1, comparisons: 3, standardError: null, reason: "ONE_TASK" },
      kendallTauB: { value: 1, reason: null },
      kendallW: { value: 1, reason: null },
      alphaOrdinal: { value: 1, reason: null },
    });
  });

  it("keeps cohorts apart and researchers as a yardstick", async () => {
    const heldOut = LabelOrigin.HELD_OUT;
    await tasks({
      labels: [
        { by: labeler(0), ranks: [1, 2] },
        { by: labeler(1), ranks: [2, 1], origin: heldOut },
        { by: labeler(2), ranks: [2, 1], origin: heldOut },
        { by: project.researcher, ranks: [1, 2], origin: LabelOrigin.RESEARCHER },
      ],
    });
    const training = await measured(project.researcher.client);
    expect(training).toMatchObject({ cohort: "TRAINING", labels: 1 });
    expect(training.rankings?.pairwise).toMatchObject({
      agreement: null,
      reason: "NO_OVERLAP",
      comparisons: 0,
    });
    expect(training.rankings?.againstResearchers).toMatchObject({ agreement: 1, comparisons: 1 });
    const { rankings } = await measured(project.researcher.client, { filter: { cohort: "HELD_OUT" } });
    expect(rankings?.pairwise).toMatchObject({ agreement: 1, comparisons: 1 });
    expect(rankings?.againstResearchers).toMatchObject({ agreement: 0, comparisons: 2 });
  });

  it("gives a reason where there is nothing to measure", async () => {
    const { rankings, fields, worstTasks } = await measured(project.researcher.client);
    expect(rankings).toMatchObject({
      pairwise: { agreement: null, standardError: null, low: null, high: null, reason: "NO_OVERLAP" },
      againstResearchers: null,
      kendallTauB: { value: null, reason: "NO_OVERLAP" },
      kendallW: { value: null, reason: "NO_OVERLAP" },
      alphaOrdinal: { value: null, reason: "NO_OVERLAP" },
    });
    expect([fields, worstTasks]).toEqual([[], []]);
  });

  it("is filtered by guideline version, use case and run", async () => {
    const later = { guidelineVersion: 2 };
    const first = { by: labeler(0), ranks: [1, 2] };
    const second = { by: labeler(1), ranks: [2, 1] };
    await tasks(
      { useCase: UseCase.CHAT, labels: [first, second] },
      {
        runId: "run_y",
        labels: [
          { ...first, ...later },
          { ...second, ...later },
        ],
      },
    );
    const comparisons = async (filter: object): Promise<number | undefined> =>
      (await measured(project.researcher.client, { filter })).rankings?.pairwise.comparisons;
    expect(await comparisons({})).toBe(2);
    expect(await comparisons({ guidelineVersion: 2 })).toBe(1);
    expect(await comparisons({ useCase: "CHAT" })).toBe(1);
    expect(await comparisons({ runId: "run_y" })).toBe(1);
    expect(await comparisons({ useCase: "CHAT", runId: "run_y" })).toBe(0);
    expect(await comparisons({ formName: "measured" })).toBe(2);
    expect((await measured(project.researcher.client, { filter: { kind: "RATE" } })).rankings).toBeNull();
  });

  it("stands in a release's manifest, or not where one task tells no spread", async () => {
    const { store, services } = server.app;
    const forRelease = () => store.snapshot((reader) => services.agreement.forRelease(reader, project.id));
    await tasks(rankedTwice([1, 2, 3], [1, 2, 3]));
    expect(await forRelease()).toBeNull();
    await tasks(rankedTwice([1, 2, 3], [1, 2, 1]));
    const { rankings } = await measured(project.researcher.client);
    expect(await forRelease()).toEqual({
      pairwise: 4 / 5,
      standardError: rankings?.pairwise.standardError,
      tasks: 2,
    });
  });
});

describe("agreement in fields", () => {
  it("measures each field over the units that two answered for, with its prevalence over all", async () => {
    const kind = TaskKind.RATE;
    await tasks(
      {
        kind,
        labels: [
          { by: labeler(0), flag: "YES", quality: [7, 1] },
          { by: labeler(1), flag: "YES", quality: [7, 1] },
        ],
      },
      {
        kind,
        labels: [
          { by: labeler(0), flag: "NO", quality: [4, 2] },
          { by: labeler(1), flag: "NO", quality: [4, 2] },
        ],
      },
      { kind, labels: [{ by: labeler(2), flag: "YES", quality: [3, 3] }] },
    );
    const { fields } = await measured(project.researcher.client);
    expect(fields.map(({ field }) => field)).toEqual(["flag", "quality"]);
    const one = { value: 1, reason: null };
    expect(fields[0]).toMatchObject({
      ...{
        form: "measured",
        versions: [1],
        scope: "PROMPT",
        answerKind: "YES_NO",
        labels: 5,
        units: 2,
        observed: 1,
      },
      prevalence: [
        { value: "NO", labels: 2, share: 2 / 5 },
        { value: "YES", labels: 3, share: 3 / 5 },
      ],
      ...{
        alphaNominal: one,
        alphaOrdinal: { value: null, reason: "NOT_NUMERIC" },
        fleissKappa: one,
        gwetAc1: one,
      },
      kappaWeighting: "UNWEIGHTED",
      cohenKappas: [{ units: 2, kappa: one }],
    });
    expect(fields[1]).toMatchObject({
      ...{
        scope: "COMPLETION",
        answerKind: "SCALE",
        labels: 10,
        units: 4,
        alphaOrdinal: one,
        alphaInterval: one,
      },
      kappaWeighting: "QUADRATIC",
    });
  });

  it("names the tasks of the field that is asked for, where its answers differ most", async () => {
    const kind = TaskKind.RATE;
    const [, worst] = await tasks(
      {
        kind,
        labels: [
          { by: labeler(0), flag: "YES", quality: [7] },
          { by: labeler(1), flag: "YES", quality: [1] },
        ],
      },
      {
        kind,
        labels: [
          { by: labeler(0), flag: "NO", quality: [7] },
          { by: labeler(1), flag: "YES", quality: [7] },
        ],
      },
    );
    const filter = { field: "flag" };
    const { fields, worstTasks } = await measured(project.researcher.client, { filter, first: 1 });
    expect(fields.map(({ field }) => field)).toEqual(["flag"]);
    expect(worstTasks).toEqual([expect.objectContaining({ taskId: worst, disagreement: 1, labels: 2 })]);
  });

  it("keeps apart what a version of the form asks otherwise", async () => {
    const other = await aForm(server, project, [0, 4]);
    const rated = (quality: number) => [
      {
        kind: TaskKind.RATE,
        labels: [
          { by: labeler(0), quality: [quality] },
          { by: labeler(1), quality: [quality] },
        ],
      },
    ];
    await labeledTasks(server, { project, form }, rated(7));
    await labeledTasks(server, { project, form: other }, rated(2));
    const { fields } = await measured(project.researcher.client);
    expect(fields.map(({ field, versions, labels }) => [field, versions, labels])).toEqual([
      ["quality", [1], 2],
      ["quality", [2], 2],
    ]);
  });
});

describe("access to agreement", () => {
  it("gives viewers aggregates alone", async () => {
    await tasks({
      labels: [
        { by: labeler(0), ranks: [1, 2], flag: "YES" },
        { by: labeler(1), ranks: [2, 1], flag: "YES" },
      ],
    });
    const [viewer] = project.viewers;
    if (viewer === undefined) throw new Error("A viewer was asked for.");
    const seen = await measured(viewer.client);
    const full = await measured(project.researcher.client);
    expect(full.worstTasks).toHaveLength(1);
    expect(full.fields[0]?.cohenKappas).toHaveLength(1);
    expect(seen).toEqual({
      ...full,
      worstTasks: null,
      fields: full.fields.map((field) => ({ ...field, cohenKappas: null })),
    });
  });

  it("refuses labelers, candidates and strangers", async () => {
    const variables = { projectId: project.id };
    const stranger = await aProject(server);
    expect(await project.labeler.client.codeOf(document, variables)).toBe("FORBIDDEN");
    expect(await project.candidates[0]?.client.codeOf(document, variables)).toBe("CANDIDATE_ONLY");
    expect(await stranger.researcher.client.codeOf(document, variables)).toBe("NOT_FOUND");
    expect(await server.client().codeOf(document, variables)).toBe("UNAUTHENTICATED");
  });

  it.each([
    [{ filter: { formName: "nowhere" } }, "filter.formName", "exists"],
    [{ filter: { field: "nothing" } }, "filter.field", "exists"],
    [{ first: 51 }, "first", "range"],
  ])("refuses %j by path and rule", async (variables, path, rule) => {
    const refused: unknown = await measured(project.researcher.client, variables).catch(
      (error: unknown) => error,
    );
    if (!(refused instanceof ApiRefusal)) throw new Error("It was answered.");
    expect(refused.code).toBe("BAD_INPUT");
    expect(refused.issues).toEqual([expect.objectContaining({ path, rule })]);
  });
});

describe("pages of labels", () => {
  it.each([1, 2, 3, 100])("hold all labels of a task in one batch, %i rows at a time", async (size) => {
    const wanted = await tasks(...[1, 2, 3, 4].map(() => rankedTwice([1, 2], [2, 1])));
    const batches: string[][] = [];
    await server.app.store.snapshot(async (reader) => {
      const selection = { projectId: project.id, kind: TaskKind.RANK, origins: [LabelOrigin.TRAINING] };
      const all = { formIds: null, useCase: null, guidelineVersion: null, runId: null };
      for await (const batch of new LabelPages(reader, size).batches({ ...selection, ...all })) {
        batches.push(batch.map(({ taskId }) => taskId));
      }
    });
    const read = batches.flatMap((batch) => [...new Set(batch)]);
    expect(batches.flat()).toHaveLength(8);
    expect([...read].sort()).toEqual([...wanted].sort());
  });
});
