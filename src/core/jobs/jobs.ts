import type { Clock } from "../clock";
import type { Reader } from "../database/reader";
import type { Store } from "../database/store";
import type { Transaction } from "../database/transaction";
import { LabelroomError } from "../errors";
import type { Ids } from "../ids";
import type { Log } from "../log";
import { topics, type WakeUp } from "../wake-up";
import { Job, JobState, type JobKind } from "./job.entity";

/** A job's process that has not renewed its lease for so long counts as dead. */
const leaseSeconds = 60;

/** How a kind of job works. */
export interface JobHandler {
  /** Does the work in chunks and returns ids and counts. Absent where the input is a stream of the caller. */
  readonly run?: (job: Job, control: JobControl) => Promise<Record<string, unknown>>;
  /** Takes away, in chunks, what a job left that can't go on. */
  readonly discard: (job: Job, control: JobControl) => Promise<void>;
}

/** What a job asks for. */
export interface JobRequest {
  readonly kind: JobKind;
  readonly projectId: string;
  readonly parameters: Record<string, unknown>;
  readonly requestedBy: string | null;
}

/** What a running job holds: each chunk is a unit that also renews the lease and tells the progress. */
export class JobControl {
  constructor(
    readonly jobId: string,
    private readonly store: Store,
    private readonly owner: string,
    private readonly onProgress: () => void,
  ) {}

  /**
   * Does a chunk in a unit of its own, together with the job's progress.
   * @throws LabelroomError CONFLICT where another process took the job over.
   */
  async chunk<T>(progress: { readonly done: number; readonly total?: number }, work: (tx: Transaction) => Promise<T>): Promise<T> {
    const result = await this.store.transaction(async (tx) => {
      const leaseUntil = new Date((await tx.now()).getTime() + leaseSeconds * 1000);
      const total = progress.total === undefined ? {} : { total: progress.total };
      const where = { id: this.jobId, owner: this.owner, state: JobState.RUNNING };
      if ((await tx.update(Job, where, { done: progress.done, ...total, leaseUntil })) === 0) {
        throw new LabelroomError("CONFLICT");
      }
      return work(tx);
    });
    this.onProgress();
    return result;
  }
}

/**
 * Runs jobs. States: QUEUED -> RUNNING -> DONE or FAILED; a RUNNING job whose lease ran out goes on in another
 * process where its kind can (`run`), and is DISCARDED where its input was a stream.
 */
export class Jobs {
  readonly #handlers = new Map<JobKind, JobHandler>();
  readonly #owner: string;
  readonly #running = new Set<Promise<unknown>>();
  #isClosing = false;
  #stopListening: () => void = () => undefined;
  #stopPolling: () => void = () => undefined;

  constructor(
    private readonly store: Store,
    private readonly parts: { readonly clock: Clock; readonly ids: Ids; readonly wakeUp: WakeUp; readonly log: Log },
  ) {
    this.#owner = parts.ids.next("session");
  }

  /** Says how a kind of job works; every kind once, before `start`. */
  register(kind: JobKind, handler: JobHandler): void {
    this.#handlers.set(kind, handler);
  }

  /** Begins to take queued and abandoned jobs; looks for them every `pollSeconds` and on each wake-up. */
  start(pollSeconds = 5): void {
    const look = (): void => {
      this.#track(this.#takeAll());
    };
    this.#stopListening = this.parts.wakeUp.listen(topics.jobs, look);
    this.#stopPolling = this.parts.clock.every(pollSeconds * 1000, look);
    look();
  }

  /** Stores a job for whichever process comes first; part of the caller's unit. */
  async enqueue(tx: Transaction, request: JobRequest): Promise<Job> {
    const job = await this.#insert(tx, request, { state: JobState.QUEUED, owner: null });
    tx.afterCommit(() => {
      this.parts.wakeUp.wake(topics.jobs);
    });
    return job;
  }

  /** Does a job in this process now, with `work` that may hold a stream. Returns the finished job. */
  async perform(
    request: JobRequest,
    work: (control: JobControl) => Promise<Record<string, unknown>>,
  ): Promise<Job> {
    const job = await this.store.transaction((tx) =>
      this.#insert(tx, request, { state: JobState.RUNNING, owner: this.#owner }),
    );
    await this.#track(this.#finish(job, () => work(this.#control(job)), "rethrow"));
    return this.store.read((reader) => jobOf(reader, job.id));
  }

  /** Waits until a job has ended; for the command line and tests. */
  async ended(jobId: string): Promise<Job> {
    for (;;) {
      const job = await this.store.read((reader) => jobOf(reader, jobId));
      if (job.state !== JobState.QUEUED && job.state !== JobState.RUNNING) return job;
      await this.parts.clock.pause(20);
    }
  }

