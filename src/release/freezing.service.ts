import { Between } from "typeorm";
import type { Store } from "../core/database/store";
import type { Reader } from "../core/database/reader";
import type { Transaction } from "../core/database/transaction";
import { JobKind, type Job } from "../core/jobs/job.entity";
import type { JobControl, Jobs } from "../core/jobs/jobs";
import { loadTokenCounter } from "../core/tokens.adapter";
import { Guideline } from "../guideline/guideline.entity";
import { PreparationRun } from "../preparation/preparation-run.entity";
import { Project } from "../projects/project.entity";
import type { ReleaseExports } from "./exporting.service";
import type { FreezableLabels, LabelsAsked } from "./freezable-labels.service";
import { nothingToRelease, type FreezablePrompts, type ReleasePlan } from "./freezable-prompts.service";
import { ppoUnit, rankingUnits, sftUnits, type KeptPrompt, type NewUnit } from "./freeze-units";
import type { GuidelineSummary, PreparationSummary, ReleaseDescription } from "./manifest";
import { pseudonymKey, pseudonymOf } from "./pseudonyms";
import type { WrittenRelease } from "./release-folder.adapter";
import { Release, ReleaseRow, ReleaseState } from "./release.entity";

/** Prompts to a unit, with all their labels: so weights over a prompt are known at once. */
const promptsToUnit = 100;
/** Rows that are taken away in one unit. */
const rowsToUnit = 1000;
/** The name of the token encoding of all counts. */
const encoding = "r50k_base";

/** One freezing: its release, and what its rows are made with. */
interface Freezing {
  readonly release: Release;
  readonly plan: ReleasePlan;
  readonly asked: Pick<LabelsAsked, "projectId" | "pseudonym" | "tokensOf">;
}

/**
 * The work of a release's job: the units of all its prompts in chunks, then what the folder says of itself, then the
 * first folder, whose manifest and hash make it FROZEN. Nothing of it is seen before. A job that is taken up again
 * takes away what was stored and starts afresh.
 */
export class FreezingService {
  constructor(
    private readonly parts: {
      readonly store: Store;
      readonly prompts: FreezablePrompts;
      readonly labels: FreezableLabels;
      readonly exports: ReleaseExports;
      readonly jobs: Jobs;
      /** The version that freezes, for the manifest. */
      readonly labelroomVersion: string;
    },
  ) {
    parts.jobs.register(JobKind.RELEASE, {
      run: (job, control) => this.run(job.id, control),
      discard: (job, control) => this.#discard(job, control),
    });
  }

  /**
   * Freezes the release of a job, from the beginning to the end; returns the job's result.
   * @throws LabelroomError CONFLICT where it would be empty.
   */
  async run(jobId: string, control: JobControl): Promise<Record<string, unknown>> {
    const counter = await loadTokenCounter();
    const tokensOf = (text: string): number => counter.tokensOf(text);
    const { store, prompts } = this.parts;
    const freezing = await store.snapshot((reader) => freezingOf(reader, jobId, tokensOf));
    const { release, plan } = freezing;
    await this.#clear(release.id, control);
    const total = await store.read((reader) => prompts.count(reader, plan));
    const units = await this.#freeze(freezing, control, total);
    if (units === 0) throw nothingToRelease("No prompt that matches is left, or has labels.");
    const described = await this.#describe(release, control, total);
    const written = await this.parts.exports.writeFirst(described);
    const { train, validation, test } = written.rows;
    if (train + validation + test === 0)
      throw nothingToRelease("Its rankings hold no comparison with a winner.");
    return control.finish({ done: total, total }, (tx) => this.#finish(tx, release, written));
  }

  async #freeze(freezing: Freezing, control: JobControl, total: number): Promise<number> {
    let position = 0;
    let done = 0;
    for (let after = ""; ;) {
      const chunk = await control.chunk({ done, total }, async (tx) => {
        const page = await this.parts.prompts.page(tx, freezing.plan, { after, limit: promptsToUnit });
        const units = await this.#unitsOf(tx, freezing, page);
        await tx.insert(ReleaseRow, rowsOf(freezing.release.id, position, units));
        return { prompts: page.length, units: units.length, last: page.at(-1)?.id };
      });
      if (chunk.last === undefined) return position;
      after = chunk.last;
      position += chunk.units;
      done += chunk.prompts;
    }
  }

