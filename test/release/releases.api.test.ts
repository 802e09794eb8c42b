import { topics } from "../../src/core/wake-up";
import { Job, JobState } from "../../src/core/jobs/job.entity";
import { localOperator } from "../../src/core/viewer";
import { Cohort, Role } from "../../src/projects/membership.entity";
import { ConsentWithdrawal } from "../../src/prompts/prompt-parts.entity";
import { Prompt } from "../../src/prompts/prompt.entity";
import { Release, ReleaseRow, ReleaseState } from "../../src/release/release.entity";
import { verifyFolder } from "../../src/release/verify.adapter";
import { ApiRefusal } from "../support/api-client";
import { aPerson, aProject, type Person, type TestProject } from "../support/project";
import { aServer, type TestServer } from "../support/server";
import { aForm, aGuideline, preparedPrompts } from "../support/work";
import {
  anyKey,
  aRelease,
  asksForRelease,
  bytesOf,
  documents,
  exported,
  labeled,
  nameOf,
  releaseOf,
  rowsOf,
  type ReleaseData,
} from "./release-operations";

const kinds = ["SFT", "RM", "PPO"] as const;
const plainPrompts = 6;
let server: TestServer;
let project: TestProject;
let heldOut: Person;

beforeAll(async () => {
  server = await aServer();
  project = await aProject(server, { labelers: 2 });
  heldOut = await aHeldOutLabeler(project);
  await importsFewShot(project);
  await preparedPrompts(server, project, plainPrompts);
  await aGuideline(project);
  await aForm(project);
  const everybody = [...project.labelers, heldOut, project.researcher];
  await labeled(project, { kind: "DEMONSTRATE", by: everybody.slice(1) });
  await labeled(project, { kind: "RANK", by: everybody });
});

afterAll(() => server.close());

async function aHeldOutLabeler({ id: projectId }: TestProject): Promise<Person> {
  const person = await aPerson(server);
  const member = { projectId, email: person.email, role: Role.LABELER, cohort: Cohort.HELD_OUT };
  await server.app.services.projects.addMember(localOperator, member);
  return person;
}

async function importsFewShot({ id: projectId, researcher }: TestProject): Promise<void> {
  const row = {
    external_id: "few",
    kind: "FEW_SHOT",
    instruction: "Name the capital.",
    examples: ["France", "Italy", "Spain"].map((query) => ({ query, response: `Capital of ${query}` })),
    query: "Portugal",
    user_id: "user-few",
    organization_id: "organization-few",
    consent: true,
    channel: "PLAYGROUND",
  };
  await researcher.client.query(
    "mutation($input: ImportPromptsInput!) { importPrompts(input: $input) { imported } }",
    {
      input: { projectId, content: JSON.stringify(row) },
    },
  );
}

/** A project with prepared prompts and a guideline, without labels. */
async function aPreparedProject(count: number): Promise<TestProject> {
  const fresh = await aProject(server, { labelers: 2, viewers: 2 });
  await preparedPrompts(server, fresh, count);
  await aGuideline(fresh);
  await aForm(fresh);
  return fresh;
}

async function refusalOf(of: TestProject, input: object): Promise<ApiRefusal> {
  const refusal: unknown = await asksForRelease(of, input).catch((error: unknown) => error);
  if (!(refusal instanceof ApiRefusal)) throw new Error("The release was not refused.");
  return refusal;
}

