import type { Clock } from "../clock";
import type { Store } from "../database/store";
import { LabelroomError } from "../errors";
import type { Log } from "../log";
import { JobLeft, leaseSeconds, type JobControl, type JobEnd } from "./job-control";
import { JobState, type Job } from "./job.entity";

/** How a kind of job works. */
export interface JobHandler {
  /**
   * Does the work in chunks and returns ids and counts; starts afresh, also over what an earlier process left.
   * Absent where the input is a stream of the caller.
   */
  readonly run?: (job: Job, control: JobControl) => Promise<Record<string, unknown>>;
  /** Takes away, in chunks, what a job left that can't go on; may be called again after a crash. */
  readonly discard: (job: Job, control: JobControl) => Promise<void>;
}

/** What one run of a job works with. */
export interface JobRunParts {
  readonly job: Job;
  readonly handler: JobHandler;
  readonly control: JobControl;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
}

/** One taking-up of a job by this process: its work, what follows a failure, and its lease meanwhile. */
export class JobRun {
  constructor(private readonly parts: JobRunParts) {}

  /**
   * Does `work` and ends the job as DONE, or takes away what it left and ends it as FAILED.
   * @throws what `work` threw.
   */
  async perform(work: () => Promise<Record<string, unknown>>): Promise<void> {
    await this.#whileRenewing(async () => {
      try {
        const result = await work();
        await this.#end({ state: JobState.DONE, result });
      } catch (error) {
        await this.#fail(error);
        throw error;
      }
    });
  }

  /** Goes on with a job that was queued or abandoned; what goes wrong is in the job and in the log. */
  async resume(): Promise<void> {
    const { job, handler, control } = this.parts;
    const { run } = handler;
    if (run !== undefined && job.error === null) {
      await this.perform(() => run(job, control)).catch(() => undefined);
      return;
    }
    const end: JobEnd =
      job.error === null
        ? { state: JobState.DISCARDED, error: "The process that read its input ended." }
        : { state: JobState.FAILED };
    await this.#whileRenewing(() => this.#discard(end));
  }

  async #fail(cause: unknown): Promise<void> {
    const { job, control, log } = this.parts;
    const fields = { jobId: job.id, kind: job.kind };
    try {
      if (cause instanceof JobLeft) return await control.giveBack();
      const isRefusal = cause instanceof LabelroomError;
      if (!isRefusal) log.failure("a job failed", cause, fields);
      const isHeld = await control.noteFailure(isRefusal ? cause.message : "Internal error");
      if (isHeld) await this.#discard({ state: JobState.FAILED });
    } catch (error) {
      log.failure("a failed job could not be ended; it is taken up again", error, fields);
    }
  }

  /** Takes away what a job left, then ends it. Where that fails, whoever finds its lease run out tries again. */
  async #discard(end: JobEnd): Promise<void> {
    const { job, handler, control, log } = this.parts;
    try {
      await handler.discard(job, control);
      await this.#end(end);
    } catch (error) {
      if (error instanceof JobLeft) return control.giveBack();
      log.failure("discarding a job failed; it is tried again", error, { jobId: job.id, kind: job.kind });
    }
  }

  async #end(end: JobEnd): Promise<void> {
    const { control, store } = this.parts;
    await store.transaction((tx) => control.end(tx, end));
    control.tellProgress();
  }

  /** Keeps the lease alive while `work` runs, also where a chunk is long in the making. */
  async #whileRenewing(work: () => Promise<void>): Promise<void> {
    const { job, control, clock, log } = this.parts;
    let renewal: Promise<unknown> = Promise.resolve();
    const stop = clock.every((leaseSeconds * 1000) / 3, () => {
      renewal = control.renew().catch((error: unknown) => {
        log.failure("renewing a job's lease failed", error, { jobId: job.id });
      });
    });
    try {
      await work();
    } finally {
      stop();
      await renewal;
    }
  }
}
