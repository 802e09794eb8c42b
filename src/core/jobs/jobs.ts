import type { Clock } from "../clock";
import type { Reader } from "../database/reader";
import type { Store } from "../database/store";
import type { Transaction } from "../database/transaction";
import type { Ids } from "../ids";
import type { Log } from "../log";
import { topics, type WakeUp } from "../wake-up";
import { JobControl, leaseFrom } from "./job-control";
import { JobRun, type JobHandler } from "./job-run";
import { Job, JobState, type JobKind } from "./job.entity";

export { JobControl } from "./job-control";
export type { JobHandler } from "./job-run";

/** A process takes up so many jobs at once: a long one holds up no short one, and none starves the server. */
const jobsAtOnce = 2;

/** What a job asks for. */
export interface JobRequest {
  readonly kind: JobKind;
  readonly projectId: string;
  readonly parameters: Record<string, unknown>;
  readonly requestedBy: string | null;
}

/**
 * Runs jobs. States: QUEUED -> RUNNING -> DONE; on a refusal or a fault RUNNING (with `error`: what it left is
 * being taken away) -> FAILED. A RUNNING job whose lease ran out is taken up by whichever process looks first: it
 * goes on where its kind can (`run`), is DISCARDED where its input was a stream, and FAILED where it had an error.
 * A lease is renewed by every chunk and, while one is being prepared, by a timer.
 */
export class Jobs {
  readonly #handlers = new Map<JobKind, JobHandler>();
  readonly #processId: string;
  /** Ids of the jobs that this process works on, and how many of them it took up by itself. */
  readonly #mine = new Set<string>();
  #takenCount = 0;
  readonly #running = new Set<Promise<unknown>>();
  #isLooking = false;
  #looksAgain = false;
  #isClosing = false;
  #stopListening: () => void = () => undefined;
  #stopPolling: () => void = () => undefined;

  constructor(
    private readonly store: Store,
    private readonly parts: {
      readonly clock: Clock;
      readonly ids: Ids;
      readonly wakeUp: WakeUp;
      readonly log: Log;
    },
  ) {
    this.#processId = parts.ids.next("session");
  }

  /** Says how a kind of job works; every kind once, before `start`. */
  register(kind: JobKind, handler: JobHandler): void {
    this.#handlers.set(kind, handler);
  }

  /** Begins to take queued and abandoned jobs; looks for them every `pollSeconds` and on each wake-up. */
  start(pollSeconds = 5): void {
    const look = (): void => {
      this.#look();
    };
    this.#stopListening = this.parts.wakeUp.listen(topics.jobs, look);
    this.#stopPolling = this.parts.clock.every(pollSeconds * 1000, look);
    look();
  }

  /** Stores a job for whichever process comes first; part of the caller's unit. */
  async enqueue(tx: Transaction, request: JobRequest): Promise<Job> {
    const job = await this.#insert(tx, request, null);
    tx.afterCommit(() => {
      this.parts.wakeUp.wake(topics.jobs);
    });
    return job;
  }

  /**
   * Does a job in this process now, with `work` that may hold a stream. Returns the finished job.
   * @throws what `work` threw, when what it left has been taken away.
   */
  async perform(
    request: JobRequest,
    work: (control: JobControl) => Promise<Record<string, unknown>>,
  ): Promise<Job> {
    this.#handlerOf(request.kind);
    const job = await this.store.transaction((tx) => this.#insert(tx, request, this.#processId));
    const control = this.#control(job);
    const run = this.#run(job, control);
    await this.#track(this.#asMine(job, () => run.perform(() => work(control))));
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

  /** Stops the jobs of this process at their next chunk and gives them back; resolves when none runs. */
  async close(): Promise<void> {
    this.#isClosing = true;
    this.#stopListening();
    this.#stopPolling();
    while (this.#running.size > 0) await Promise.allSettled([...this.#running]);
  }

  #look(): void {
    const look = this.#takeWhatWaits().catch((error: unknown) => {
      this.parts.log.failure("taking jobs failed", error);
    });
    void this.#track(look);
  }