describe("what a release holds", () => {
  it("of SFT is the training cohort's demonstrations and few-shot examples, nobody else's", async () => {
    const release = await aRelease(server, project, { kind: "SFT", name: "demonstrations" });
    const [, labeler] = project.labelers;
    const rows = rowsOf(await bytesOf(server, release.id));
    const texts = rows.map(({ completion }) => (completion as { content: string }[])[0]?.content ?? "");
    const authors = texts.flatMap((text) => /^By ([a-z0-9-]+):/.exec(text)?.slice(1) ?? []);
    expect(new Set(authors)).toEqual(new Set([labeler === undefined ? "" : nameOf(labeler)]));
    expect(authors).toHaveLength(plainPrompts + 1);
    expect(release.counts).toMatchObject({
      rows: plainPrompts + 4,
      prompts: plainPrompts + 1,
      labelers: 1,
      rankings: 0,
    });
    expect(release.manifest?.guidelines).toMatchObject([{ version: 1, phase: "TRAINING" }]);
  });

  it("of a few-shot prompt is leave-one-out rows and the open query, all in one split", async () => {
    const release = await aRelease(server, project, {
      kind: "SFT",
      name: "few-shot",
      filter: { kinds: ["FEW_SHOT"] },
      weighting: "PER_PROMPT",
    });
    const bytes = await bytesOf(server, release.id);
    const rows = rowsOf(bytes);
    expect(rows.map((row) => [row.labeler === null, row.examples_used, row.weight])).toEqual([
      [true, [0, 1], 0.25],
      [true, [0, 2], 0.25],
      [true, [1, 2], 0.25],
      [false, [0, 1, 2], 0.25],
    ]);
    expect([...bytes.keys()].filter((path) => path.startsWith("data/"))).toHaveLength(1);
    expect(release.counts?.parts.filter((part) => part.rows > 0)).toHaveLength(1);
  });

  it("of RM is the training cohort's rankings, with the agreement of tasks that several ranked", async () => {
    const release = await aRelease(server, project, { kind: "RM", name: "rankings" });
    const bytes = await bytesOf(server, release.id);
    const rankings = rowsOf(bytes, "rankings");
    expect(release.counts).toMatchObject({ prompts: plainPrompts, labelers: 2, rankings: 2 * plainPrompts });
    expect(rankings).toHaveLength(2 * plainPrompts);
    expect(new Set(rankings.map(({ form }) => form))).toEqual(new Set(["small/1"]));
    const [first] = rankings as { completions: { rank: number; rating: number; answers: unknown[] }[] }[];
    expect(first?.completions.map(({ rank, rating }) => rank + rating)).toEqual([8, 8, 8, 8]);
    expect(first?.completions[0]?.answers).toEqual([{ field: "overall_quality", answer: null, score: 7 }]);
    expect(rowsOf(bytes)).toHaveLength(release.counts?.pairs ?? -1);
    expect(release.manifest?.agreement?.tasks).toBe(plainPrompts);
  });

  it("of PPO is kept customers' prompts alone, less those of other releases", async () => {
    const release = await aRelease(server, project, { kind: "PPO", name: "prompts" });
    expect(release.counts).toMatchObject({ rows: plainPrompts + 1, labelers: 0, rankings: 0 });
    expect(release.manifest?.parameters).toMatchObject({
      labels: null,
      views: ["PLAIN"],
      filter: { sources: ["CUSTOMER"] },
    });
    const few = await aRelease(server, project, {
      kind: "PPO",
      name: "few",
      filter: { kinds: ["FEW_SHOT"] },
    });
    const rest = await aRelease(server, project, { kind: "PPO", name: "rest", disjointFrom: [few.id] });
    expect(rest.counts?.rows).toBe(plainPrompts);
    const refusal = await refusalOf(project, { kind: "PPO", disjointFrom: [release.id] });
    expect([refusal.code, refusal.issues[0]?.path]).toEqual(["CONFLICT", "input.kind"]);
  });

  it("leaves out what was held or withdrawn after the run", async () => {
    const own = await aPreparedProject(3);
    const { store, services } = server.app;
    await store.transaction(async (tx) => {
      const [held, withdrawn] = await tx.find(Prompt, {
        where: { projectId: own.id },
        order: { sequence: "ASC" },
      });
      if (held === undefined || withdrawn?.externalUserId == null)
        throw new Error("Three prompts were imported.");
      await services.prompts.placeHold(tx, { promptId: held.id, reason: "test:hold", placedBy: null });
      const { externalUserId } = withdrawn;
      await tx.insert(ConsentWithdrawal, {
        id: "wdr_1",
        projectId: own.id,
        externalUserId,
        withdrawnAt: await tx.now(),
      });
    });
    expect((await aRelease(server, own, { kind: "PPO" })).counts?.rows).toBe(1);
  });

  it.each(kinds)("of %s passes verify and names no customer and no account", async (kind) => {
    const release = await aRelease(server, project, { kind, name: "verified" });
    await exported(server, release.id, async ({ folder, rows }, bytes) => {
      expect(await verifyFolder(folder)).toMatchObject({ ok: true, problems: [] });
      expect(rows.train + rows.validation + rows.test).toBe(release.counts?.rows);
      const all = [...bytes.values()].map((content) => content.toString("utf8")).join("\n");
      expect(all).not.toMatch(/user-\d|organization-\d|user-few|acc_[a-z2-7]{20}|example\.org/);
    });
  });
});

