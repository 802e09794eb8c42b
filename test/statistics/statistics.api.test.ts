import {
  preparedPrompts,
  aGuideline,
  aKey,
  mustClaim,
  someTasks,
  submitDemonstration,
} from "../support/work";
import { aProject, type TestProject } from "../support/project";
import { aServer, type TestServer } from "../support/server";

let server: TestServer;
let project: TestProject;

beforeAll(async () => {
  server = await aServer();
});
afterAll(() => server.close());
beforeEach(async () => {
  project = await aProject(server, { viewers: 1, candidates: 1 });
});

const statisticsDocument = `query Statistics($projectId: ID!) {
  statistics(projectId: $projectId) {
    runId
    prompts { source kind useCase count }
    customers { split prompts customers promptsPerCustomer }
    tasks { kind state count }
    labels { kind origin count }
    promptTokensBySplit { split source count mean min max }
    promptTokensBySource { split source count }
    promptTokensByUseCase { useCase count }
    demonstrationTokensBySource { split source count mean std min p25 p50 p75 max }
  }
}`;

interface Row {
  readonly split: string | null;
  readonly count: number;
  readonly min: number;
  readonly mean: number;
  readonly max: number;
}

interface StatisticsData {
  readonly statistics: {
    readonly runId: string | null;
    readonly prompts: readonly object[];
    readonly customers: readonly {
      readonly prompts: number;
      readonly customers: number;
      readonly promptsPerCustomer: number;
    }[];
    readonly tasks: readonly object[];
    readonly labels: readonly object[];
    readonly promptTokensBySplit: readonly Row[];
    readonly promptTokensBySource: readonly Row[];
    readonly promptTokensByUseCase: readonly object[];
    readonly demonstrationTokensBySource: readonly object[];
  };
}

async function statistics(): Promise<StatisticsData["statistics"]> {
  const data = await project.researcher.client.query<StatisticsData>(statisticsDocument, {
    projectId: project.id,
  });
  return data.statistics;
}

/** A demonstration of the next task by the project's labeler. */
async function demonstrates(text: string): Promise<void> {
  const { client } = project.labeler;
  const { id: assignmentId } = await mustClaim(client, project.id);
  const input = { assignmentId, text, key: aKey(assignmentId), guidelineVersion: 1 };
  await client.query(submitDemonstration, { input });
}

async function demonstrationTasks(prompts: number): Promise<void> {
  await preparedPrompts(server, project, prompts);
  await aGuideline(project);
  await someTasks(project, { kind: "DEMONSTRATE", overlapShare: 0 });
}

describe("statistics", () => {
  it("count stored prompts, and kept ones by split, source and use case with their lengths", async () => {
    await preparedPrompts(server, project, 12);
    const { runId, ...tables } = await statistics();
    expect(runId).toMatch(/^run_/);
    expect(tables.prompts).toEqual([{ source: "CUSTOMER", kind: "PLAIN", useCase: null, count: 12 }]);
    expect(tables.promptTokensBySplit.reduce((sum, { count }) => sum + count, 0)).toBe(12);
    for (const { min, mean, max } of tables.promptTokensBySplit) {
      expect(min).toBeGreaterThan(5);
      expect(mean).toBeGreaterThanOrEqual(min);
      expect(max).toBeGreaterThanOrEqual(mean);
    }
    expect(tables.promptTokensBySource.map(({ split, count }) => [split, count])).toEqual(
      tables.promptTokensBySplit.map(({ split, count }) => [split, count]),
    );
    expect(tables.promptTokensByUseCase).toEqual([{ useCase: null, count: 12 }]);
  });

  it("count prompts for each customer by split", async () => {
    await preparedPrompts(server, project, 12);
    const { customers } = await statistics();
    expect(customers.reduce((sum, { prompts }) => sum + prompts, 0)).toBe(12);
    for (const row of customers) expect(row).toMatchObject({ customers: row.prompts, promptsPerCustomer: 1 });
  });

  it("count tasks and labels, and measure what was written", async () => {
    await demonstrationTasks(2);
    await demonstrates("Zero.");
    const { tasks, labels, demonstrationTokensBySource: rows } = await statistics();
    expect(tasks).toContainEqual({ kind: "DEMONSTRATE", state: "DONE", count: 1 });
    expect(labels).toEqual([{ kind: "DEMONSTRATE", origin: "TRAINING", count: 1 }]);
    const lengths = { mean: 2, std: 0, min: 2, p25: 2, p50: 2, p75: 2, max: 2 };
    expect(rows).toEqual([expect.objectContaining({ source: "CUSTOMER", count: 1, ...lengths })]);
  });

  it("are empty before anything is there", async () => {
    expect(await statistics()).toEqual({
      runId: null,
      prompts: [],
      customers: [],
      tasks: [],
      labels: [],
      promptTokensBySplit: [],
      promptTokensBySource: [],
      promptTokensByUseCase: [],
      demonstrationTokensBySource: [],
    });
  });

  it("are for researchers and viewers", async () => {
    const variables = { projectId: project.id };
    expect(await project.viewers[0]?.client.codeOf(statisticsDocument, variables)).toBeNull();
    expect(await project.labeler.client.codeOf(statisticsDocument, variables)).toBe("FORBIDDEN");
    const stranger = await aProject(server);
    expect(await stranger.researcher.client.codeOf(statisticsDocument, variables)).toBe("NOT_FOUND");
  });
});

