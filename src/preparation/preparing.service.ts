import { In } from "typeorm";
import type { Store } from "../core/database/store";
import type { Transaction } from "../core/database/transaction";
import { JobKind, type Job } from "../core/jobs/job.entity";
import type { JobControl, Jobs } from "../core/jobs/jobs";
import { loadTokenCounter } from "../core/tokens.adapter";
import { Project } from "../projects/project.entity";
import type { ProjectsService } from "../projects/projects.service";
import { decide, type Decisions } from "./decide";
import { Funnel } from "./funnel";
import { loadLanguageDetector } from "./language.adapter";
import { PreparationRun, RunState } from "./preparation-run.entity";
import type { PreparationReading } from "./preparation-reading.service";
import { examine, type PromptOutcome } from "./prepare";
import { StoredFind, StoredOutcome } from "./prompt-outcome.entity";
import { recognizers } from "./recognizers/all";
import { holderName, type SplitAssignment } from "./split";
import { StoredSplit } from "./split-assignment.entity";

/** Prompts that are examined in one go: some 50 ms in which nothing else runs. */
const examinedAtOnce = 128;
/** Rows to a unit: outcomes, splits, and what is taken away again. */
const rowsToUnit = 1000;
/** How often the splits are decided anew because another run stored some meanwhile. */
const decidingTries = 5;

/** What a person may set for a run, all of it decided. */
export interface RunParameters {
  readonly seed: string;
  readonly minPrefix: number;
  readonly userCap: number;
  readonly organizationCap: number;
}

/** What a run's job is asked to do. */
export interface PrepareRequest extends RunParameters {
  readonly runId: string;
}

/**
 * The work of a run. States: RUNNING -> DONE, or RUNNING -> FAILED when its job is discarded. Outcomes are stored in
 * chunks and count for nothing until the run is DONE, which is set with the project's current run in one unit. A job
 * that is taken up again takes away what was stored and starts afresh.
 */
export class PreparingService {
  constructor(
    private readonly parts: {
      readonly store: Store;
      readonly projects: ProjectsService;
      readonly reading: PreparationReading;
      readonly jobs: Jobs;
    },
  ) {
    parts.jobs.register(JobKind.PREPARE, {
      run: (job, control) => this.run(job, control),
      discard: (job, control) => this.#discard(job, control),
    });
  }

  /** Stores the row of a run that its job, perhaps, has not got yet. */
  async ensureRun(tx: Transaction, job: Job): Promise<void> {
    const { runId, ...parameters } = requestOf(job);
    if (await tx.exists(PreparationRun, { id: runId })) return;
    await tx.insertNew(PreparationRun, {
      ...parameters,
      id: runId,
      projectId: job.projectId,
      jobId: job.id,
      state: RunState.RUNNING,
      inputSha256: null,
      funnel: null,
      splits: null,
      recognizers: Object.fromEntries(recognizers.map(({ type, version }) => [type, version])),
      startedBy: job.requestedBy,
      createdAt: job.createdAt,
      finishedAt: null,
    });
  }

  /** Does a run from its beginning to its end; returns the job's result. */
  async run(job: Job, control: JobControl): Promise<Record<string, unknown>> {
    const { runId } = requestOf(job);
    await control.chunk({ done: 0 }, (tx) => this.ensureRun(tx, job));
    await this.#clear(runId, control);
    const decisions = await this.#decide(job, control);
    const funnel = await this.#examine(job, control, decisions);
    const total = decisions.table.size;
    return control.finish({ done: total, total }, async (tx) => {
      await tx.update(
        PreparationRun,
        { id: runId },
        {
          state: RunState.DONE,
          inputSha256: decisions.inputSha256,
          funnel: funnel.rows().map((row) => ({ ...row })),
          splits: { ...funnel.splitCounts() },
          finishedAt: await tx.now(),
        },
      );
      await this.#makeCurrent(tx, job, runId);
      return { runId, prompts: total };
    });
  }

  /**
   * Pass 1, on one state of the store. New splits are stored at once; where another run stored some of them first,
   * theirs hold, and the pass is done again on top of them.
   */
  async #decide(job: Job, control: JobControl): Promise<Decisions> {
    const { seed, minPrefix, userCap, organizationCap } = requestOf(job);
    const parameters = { seed, splitSeed: seed, minPrefix, userCap, organizationCap };
    const { store, reading } = this.parts;
    for (let tries = 0; tries < decidingTries; tries++) {
      const decisions = await store.snapshot(async (reader) => {
        const earlier = await reading.splits(reader, job.projectId);
        return decide({
          pages: reading.pages(reader, job.projectId),
          parameters,
          earlierSplit: (holder) => earlier.get(holderName(holder)) ?? null,
        });
      });
      if (await this.#storeSplits(job.projectId, decisions.newAssignments, control)) return decisions;
    }
    throw new Error("Other runs kept on storing splits.");
  }