describe("a frozen release", () => {
  it.each(kinds)("of %s is the same bytes again after new labels, revisions and holds", async (kind) => {
    const own = await aPreparedProject(4);
    const [first, second] = own.labelers;
    if (first === undefined || second === undefined) throw new Error("Two labelers were asked for.");
    const labelKind = kind === "RM" ? "RANK" : "DEMONSTRATE";
    await labeled(own, { kind: labelKind, by: [first] });
    const release = await aRelease(server, own, { kind });
    const before = await bytesOf(server, release.id);
    expect(await bytesOf(server, release.id)).toEqual(before);

    await labeled(own, { kind: labelKind === "RANK" ? "DEMONSTRATE" : "RANK", by: [second] });
    await revisesAll(own, first);
    await server.app.store.transaction(async (tx) => {
      const [prompt] = await tx.find(Prompt, { where: { projectId: own.id } });
      const hold = { promptId: prompt?.id ?? "", reason: "test:hold", placedBy: null };
      await server.app.services.prompts.placeHold(tx, hold);
    });
    expect(await bytesOf(server, release.id)).toEqual(before);
    const next = await aRelease(server, own, { kind });
    expect([next.version, next.counts?.prompts]).toEqual([2, 3]);
    expect(next.contentSha256).not.toBe(release.contentSha256);
  });

  it("holds the revision that counted when it was frozen; the next one holds the newer", async () => {
    const own = await aPreparedProject(1);
    await labeled(own, { kind: "DEMONSTRATE", by: [own.labeler] });
    const first = await aRelease(server, own, { kind: "SFT" });
    await revisesAll(own, own.labeler);
    const second = await aRelease(server, own, { kind: "SFT" });
    const text = async ({ id }: ReleaseData): Promise<unknown> =>
      rowsOf(await bytesOf(server, id))[0]?.completion;
    expect(await text(first)).toMatchObject([
      { content: expect.stringContaining("Question number 0") as string },
    ]);
    expect(await text(second)).toEqual([{ role: "assistant", content: "Revised." }]);
  });

  it("stores which label versions and values go in, and no text", async () => {
    const { id } = await aRelease(server, project, { kind: "SFT", name: "stored" });
    const rows = await server.app.store.read((reader) =>
      reader.find(ReleaseRow, { where: { releaseId: id } }),
    );
    expect(rows.filter(({ labelVersionId }) => labelVersionId !== null)).toHaveLength(plainPrompts + 1);
    expect(JSON.stringify(rows)).not.toMatch(/Question|Capital|By person/);
  });
});

/** Revises every label of a person: demonstrations become "Revised.", rankings are turned round. */
async function revisesAll(own: TestProject, person: Person): Promise<void> {
  const work = `query($projectId: ID!) { myWork(projectId: $projectId) { labels { edges { node {
    id kind versions { ranks { completionId rank } answers { field completionId score } } } } } } }`;
  interface Own {
    readonly id: string;
    readonly kind: string;
    readonly versions: { ranks: { completionId: string; rank: number }[]; answers: object[] }[];
  }
  const { myWork } = await person.client.query<{ myWork: { labels: { edges: { node: Own }[] } } }>(work, {
    projectId: own.id,
  });
  for (const { node } of myWork.labels.edges) {
    const { ranks = [], answers = [] } = node.versions[0] ?? {};
    const content =
      node.kind === "RANK"
        ? { ranks: ranks.map(({ completionId, rank }) => ({ completionId, rank: 5 - rank })), answers }
        : { text: "Revised." };
    await person.client.query(documents.revise, {
      input: { labelId: node.id, key: anyKey(), guidelineVersion: 1, ...content },
    });
  }
}