  /** Takes jobs while there is a free place; one look at a time, and another one if asked for meanwhile. */
  async #takeWhatWaits(): Promise<void> {
    this.#looksAgain = this.#isLooking;
    if (this.#isLooking) return;
    this.#isLooking = true;
    try {
      do {
        this.#looksAgain = false;
        while (this.#hasPlace()) {
          const job = await this.store.transaction((tx) => this.#take(tx));
          if (job === null) break;
          this.#begin(job);
        }
      } while (this.#looksAgain);
    } finally {
      this.#isLooking = false;
    }
  }

  #hasPlace(): boolean {
    return !this.#isClosing && this.#takenCount < jobsAtOnce;
  }

  #begin(job: Job): void {
    const run = this.#run(job, this.#control(job));
    this.#takenCount++;
    const work = this.#asMine(job, () => run.resume())
      .catch((error: unknown) => {
        this.parts.log.failure("taking up a job failed", error, { jobId: job.id });
      })
      .finally(() => {
        this.#takenCount--;
        if (!this.#isClosing) this.#look();
      });
    void this.#track(work);
  }

  async #take(tx: Transaction): Promise<Job | null> {
    if (this.#handlers.size === 0) return null;
    const now = await tx.now();
    const lock = tx.kind === "postgres" ? "FOR UPDATE SKIP LOCKED" : "";
    // A job of this process is worked on, even where a stall let its lease run out or another took it meanwhile.
    const others = this.#mine.size === 0 ? "" : "AND id NOT IN (:mine)";
    const [found] = await tx.rows<{ id: string }>(
      `SELECT id FROM jobs WHERE kind IN (:kinds) ${others}
       AND (state = 'QUEUED' OR (state = 'RUNNING' AND lease_until <= :now))
       ORDER BY created_at, id LIMIT 1 ${lock}`,
      { now, kinds: [...this.#handlers.keys()], mine: [...this.#mine] },
    );
    if (found === undefined) return null;
    const set = { state: JobState.RUNNING, owner: this.#processId, leaseUntil: leaseFrom(now), done: 0 };
    await tx.update(Job, { id: found.id }, set);
    return jobOf(tx, found.id);
  }

  async #asMine(job: Job, work: () => Promise<void>): Promise<void> {
    this.#mine.add(job.id);
    try {
      await work();
    } finally {
      this.#mine.delete(job.id);
    }
  }

  async #insert(tx: Transaction, request: JobRequest, owner: string | null): Promise<Job> {
    const id = this.parts.ids.next("job");
    const now = await tx.now();
    await tx.insert(Job, {
      id,
      projectId: request.projectId,
      kind: request.kind,
      state: owner === null ? JobState.QUEUED : JobState.RUNNING,
      parameters: request.parameters as never,
      done: 0,
      total: null,
      result: null,
      error: null,
      owner,
      leaseUntil: owner === null ? null : leaseFrom(now),
      requestedBy: request.requestedBy,
      createdAt: now,
      finishedAt: null,
    });
    return jobOf(tx, id);
  }

  #handlerOf(kind: JobKind): JobHandler {
    const handler = this.#handlers.get(kind);
    if (handler === undefined) throw new Error(`No handler for jobs of kind ${kind}.`);
    return handler;
  }

  #run(job: Job, control: JobControl): JobRun {
    const { clock, log } = this.parts;
    return new JobRun({ job, handler: this.#handlerOf(job.kind), control, store: this.store, clock, log });
  }

  #control(job: Job): JobControl {
    return new JobControl(job.id, {
      store: this.store,
      owner: this.#processId,
      isClosing: () => this.#isClosing,
      onProgress: () => {
        this.parts.wakeUp.wake(topics.progress(job.projectId));
      },
    });
  }

  /** Lets `close` wait for `work`. */
  #track<T>(work: Promise<T>): Promise<T> {
    this.#running.add(work);
    const forget = (): void => void this.#running.delete(work);
    work.then(forget, forget);
    return work;
  }
}

/** A job by id. @throws Error where it is unknown: ids come from our own rows. */
export async function jobOf(reader: Reader, id: string): Promise<Job> {
  const job = await reader.findOne(Job, { where: { id } });
  if (job === null) throw new Error(`There is no job ${id}.`);
  return job;
}