  /** Waits for the jobs of this process to come to a stop. */
  async close(): Promise<void> {
    this.#isClosing = true;
    this.#stopListening();
    this.#stopPolling();
    while (this.#running.size > 0) await Promise.allSettled([...this.#running]);
  }

  async #takeAll(): Promise<void> {
    while (!this.#isClosing) {
      const job = await this.store.transaction((tx) => this.#take(tx));
      if (job === null) return;
      await this.#resume(job);
    }
  }

  async #take(tx: Transaction): Promise<Job | null> {
    const now = await tx.now();
    const lock = tx.kind === "postgres" ? "FOR UPDATE SKIP LOCKED" : "";
    const [found] = await tx.rows<{ id: string }>(
      `SELECT id FROM jobs WHERE state = 'QUEUED' OR (state = 'RUNNING' AND lease_until < :now)
       ORDER BY created_at, id LIMIT 1 ${lock}`,
      { now },
    );
    if (found === undefined) return null;
    const leaseUntil = new Date(now.getTime() + leaseSeconds * 1000);
    await tx.update(Job, { id: found.id }, { state: JobState.RUNNING, owner: this.#owner, leaseUntil, done: 0 });
    return jobOf(tx, found.id);
  }

  async #resume(job: Job): Promise<void> {
    const handler = this.#handlers.get(job.kind);
    if (handler === undefined) throw new Error(`No handler for jobs of kind ${job.kind}.`);
    const { run } = handler;
    if (run !== undefined) {
      await this.#finish(job, () => run(job, this.#control(job)), "keep");
      return;
    }
    await handler.discard(job, this.#control(job));
    await this.#end(job, { state: JobState.DISCARDED, error: "The process that read its input ended." });
  }

  async #finish(
    job: Job,
    work: () => Promise<Record<string, unknown>>,
    onRefusal: "rethrow" | "keep",
  ): Promise<void> {
    try {
      const result = await work();
      await this.#end(job, { state: JobState.DONE, result });
    } catch (error) {
      await this.#handlers.get(job.kind)?.discard(job, this.#control(job));
      const isRefusal = error instanceof LabelroomError;
      if (!isRefusal) this.parts.log.failure("a job failed", error, { jobId: job.id, kind: job.kind });
      await this.#end(job, { state: JobState.FAILED, error: isRefusal ? error.message : "Internal error" });
      if (onRefusal === "rethrow") throw error;
    }
  }

  async #end(
    job: Job,
    change: { readonly state: JobState; readonly result?: Record<string, unknown>; readonly error?: string },
  ): Promise<void> {
    await this.store.transaction(async (tx) => {
      const where = { id: job.id, owner: this.#owner, state: JobState.RUNNING };
      const set = { state: change.state, result: null, error: change.error ?? null, finishedAt: await tx.now() };
      await tx.update(Job, where, { ...set, ...(change.result === undefined ? {} : { result: { ...change.result } as never }) });
    });
    this.parts.wakeUp.wake(topics.progress(job.projectId));
  }

  async #insert(
    tx: Transaction,
    request: JobRequest,
    { state, owner }: { readonly state: JobState; readonly owner: string | null },
  ): Promise<Job> {
    const id = this.parts.ids.next("job");
    const now = await tx.now();
    await tx.insert(Job, {
      id,
      projectId: request.projectId,
      kind: request.kind,
      state,
      parameters: request.parameters as never,
      done: 0,
      total: null,
      result: null,
      error: null,
      owner,
      leaseUntil: owner === null ? null : new Date(now.getTime() + leaseSeconds * 1000),
      requestedBy: request.requestedBy,
      createdAt: now,
      finishedAt: null,
    });
    return jobOf(tx, id);
  }

  #control(job: Job): JobControl {
    return new JobControl(job.id, this.store, this.#owner, () => {
      this.parts.wakeUp.wake(topics.progress(job.projectId));
    });
  }

  #track<T>(work: Promise<T>): Promise<T> {
    const tracked = work.catch((error: unknown) => {
      this.parts.log.failure("taking jobs failed", error);
    });
    this.#running.add(tracked);
    void tracked.finally(() => this.#running.delete(tracked));
    return work;
  }
}

/** A job by id. @throws Error where it is unknown: ids come from our own rows. */
export async function jobOf(reader: Reader, id: string): Promise<Job> {
  const job = await reader.findOne(Job, { where: { id } });
  if (job === null) throw new Error(`There is no job ${id}.`);
  return job;
}