describe("asking for a release", () => {
  it("refuses one that would be empty, naming what is missing", async () => {
    const bare = await aProject(server);
    expect((await refusalOf(bare, { kind: "PPO" })).issues).toMatchObject([{ rule: "prepared" }]);
    const unlabeled = await aPreparedProject(1);
    for (const [kind, word] of [
      ["SFT", "demonstration"],
      ["RM", "ranking"],
    ] as const) {
      const refusal = await refusalOf(unlabeled, { kind });
      expect([refusal.code, refusal.issues[0]?.rule]).toEqual(["CONFLICT", "notEmpty"]);
      expect(refusal.message).toContain(word);
    }
    expect((await refusalOf(unlabeled, { kind: "PPO", filter: { languages: ["xx"] } })).message).toContain(
      "filter",
    );
  });

  it.each([
    ["input.labels", { kind: "RM", labels: "CONSENSUS" }],
    ["input.labels", { kind: "PPO", labels: "EACH" }],
    ["input.margin", { kind: "SFT", margin: "RANK_GAP" }],
    ["input.weighting", { kind: "SFT", weighting: "PER_RANKING" }],
    ["input.views", { kind: "PPO", views: ["OPENAI"] }],
    ["input.fewShot", { kind: "RM", fewShot: { construction: "LEAVE_ONE_OUT" } }],
    ["input.name", { kind: "PPO", name: "../up" }],
    ["input.seed", { kind: "PPO", seed: -1 }],
  ])("refuses %s where the kind or the bounds don't have it", async (path, input) => {
    const refusal = await refusalOf(project, input);
    expect([refusal.code, refusal.issues[0]?.path]).toEqual(["BAD_INPUT", path]);
  });

  it("gives one release for one key, and refuses other content under it", async () => {
    const input = { kind: "PPO", name: "keyed", key: anyKey() };
    const first = await asksForRelease(project, input);
    expect(await asksForRelease(project, input)).toEqual(first);
    expect((await refusalOf(project, { ...input, note: "another" })).code).toBe("IDEMPOTENCY_CONFLICT");
  });

  it("gives two at once two versions", async () => {
    const both = await Promise.all(
      [1, 2, 3].map(() => asksForRelease(project, { kind: "PPO", name: "at-once" })),
    );
    expect(both.map(({ version }) => version).sort()).toEqual([1, 2, 3]);
  });

  it("is for researchers of the project alone", async () => {
    const other = await aProject(server, { candidates: 1, viewers: 1 });
    const input = { projectId: other.id, name: "mine", kind: "PPO" };
    const codes = [other.labeler, other.viewers[0], other.candidates[0], project.researcher].map((person) =>
      person?.client.codeOf(documents.create, { input }),
    );
    expect(await Promise.all(codes)).toEqual(["FORBIDDEN", "FORBIDDEN", "CANDIDATE_ONLY", "NOT_FOUND"]);
    expect(await server.client().codeOf(documents.create, { input })).toBe("UNAUTHENTICATED");
    const foreign = await aRelease(server, project, { kind: "PPO", name: "foreign" });
    const own = await aPreparedProject(1);
    for (const id of [foreign.id, "rel_unknown"]) {
      const refusal = await refusalOf(own, { kind: "PPO", disjointFrom: [id] });
      expect([refusal.code, refusal.issues[0]?.path]).toEqual(["NOT_FOUND", "input.disjointFrom.0"]);
    }
  });

  it("by the command line freezes in this process, and fails there", async () => {
    const own = await aPreparedProject(1);
    const wishes = {
      projectId: own.id,
      name: "here",
      seed: 0,
      disjointFrom: [],
      pseudonyms: "PROJECT",
    } as const;
    const { releases } = server.app.services;
    expect(await releases.createHere(localOperator, { ...wishes, kind: "PPO" })).toMatchObject({
      state: "FROZEN",
      version: 1,
      frozenBy: null,
    });
    await expect(releases.createHere(localOperator, { ...wishes, kind: "RM" })).rejects.toMatchObject({
      code: "CONFLICT",
    });
  });
});