  /** Stores new splits, a unit at a time; whether all of them hold, now and for ever. */
  async #storeSplits(
    projectId: string,
    assignments: readonly SplitAssignment[],
    control: JobControl,
  ): Promise<boolean> {
    let allHold = true;
    for (let start = 0; start < assignments.length; start += rowsToUnit) {
      const rows = assignments.slice(start, start + rowsToUnit).map(({ holder, split }) => {
        return { projectId, holder: holderName(holder), split };
      });
      const stored = await control.chunk({ done: 0 }, async (tx) => {
        await tx.insertNew(StoredSplit, rows);
        return tx.find(StoredSplit, { where: { projectId, holder: In(rows.map(({ holder }) => holder)) } });
      });
      const splits = new Map(stored.map(({ holder, split }) => [holder, split]));
      allHold &&= rows.every(({ holder, split }) => splits.get(holder) === split);
    }
    return allHold;
  }

  /** Pass 2: stores the outcome of every prompt and counts them. */
  async #examine(job: Job, control: JobControl, decisions: Decisions): Promise<Funnel> {
    const { reading } = this.parts;
    const [detector, counter] = await Promise.all([loadLanguageDetector(), loadTokenCounter()]);
    const funnel = new Funnel();
    const { runId } = requestOf(job);
    const total = decisions.table.size;
    let done = 0;
    let waiting: PromptOutcome[] = [];
    const store = async (): Promise<void> => {
      done += waiting.length;
      await control.chunk({ done, total }, (tx) => insertOutcomes(tx, runId, waiting));
      waiting = [];
    };
    const outcomes = examine({
      decisions,
      contents: (promptIds) => reading.contents(promptIds),
      recognizers,
      meters: {
        languageOf: (text: string) => detector.languageOf(text),
        tokensOf: (text: string) => counter.tokensOf(text),
      },
      overrules: await reading.overrules(job.projectId),
      chunkSize: examinedAtOnce,
    });
    for await (const chunk of outcomes) {
      for (const outcome of chunk) funnel.add(outcome);
      waiting.push(...chunk);
      if (waiting.length >= rowsToUnit) await store();
    }
    if (waiting.length > 0) await store();
    return funnel;
  }

  /** Of two runs at once the one that was asked for later stays current, whichever ends first. */
  async #makeCurrent(tx: Transaction, job: Job, runId: string): Promise<void> {
    const project = await tx.lockOne(Project, { id: job.projectId });
    const currentRunId = project?.currentRunId ?? null;
    const current =
      currentRunId === null ? null : await tx.findOne(PreparationRun, { where: { id: currentRunId } });
    if (current !== null && current.createdAt > job.createdAt) return;
    await this.parts.projects.setCurrentRun(tx, job.projectId, runId);
  }

  async #discard(job: Job, control: JobControl): Promise<void> {
    const { runId } = requestOf(job);
    await this.#clear(runId, control);
    await control.chunk({ done: 0 }, (tx) =>
      tx.update(PreparationRun, { id: runId }, { state: RunState.FAILED }),
    );
  }

  async #clear(runId: string, control: JobControl): Promise<void> {
    for (let left = rowsToUnit; left === rowsToUnit;) {
      left = await control.chunk({ done: 0 }, async (tx) => {
        const rows = await tx.find(StoredOutcome, {
          where: { runId },
          select: { promptId: true },
          take: rowsToUnit,
        });
        const promptId = In(rows.map((row) => row.promptId));
        if (rows.length === 0) return 0;
        await tx.delete(StoredFind, { runId, promptId });
        await tx.delete(StoredOutcome, { runId, promptId });
        return rows.length;
      });
    }
  }
}

function requestOf(job: Job): PrepareRequest {
  return job.parameters as unknown as PrepareRequest;
}

async function insertOutcomes(
  tx: Transaction,
  runId: string,
  outcomes: readonly PromptOutcome[],
): Promise<void> {
  await tx.insert(
    StoredOutcome,
    outcomes.map(({ finds: _, ...outcome }) => ({ ...outcome, runId })),
  );
  const finds = outcomes.flatMap(({ promptId, finds: found }) =>
    found.map(({ isOverruled: _, ...find }, position) => ({ ...find, runId, promptId, position })),
  );
  await tx.insert(StoredFind, finds);
}