  async #unitsOf(
    reader: Reader,
    { plan, asked }: Freezing,
    page: readonly KeptPrompt[],
  ): Promise<readonly NewUnit[]> {
    const { labels } = this.parts;
    const { parameters } = plan;
    const ofPage = { ...asked, promptIds: page.map(({ id }) => id) };
    switch (plan.kind) {
      case "PPO":
        return page.map(ppoUnit);
      case "RM": {
        const rankings = await labels.rankings(reader, ofPage);
        return page.flatMap((kept) => rankingUnits(kept, rankings.get(kept.id) ?? [], parameters.weighting));
      }
      case "SFT": {
        const demonstrations = await labels.demonstrations(reader, ofPage);
        const choices = { parameters, tokensOf: asked.tokensOf };
        return page.flatMap((kept) => sftUnits(kept, demonstrations.get(kept.id) ?? [], choices));
      }
    }
  }

  /** Fixes what the folder says of itself, at the moment at which all rows are frozen. */
  async #describe(release: Release, control: JobControl, total: number): Promise<Release> {
    const { store, labels } = this.parts;
    const { projectId, kind } = release;
    const facts = await store.snapshot(async (reader) => ({
      project: await projectOf(reader, projectId),
      preparation: [await preparationOf(reader, release.runId)],
      guidelines: await guidelinesOf(reader, release),
      agreement: kind === "PPO" ? null : await labels.agreement(reader, projectId),
    }));
    return control.chunk({ done: total, total }, async (tx) => {
      const frozenAt = await tx.now();
      const description = this.#descriptionOf(release, { frozenAt, ...facts });
      const stored = { description: description as never };
      await tx.update(Release, { id: release.id }, { frozenAt, ...stored });
      return Object.assign(new Release(), release, { frozenAt, description });
    });
  }

  #descriptionOf(
    release: Release,
    facts: Pick<ReleaseDescription, "preparation" | "guidelines" | "agreement"> & {
      readonly project: Project;
      readonly frozenAt: Date;
    },
  ): ReleaseDescription {
    const { id, name, version, kind, note, parameters } = release;
    const { project, frozenAt, preparation, guidelines, agreement } = facts;
    return {
      labelroomVersion: this.parts.labelroomVersion,
      slug: name,
      release: { id, name, version, kind, frozenAt: frozenAt.toISOString(), note },
      erasure: null,
      project: { id: project.id, name: project.name },
      parameters,
      preparation,
      guidelines,
      agreement,
      encoding,
    };
  }

  async #finish(
    tx: Transaction,
    release: Release,
    written: WrittenRelease,
  ): Promise<Record<string, unknown>> {
    const { id, projectId, frozenBy, name, version, kind } = release;
    const { manifest, files, rows } = written;
    const { contentSha256 } = manifest;
    // The type of a manifest is too deep for TypeORM's partial entity.
    const stored = { manifest: manifest as never };
    const listedFiles = files.map((file) => ({ ...file }));
    await tx.update(Release, { id }, { state: ReleaseState.FROZEN, listedFiles, contentSha256, ...stored });
    tx.audit({
      actorId: frozenBy,
      actorKind: frozenBy === null ? "LOCAL_OPERATOR" : "ACCOUNT",
      action: "freezeRelease",
      projectId,
      targetId: id,
      result: "DONE",
      details: { name, version, kind, contentSha256 },
    });
    return { releaseId: id, rows: { ...rows } };
  }

  async #discard(job: Job, control: JobControl): Promise<void> {
    const release = await this.parts.store.read((reader) =>
      reader.findOne(Release, { where: { jobId: job.id } }),
    );
    if (release === null) return;
    await this.#clear(release.id, control);
    await this.parts.exports.forget(release.id);
    const nothing = { state: ReleaseState.FAILED, description: null, frozenAt: null };
    await control.chunk({ done: 0 }, (tx) => tx.update(Release, { id: release.id }, nothing));
  }

  async #clear(releaseId: string, control: JobControl): Promise<void> {
    for (;;) {
      const left = await control.chunk({ done: 0 }, async (tx) => {
        const [first] = await tx.find(ReleaseRow, {
          where: { releaseId },
          select: { position: true },
          order: { position: "ASC" },
          take: 1,
        });
        if (first === undefined) return 0;
        const position = Between(first.position, first.position + rowsToUnit - 1);
        return tx.delete(ReleaseRow, { releaseId, position });
      });
      if (left === 0) return;
    }
  }
}

async function freezingOf(
  reader: Reader,
  jobId: string,
  tokensOf: (text: string) => number,
): Promise<Freezing> {
  const release = await reader.findOne(Release, { where: { jobId } });
  if (release === null) throw new Error(`The job ${jobId} has no release.`);
  const { id: releaseId, projectId, runId, kind, parameters } = release;
  const project = await projectOf(reader, projectId);
  const secret = Buffer.from(project.pseudonymKey, "base64url");
  const key = pseudonymKey(secret, { scope: parameters.pseudonyms, releaseId });
  return {
    release,
    plan: { projectId, runId, kind, parameters },
    asked: { projectId, pseudonym: (accountId) => pseudonymOf(accountId, key), tokensOf },
  };
}

function rowsOf(releaseId: string, first: number, units: readonly NewUnit[]): ReleaseRow[] {
  return units.map(({ promptId, split, labelVersionId, values: frozen }, place) => {
    return { releaseId, position: first + place, promptId, labelVersionId, split, frozen };
  });
}

async function projectOf(reader: Reader, id: string): Promise<Project> {
  const project = await reader.findOne(Project, { where: { id } });
  if (project === null) throw new Error(`The project ${id} is gone.`);
  return project;
}

async function preparationOf(reader: Reader, runId: string): Promise<PreparationSummary> {
  const run = await reader.findOne(PreparationRun, { where: { id: runId } });
  if (run?.inputSha256 == null || run.funnel === null) throw new Error(`The run ${runId} is not finished.`);
  const { seed, inputSha256, funnel } = run;
  const steps = funnel.map(({ step, in: entering, out, dropped }) => ({
    step,
    in: entering,
    out,
    dropped: { ...dropped },
  }));
  return { runId, seed, inputSha256, steps };
}

/** The guideline versions under which the frozen label versions were made, by number. */
async function guidelinesOf(reader: Reader, { id, projectId }: Release): Promise<GuidelineSummary[]> {
  const guidelines = await reader
    .select(Guideline, "guideline")
    .where("guideline.projectId = :projectId", { projectId })
    .andWhere(
      `guideline.version IN (SELECT v.guideline_version FROM release_rows r
       JOIN label_versions v ON v.id = r.label_version_id WHERE r.release_id = :id)`,
      { id },
    )
    .orderBy("guideline.version", "ASC")
    .getMany();
  return guidelines.map(({ version, phase, publishedAt, sha256 }) => {
    return { version, phase, publishedAt: publishedAt.toISOString(), sha256 };
  });
}
