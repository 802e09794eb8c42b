import { In, IsNull } from "typeorm";
import { onceForKey } from "../core/database/client-keys";
import { pageOf } from "../core/database/keyset";
import type { Reader } from "../core/database/reader";
import type { Store } from "../core/database/store";
import type { Transaction } from "../core/database/transaction";
import { LabelroomError, notFound } from "../core/errors";
import type { Ids } from "../core/ids";
import { Job, JobKind } from "../core/jobs/job.entity";
import { jobOf, type Jobs } from "../core/jobs/jobs";
import type { PageRequest } from "../core/paging";
import type { Connection } from "../core/paging.types";
import { actorOf, accountIdOf, type Viewer } from "../core/viewer";
import type { Access } from "../projects/access.service";
import type { Project } from "../projects/project.entity";
import type { Prompt, PromptSource } from "../prompts/prompt.entity";
import type { PromptsService } from "../prompts/prompts.service";
import type { FunnelRow, SplitCounts } from "./funnel";
import type { OutcomeFilterInput, PreparePromptsInput } from "./preparation.inputs";
import { PreparationRun, RunState } from "./preparation-run.entity";
import type { PreparingService, PrepareRequest } from "./preparing.service";
import { StoredOutcome } from "./prompt-outcome.entity";
import type { Split } from "./steps";

/** A run and its job. */
export interface Prepared {
  readonly job: Job;
  readonly run: PreparationRun;
}

/** A run's result as the command line prints it. */
export interface FunnelReport {
  readonly run: string;
  readonly funnel: readonly FunnelRow[];
  readonly splits: SplitCounts;
}

/** Which kept prompts of a run a page holds: the next `limit` by prompt id after `after`. */
export interface KeptAsked {
  readonly runId: string;
  readonly split?: Split;
  readonly source?: PromptSource;
  readonly after: string | null;
  readonly limit: number;
}

/** Preparation runs: asked for, and read. */
export class PreparationService {
  constructor(
    private readonly parts: {
      readonly store: Store;
      readonly access: Access;
      readonly ids: Ids;
      readonly jobs: Jobs;
      readonly prompts: PromptsService;
      readonly preparing: PreparingService;
    },
  ) {}

  /**
   * Asks for a run; whichever process has a free place does it.
   * @throws LabelroomError FORBIDDEN, NOT_FOUND, IDEMPOTENCY_CONFLICT.
   */
  async prepare(viewer: Viewer, { key, ...asked }: PreparePromptsInput): Promise<Prepared> {
    const { projectId } = asked;
    return this.parts.store.transaction(async (tx) => {
      const { project } = await this.#require(tx, viewer, projectId);
      const work = (): Promise<{ jobId: string }> => this.#enqueue(tx, viewer, { project, asked });
      const accountId = accountIdOf(viewer) ?? viewer.kind;
      const call = { accountId, mutation: "preparePrompts", key: key ?? "", input: asked };
      const { jobId } = key ? (await onceForKey(tx, call, work)).result : await work();
      return this.#prepared(tx, jobId);
    });
  }