describe("a freeze", () => {
  it("that was killed starts afresh, over what it left", async () => {
    const { id, manifest } = await aRelease(server, project, { kind: "SFT", name: "killed" });
    const { store, wakeUp, services } = server.app;
    const before = rowsOf(await bytesOf(server, id));
    const jobId = await store.transaction(async (tx) => {
      const [left] = await tx.find(ReleaseRow, { where: { releaseId: id }, take: 1 });
      const release = await tx.findOne(Release, { where: { id } });
      if (left === undefined || release === null) throw new Error("The release has rows.");
      await tx.delete(ReleaseRow, { releaseId: id, position: 2 });
      await tx.execute("UPDATE release_rows SET position = 5000 WHERE release_id = :id AND position = 3", {
        id,
      });
      const unfinished = {
        state: ReleaseState.FREEZING,
        manifest: null,
        listedFiles: null,
        contentSha256: null,
      };
      await tx.update(Release, { id }, { ...unfinished, description: null, frozenAt: null });
      const job = { state: JobState.RUNNING, owner: "dead", leaseUntil: new Date(0), finishedAt: null };
      await tx.update(Job, { id: release.jobId }, job);
      return release.jobId;
    });
    expect((await releaseOf(project.researcher.client, id)).counts).toBeNull();
    wakeUp.wake(topics.jobs);
    expect((await services.jobs.ended(jobId)).state).toBe(JobState.DONE);
    const again = await releaseOf(project.researcher.client, id);
    expect(again.manifest?.counts).toEqual(manifest?.counts);
    expect(rowsOf(await bytesOf(server, id))).toEqual(before);
  });

  it("of rankings that are all ties fails, leaves no row and keeps its number", async () => {
    const own = await aPreparedProject(1);
    await labeled(own, { kind: "RANK", by: [own.labeler] });
    await server.app.store.transaction((tx) =>
      tx.execute(
        `UPDATE label_ranks SET rank = 1 WHERE version_id IN
         (SELECT v.id FROM label_versions v JOIN labels l ON l.id = v.label_id WHERE l.project_id = :id)`,
        { id: own.id },
      ),
    );
    const { id, jobId } = await asksForRelease(own, { kind: "RM" });
    await server.app.services.jobs.ended(jobId);
    const failed = await releaseOf(own.researcher.client, id);
    expect(failed).toMatchObject({ state: "FAILED", manifest: null, files: [] });
    expect(failed.failure).toContain("no comparison with a winner");
    expect(await server.app.store.read((reader) => reader.count(ReleaseRow, { releaseId: id }))).toBe(0);
    await labeled(own, { kind: "DEMONSTRATE", by: [own.labeler] });
    expect((await aRelease(server, own, { kind: "SFT" })).version).toBe(2);
  });
});

describe("who sees a release", () => {
  const listed = async (own: TestProject, person: Person): Promise<string[]> => {
    const { releases } = await person.client.query<{ releases: { edges: { node: ReleaseData }[] } }>(
      documents.releases,
      {
        projectId: own.id,
      },
    );
    return releases.edges.map(({ node }) => node.id);
  };

  it("is its researchers, newest first, and viewers to whom it was granted", async () => {
    const own = await aPreparedProject(1);
    const first = await aRelease(server, own, { kind: "PPO" });
    const second = await aRelease(server, own, { kind: "PPO" });
    const [granted, other] = own.viewers;
    if (granted === undefined || other === undefined) throw new Error("Two viewers were asked for.");
    expect(await listed(own, own.researcher)).toEqual([second.id, first.id]);
    expect(await listed(own, granted)).toEqual([]);
    expect(await granted.client.codeOf(documents.release, { id: first.id })).toBe("NOT_FOUND");

    const input = { releaseId: first.id, accountId: granted.id };
    await own.researcher.client.query(documents.grant, { input });
    await own.researcher.client.query(documents.grant, { input });
    expect(await listed(own, granted)).toEqual([first.id]);
    expect((await releaseOf(granted.client, first.id)).counts).toEqual(first.counts);
    expect(await granted.client.codeOf(documents.release, { id: second.id })).toBe("NOT_FOUND");
    expect(await listed(own, other)).toEqual([]);
    expect(await own.labeler.client.codeOf(documents.releases, { projectId: own.id })).toBe("FORBIDDEN");
  });

  it("is nobody of another project, in the same words as for an unknown id", async () => {
    const own = await aPreparedProject(1);
    const { id } = await aRelease(server, own, { kind: "PPO" });
    const refused = async (releaseId: string): Promise<unknown> => {
      const error: unknown = await releaseOf(project.researcher.client, releaseId).catch(
        (cause: unknown) => cause,
      );
      if (!(error instanceof ApiRefusal)) throw new Error("It was not refused.");
      return [error.code, error.issues];
    };
    expect(await refused(id)).toEqual(await refused("rel_unknown"));
  });

  it("is granted to viewers of its project by its researchers alone", async () => {
    const own = await aPreparedProject(1);
    const { id: releaseId } = await aRelease(server, own, { kind: "PPO" });
    const [viewer] = own.viewers;
    const accountId = viewer?.id ?? "";
    const code = (person: Person | undefined, input: object): Promise<string | null | undefined> =>
      Promise.resolve(person?.client.codeOf(documents.grant, { input }));
    expect(await code(viewer, { releaseId, accountId })).toBe("NOT_FOUND");
    expect(await code(own.labeler, { releaseId, accountId })).toBe("FORBIDDEN");
    expect(await code(project.researcher, { releaseId, accountId })).toBe("NOT_FOUND");
    expect(await code(own.researcher, { releaseId, accountId: own.labeler.id })).toBe("NOT_FOUND");
    expect(await code(own.researcher, { releaseId, accountId: "acc_unknown" })).toBe("NOT_FOUND");
  });
});
