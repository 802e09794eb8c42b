import type { Store } from "../database/store";
import type { Transaction } from "../database/transaction";
import { LabelroomError } from "../errors";
import { Job, JobState } from "./job.entity";

/** A job's process that has not renewed its lease for so long counts as dead. */
export const leaseSeconds = 60;

/** Where a job stands, in units of its kind (rows, prompts). */
export interface JobProgress {
  readonly done: number;
  readonly total?: number;
}

/** How a job ends. */
export interface JobEnd {
  readonly state: JobState.DONE | JobState.FAILED | JobState.DISCARDED;
  readonly result?: Record<string, unknown>;
  readonly error?: string;
}

type JobChange = Partial<
  Pick<Job, "state" | "done" | "total" | "error" | "leaseUntil" | "finishedAt" | "result">
>;

/** Thrown where a job is no longer this process's to go on with: another took it over, or this one closes. */
export class JobLeft extends LabelroomError {}

/** What a job's process holds for one run of it. */
export interface JobControlParts {
  readonly store: Store;
  /** The process, which never takes up a job again while it still works on it. */
  readonly owner: string;
  readonly isClosing: () => boolean;
  readonly onProgress: () => void;
}

/** What a running job holds: each chunk is a unit that also renews the lease and tells the progress. */
export class JobControl {
  constructor(
    readonly jobId: string,
    private readonly parts: JobControlParts,
  ) {}

  /**
   * Does a chunk in a unit of its own, together with the job's progress.
   * @throws JobLeft CONFLICT where another process took the job over, BUSY where this one closes; pass it on.
   */
  async chunk<T>(progress: JobProgress, work: (tx: Transaction) => Promise<T>): Promise<T> {
    if (this.parts.isClosing()) throw new JobLeft("BUSY");
    const result = await this.parts.store.transaction(async (tx) => {
      const started = await tx.now();
      await this.#hold(tx, { ...progress, leaseUntil: leaseFrom(started) });
      const value = await work(tx);
      const ended = await tx.now();
      // A chunk may outlast its lease; whoever looks for abandoned jobs must not find this one when it commits.
      const isLong = ended.getTime() - started.getTime() > (leaseSeconds * 1000) / 2;
      if (isLong) await this.#hold(tx, { leaseUntil: leaseFrom(ended) });
      return value;
    });
    this.tellProgress();
    return result;
  }

  /**
   * Does the last chunk and ends the job as DONE in the same unit, so that what it made is visible exactly when it
   * is done. `work` returns the job's result.
   * @throws JobLeft as `chunk` does.
   */
  async finish<R extends Record<string, unknown>>(
    progress: JobProgress,
    work: (tx: Transaction) => Promise<R>,
  ): Promise<R> {
    return this.chunk(progress, async (tx) => {
      const result = await work(tx);
      if (!(await this.end(tx, { state: JobState.DONE, result }))) throw new JobLeft("CONFLICT");
      return result;
    });
  }

  /** Renews the lease while a chunk is being prepared. Whether the job is still held. */
  async renew(): Promise<boolean> {
    return this.parts.store.transaction(async (tx) => {
      return this.#update(tx, { leaseUntil: leaseFrom(await tx.now()) });
    });
  }

  /** Notes why the job fails, before what it left is taken away. Whether the job is still held. */
  async noteFailure(error: string): Promise<boolean> {
    return this.parts.store.transaction((tx) => this.#update(tx, { error }));
  }

  /** Ends the lease at once, so that the next process that looks takes the job up. */
  async giveBack(): Promise<void> {
    await this.parts.store.transaction(async (tx) => this.#update(tx, { leaseUntil: await tx.now() }));
  }

  /** Ends the job as part of a unit. Whether it was still held. */
  async end(tx: Transaction, { state, result, error }: JobEnd): Promise<boolean> {
    return this.#update(tx, {
      state,
      finishedAt: await tx.now(),
      ...(result === undefined ? {} : { result }),
      ...(error === undefined ? {} : { error }),
    });
  }

  /** Wakes who watches the job's project. */
  tellProgress(): void {
    this.parts.onProgress();
  }

  async #hold(tx: Transaction, set: JobChange): Promise<void> {
    if (!(await this.#update(tx, set))) throw new JobLeft("CONFLICT");
  }

  async #update(tx: Transaction, { result, ...set }: JobChange): Promise<boolean> {
    const where = { id: this.jobId, owner: this.parts.owner, state: JobState.RUNNING };
    const stored = result === undefined ? {} : { result: { ...result } as never };
    return (await tx.update(Job, where, { ...set, ...stored })) > 0;
  }
}

/** Until when a lease lasts that is taken or renewed `now`. */
export function leaseFrom(now: Date): Date {
  return new Date(now.getTime() + leaseSeconds * 1000);
}