  /**
   * Does a run in this process, now: for the command line.
   * @throws LabelroomError as `prepare`, and CONFLICT where a prompt was erased meanwhile.
   */
  async prepareNow(viewer: Viewer, asked: Omit<PreparePromptsInput, "key">): Promise<Prepared> {
    const { projectId } = asked;
    const { project } = await this.parts.store.transaction(async (tx) => {
      tx.audit({
        ...actorOf(viewer),
        action: "preparePrompts",
        projectId,
        targetId: projectId,
        result: "DONE",
      });
      return this.#require(tx, viewer, projectId);
    });
    const job = await this.parts.jobs.perform(
      this.#requestOf(viewer, { project, asked }),
      async (control) => {
        const started = await this.parts.store.read((reader) => jobOf(reader, control.jobId));
        return this.parts.preparing.run(started, control);
      },
    );
    return this.parts.store.read((reader) => this.#prepared(reader, job.id));
  }

  /**
   * A run of a project, the current one by default; null before the first.
   * @throws LabelroomError FORBIDDEN, NOT_FOUND.
   */
  async preparation(viewer: Viewer, projectId: string, runId: string | null): Promise<PreparationRun | null> {
    return this.parts.store.snapshot(async (reader) => {
      const { project } = await this.parts.access.requireMember(reader, viewer, {
        operation: "preparation",
        projectId,
      });
      if (runId === null) return this.currentRun(reader, project);
      const run = await reader.findOne(PreparationRun, { where: { id: runId, projectId } });
      if (run === null) throw notFound("runId", "preparation run");
      return run;
    });
  }

  /** The run that new tasks and releases start from; null before the first is done. */
  async currentRun(reader: Reader, project: Project): Promise<PreparationRun | null> {
    if (project.currentRunId === null) return null;
    return reader.findOne(PreparationRun, { where: { id: project.currentRunId } });
  }

  /**
   * What a run says of each prompt, by prompt id; nothing until it is done. For researchers: an outcome leads to its
   * prompt.
   */
  async outcomes(
    viewer: Viewer,
    {
      run,
      filter,
      page,
    }: {
      readonly run: PreparationRun;
      readonly filter: OutcomeFilterInput | null;
      readonly page: PageRequest;
    },
  ): Promise<Connection<StoredOutcome>> {
    return this.parts.store.read(async (reader) => {
      await this.parts.access.requireMember(reader, viewer, {
        operation: "prompts",
        projectId: run.projectId,
      });
      const query = reader
        .select(StoredOutcome, "outcome")
        .where("outcome.runId = :runId", { runId: run.id });
      if (run.state !== RunState.DONE) query.andWhere("1 = 0");
      const { isKept, ...words } = filter ?? {};
      if (isKept === true) query.andWhere("outcome.step IS NULL");
      if (isKept === false) query.andWhere("outcome.step IS NOT NULL");
      for (const [column, value] of Object.entries(words)) {
        if (value !== null && value !== undefined)
          query.andWhere(`outcome.${column} = :${column}`, { [column]: value });
      }
      return pageOf(query, page, {
        columns: ["outcome.promptId"],
        direction: "ASC",
        keyOf: (outcome) => [outcome.promptId],
      });
    });
  }

  /** A page of the prompts that a run keeps, by prompt id. */
  keptPrompts(reader: Reader, { runId, split, source, after, limit }: KeptAsked): Promise<StoredOutcome[]> {
    const query = reader
      .select(StoredOutcome, "outcome")
      .where({ runId, step: IsNull(), ...(split ? { split } : {}) });
    if (after !== null) query.andWhere("outcome.promptId > :after", { after });
    if (source !== undefined) {
      query.andWhere(
        "outcome.promptId IN (SELECT p.id FROM prompts p WHERE p.source = :source AND p.id = outcome.promptId)",
        {
          source,
        },
      );
    }
    return query.orderBy("outcome.promptId", "ASC").limit(limit).getMany();
  }

  /** What a run says of these prompts, in no order. */
  outcomesByIds(reader: Reader, runId: string, promptIds: readonly string[]): Promise<StoredOutcome[]> {
    if (promptIds.length === 0) return Promise.resolve([]);
    return reader.find(StoredOutcome, { where: { runId, promptId: In([...promptIds]) } });
  }

  /** What the current runs of their projects say of prompts, for loaders. */
  async loadCurrentOutcomes(promptIds: readonly string[]): Promise<StoredOutcome[]> {
    return this.parts.store.snapshot(async (reader) => {
      const runs = await reader.rows<{ id: string }>(
        `SELECT DISTINCT j.current_run_id AS id FROM prompts p JOIN projects j ON j.id = p.project_id
         WHERE p.id IN (:promptIds) AND j.current_run_id IS NOT NULL`,
        { promptIds },
      );
      const runId = In(runs.map(({ id }) => id));
      return reader.find(StoredOutcome, { where: { runId, promptId: In([...promptIds]) } });
    });
  }

  /** Prompts by id, for loaders. */
  loadPrompts(promptIds: readonly string[]): Promise<Prompt[]> {
    return this.parts.prompts.load(promptIds);
  }

  /** Jobs by id, for loaders. */
  loadJobs(jobIds: readonly string[]): Promise<Job[]> {
    return this.parts.store.read((reader) => reader.find(Job, { where: { id: In([...jobIds]) } }));
  }

  #require(reader: Reader, viewer: Viewer, projectId: string): Promise<{ readonly project: Project }> {
    return this.parts.access.requireMember(reader, viewer, { operation: "preparePrompts", projectId });
  }

  async #enqueue(tx: Transaction, viewer: Viewer, what: Asked): Promise<{ jobId: string }> {
    const { id: projectId } = what.project;
    const job = await this.parts.jobs.enqueue(tx, this.#requestOf(viewer, what));
    await this.parts.preparing.ensureRun(tx, job);
    tx.audit({ ...actorOf(viewer), action: "preparePrompts", projectId, targetId: job.id, result: "DONE" });
    return { jobId: job.id };
  }

  #requestOf(viewer: Viewer, { project, asked }: Asked): Parameters<Jobs["perform"]>[0] {
    const parameters: PrepareRequest = {
      runId: this.parts.ids.next("run"),
      seed: String(asked.seed ?? project.splitSeed),
      minPrefix: asked.minPrefix,
      userCap: asked.userCap,
      organizationCap: asked.organizationCap,
    };
    const requestedBy = accountIdOf(viewer);
    return { kind: JobKind.PREPARE, projectId: project.id, parameters: { ...parameters }, requestedBy };
  }

  async #prepared(reader: Reader, jobId: string): Promise<Prepared> {
    const run = await reader.findOne(PreparationRun, { where: { jobId } });
    if (run === null) throw new Error(`The job ${jobId} has no run.`);
    return { job: await jobOf(reader, jobId), run };
  }
}

/** The result of a run as the command line prints it. @throws LabelroomError CONFLICT where the run is not done. */
export function funnelOf(run: PreparationRun): FunnelReport {
  if (run.funnel === null || run.splits === null) throw new LabelroomError("CONFLICT");
  return { run: run.id, funnel: run.funnel, splits: run.splits };
}

interface Asked {
  readonly project: Project;
  readonly asked: Omit<PreparePromptsInput, "key">;
}