describe("a job", () => {
  const document = "query Job($id: ID!) { job(id: $id) { id kind state progress } }";

  it("is shown to its project's researchers and to nobody else", async () => {
    const { client } = project.researcher;
    const { preparePrompts } = await client.query<{ preparePrompts: { job: { id: string } } }>(
      "mutation P($input: PreparePromptsInput!) { preparePrompts(input: $input) { job { id } } }",
      { input: { projectId: project.id } },
    );
    const { id } = preparePrompts.job;
    await server.app.services.jobs.ended(id);
    expect(await client.query(document, { id })).toEqual({
      job: { id, kind: "PREPARE", state: "DONE", progress: 1 },
    });
    expect(await project.labeler.client.codeOf(document, { id })).toBe("FORBIDDEN");
    const stranger = await aProject(server);
    const [others, unknown] = [
      await stranger.researcher.client.answer(document, { id }),
      await stranger.researcher.client.answer(document, { id: "job_unknown" }),
    ];
    expect(others.errors?.[0]?.extensions.code).toBe("NOT_FOUND");
    expect(unknown.errors?.[0]?.message).toBe(others.errors?.[0]?.message);
  });
});

const progressDocument = `subscription Progress($projectId: ID!) {
  projectProgress(projectId: $projectId) { openTasks leasedPlaces doneTasks deskTasks labels jobs { id kind state } }
}`;

interface ProgressData {
  readonly projectProgress: {
    readonly openTasks: number;
    readonly leasedPlaces: number;
    readonly labels: number;
  };
}

describe("a project's progress", () => {
  it("comes at once, then with what changed", async () => {
    await demonstrationTasks(1);
    const socket = await server.socket({ token: project.researcher.token });
    const progress = socket.subscribe<ProgressData>(progressDocument, { projectId: project.id });
    const quiet = { openTasks: 1, leasedPlaces: 0, doneTasks: 0, deskTasks: 0, labels: 0, jobs: [] };
    expect((await progress.next()).data?.projectProgress).toEqual(quiet);
    await mustClaim(project.labeler.client, project.id);
    expect((await progress.next()).data?.projectProgress).toEqual({
      ...quiet,
      openTasks: 0,
      leasedPlaces: 1,
    });
    await demonstrates("Zero.");
    const done = { ...quiet, openTasks: 0, doneTasks: 1, labels: 1 };
    expect((await progress.next()).data?.projectProgress).toEqual(done);
    progress.complete();
  });

  it("ends when its member is removed", async () => {
    const socket = await server.socket({ token: project.labeler.token });
    const progress = socket.subscribe<ProgressData>(progressDocument, { projectId: project.id });
    expect((await progress.next()).data?.projectProgress).toBeTruthy();
    await server.app.services.projects.removeMember(
      project.researcher.viewer,
      project.id,
      project.labeler.id,
    );
    expect((await progress.next()).errors?.[0]?.extensions.code).toBe("FORBIDDEN");
    await progress.completed;
  });

  it("is not for candidates", async () => {
    const [candidate] = project.candidates;
    const socket = await server.socket({ token: candidate?.token ?? "" });
    const progress = socket.subscribe(progressDocument, { projectId: project.id });
    expect((await progress.next()).errors?.[0]?.extensions.code).toBe("CANDIDATE_ONLY");
  });
});
