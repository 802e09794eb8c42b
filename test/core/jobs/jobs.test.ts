import { Clock } from "../../../src/core/clock";
import { LabelroomError } from "../../../src/core/errors";
import { randomIds } from "../../../src/core/ids";
import { JobKind, JobState, type Job } from "../../../src/core/jobs/job.entity";
import { Jobs, jobOf, type JobControl, type JobHandler } from "../../../src/core/jobs/jobs";
import { topics, WakeUp } from "../../../src/core/wake-up";
import { gate, openTestStore, type OpenedStore } from "../database/contract-store";
import { testDatabase } from "../database/test-database";
import { jobParts, Work } from "./job-tables";

const request = { kind: JobKind.PREPARE, projectId: "prj_1", parameters: { seed: 7 }, requestedBy: null };
const leaseAndMore = 61_000;

/** A clock whose timers a test ticks by hand, so that no lease renews itself behind its back. */
class HandClock extends Clock {
  readonly ticks = new Set<() => void>();

  override every(_milliseconds: number, tick: () => void): () => void {
    this.ticks.add(tick);
    return () => {
      this.ticks.delete(tick);
    };
  }
}

describe("jobs", () => {
  let opened: OpenedStore;
  const processes: Jobs[] = [];
  beforeEach(async () => {
    opened = await openTestStore(await testDatabase(), jobParts);
  });
  afterEach(async () => {
    for (const process of processes.splice(0)) await process.close();
    await opened.close();
  });

  const discardWorks: JobHandler["discard"] = (job, control) =>
    control.chunk({ done: 0 }, async (tx) => void (await tx.delete(Work, { jobId: job.id })));
  const addWork = (control: JobControl, id: string, done = 1): Promise<void> =>
    control.chunk({ done, total: 4 }, (tx) => tx.insert(Work, { id, jobId: control.jobId }));
  const works = (): Promise<string[]> =>
    opened.store.read(async (reader) =>
      (await reader.find(Work, { order: { id: "ASC" } })).map(({ id }) => id),
    );
  const stored = (id: string): Promise<Job> => opened.store.read((reader) => jobOf(reader, id));
  const enqueue = (jobs: Jobs): Promise<Job> => opened.store.transaction((tx) => jobs.enqueue(tx, request));

  /** The jobs of one server process; its timers tick by hand, its database clock is shifted with the store's. */
  function aProcess(handler: Partial<JobHandler> = {}): { jobs: Jobs; wakeUp: WakeUp; clock: HandClock } {
    const [wakeUp, clock] = [new WakeUp(), new HandClock()];
    const jobs = new Jobs(opened.store, { clock, ids: randomIds, wakeUp, log: opened.log });
    jobs.register(JobKind.PREPARE, { discard: discardWorks, ...handler });
    processes.push(jobs);
    return { jobs, wakeUp, clock };
  }

  /** A job whose process stops for good after its first chunk. */
  async function aStalledJob(
    handler: Partial<JobHandler> = {},
  ): Promise<{ job: Job; goOn: () => void; end: Promise<unknown> }> {
    const { jobs } = aProcess(handler);
    const [stalled, released] = [gate(), gate()];
    let id = "";
    const end = jobs
      .perform(request, async (control) => {
        id = control.jobId;
        await addWork(control, "of the first");
        stalled.open();
        await released.opened;
        await addWork(control, "too late");
        return {};
      })
      .catch((error: unknown) => error);
    await stalled.opened;
    return { job: await stored(id), goOn: () => released.open(), end };
  }

  describe("a queued job", () => {
    it("is done by a process that looks, tells its progress, and keeps its result", async () => {
      const { jobs, wakeUp } = aProcess({
        run: async (job, control) => {
          await addWork(control, "a", 1);
          shares.push((await stored(job.id)).progress);
          await addWork(control, "b", 3);
          shares.push((await stored(job.id)).progress);
          return { works: 2, seed: job.parameters.seed };
        },
      });
      const shares: (number | null)[] = [];
      let told = 0;
      wakeUp.listen(topics.progress("prj_1"), () => told++);
      const queued = await enqueue(jobs);
      expect(queued).toMatchObject({ state: JobState.QUEUED, progress: null });
      jobs.start();
      const job = await jobs.ended(queued.id);
      expect(job).toMatchObject({
        state: JobState.DONE,
        result: { works: 2, seed: 7 },
        error: null,
        progress: 1,
      });
      expect(job.finishedAt).not.toBeNull();
      expect(shares).toEqual([0.25, 0.75]);
      await jobs.close();
      expect(told).toBe(3);
    });

    it("is taken on a wake-up", async () => {
      const { jobs } = aProcess({ run: async () => ({}) });
      jobs.start();
      const job = await enqueue(jobs);
      expect((await jobs.ended(job.id)).state).toBe(JobState.DONE);
    });

    it("of a kind that a process does not know is left to another", async () => {
      const { jobs } = aProcess();
      const stranger = new Jobs(opened.store, {
        clock: new HandClock(),
        ids: randomIds,
        wakeUp: new WakeUp(),
        log: opened.log,
      });
      stranger.register(JobKind.RELEASE, { discard: discardWorks });
      stranger.start();
      const job = await enqueue(jobs);
      await stranger.close();
      expect(await stored(job.id)).toMatchObject({ state: JobState.QUEUED, owner: null });
    });

    it("does not wait for a long one before it", async () => {
      const released = gate();
      const order: string[] = [];
      const { jobs } = aProcess({
        run: async (job) => {
          if (job.id === long.id) await released.opened;
          order.push(job.id);
          return {};
        },
      });
      const [long, short] = [await enqueue(jobs), await enqueue(jobs)];
      jobs.start();
      await jobs.ended(short.id);
      released.open();
      await jobs.ended(long.id);
      expect(order).toEqual([short.id, long.id]);
    });

    it("is run once by two processes that look at once, and at most two run in each", async () => {
      const runs: string[] = [];
      let [now, most] = [0, 0];
      const run: JobHandler["run"] = async (job, control) => {
        runs.push(job.id);
        most = Math.max(most, ++now);
        await addWork(control, job.id);
        now--;
        return {};
      };
      const [one, other] = [aProcess({ run }), aProcess({ run })];
      const jobs = await Promise.all(Array.from({ length: 12 }, () => enqueue(one.jobs)));
      one.jobs.start();
      other.jobs.start();
      await Promise.all(jobs.map(({ id }) => one.jobs.ended(id)));
      expect([...runs].sort()).toEqual(jobs.map(({ id }) => id).sort());
      expect(most).toBeLessThanOrEqual(4);
      expect(await works()).toHaveLength(12);
    });
  });

  describe("a job whose process stalls", () => {
    it("is left alone while its lease lasts, and by its own process for ever", async () => {
      const other = aProcess({ run: async () => ({}) });
      const { job, goOn, end } = await aStalledJob();
      other.jobs.start();
      await other.jobs.close();
      expect((await stored(job.id)).owner).toBe(job.owner);
      const [own] = processes.slice(-1);
      opened.clock.shiftMilliseconds = leaseAndMore;
      own?.start();
      await enqueueAndEnd(own);
      expect((await stored(job.id)).owner).toBe(job.owner);
      goOn();
      await end;
    });

    it("goes on in another process when its lease ran out, and the first can do no more", async () => {
      const other = aProcess({
        run: async (_, control) => {
          await addWork(control, "of the second");
          return { by: "second" };
        },
      });
      const { job, goOn, end } = await aStalledJob();
      opened.clock.shiftMilliseconds = leaseAndMore;
      other.jobs.start();
      expect(await other.jobs.ended(job.id)).toMatchObject({
        state: JobState.DONE,
        result: { by: "second" },
      });
      goOn();
      expect(await end).toMatchObject({ code: "CONFLICT" });
      expect(await works()).toEqual(["of the first", "of the second"]);
      expect((await stored(job.id)).state).toBe(JobState.DONE);
      expect(opened.log.failures).toEqual([]);
    });

    it("is discarded where its input was a stream, and the first can do no more", async () => {
      const other = aProcess();
      const { job, goOn, end } = await aStalledJob();
      opened.clock.shiftMilliseconds = leaseAndMore;
      other.jobs.start();
      expect(await other.jobs.ended(job.id)).toMatchObject({ state: JobState.DISCARDED, result: null });
      goOn();
      expect(await end).toMatchObject({ code: "CONFLICT" });
      expect(await works()).toEqual([]);
      expect((await stored(job.id)).state).toBe(JobState.DISCARDED);
    });

    it("is not taken over while its lease is renewed beside a long chunk in the making", async () => {
      const other = aProcess({ run: async () => ({}) });
      const { jobs, clock } = aProcess();
      const [stalled, released] = [gate(), gate()];
      const done = jobs.perform(request, async () => {
        stalled.open();
        await released.opened;
        return { by: "first" };
      });
      await stalled.opened;
      opened.clock.shiftMilliseconds = leaseAndMore;
      for (const tick of clock.ticks) tick();
      // The door of the embedded store keeps order; on Postgres the renewal holds the row that the look skips.
      await opened.store.transaction(async () => undefined);
      const renewed = await waitFor(async () => {
        const [job] = await opened.store.read((reader) =>
          reader.rows<{ until: string }>("SELECT lease_until AS until FROM jobs"),
        );
        return new Date(job?.until ?? 0).getTime() > Date.now() + leaseAndMore;
      });
      expect(renewed).toBe(true);
      other.jobs.start();
      await other.jobs.close();
      released.open();
      expect(await done).toMatchObject({ state: JobState.DONE, result: { by: "first" } });
    });

    it("is not taken over when a chunk that outlasted the lease commits", async () => {
      const other = aProcess({ run: async () => ({}) });
      const { jobs } = aProcess();
      const done = await jobs.perform(request, async (control) => {
        await control.chunk({ done: 1 }, async () => {
          opened.clock.shiftMilliseconds = leaseAndMore;
        });
        other.jobs.start();
        await other.jobs.close();
        await addWork(control, "still mine");
        return {};
      });
      expect(done.state).toBe(JobState.DONE);
    });
  });

  describe("a failing job", () => {
    it("is FAILED with the words of a refusal, what it left is taken away, and the caller hears of it", async () => {
      const { jobs } = aProcess();
      const words = new LabelroomError("BAD_INPUT", [
        { path: "line 3", rule: "text", message: "Line 3 has no text." },
      ]);
      let id = "";
      const performing = jobs.perform(request, async (control) => {
        id = control.jobId;
        await addWork(control, "half");
        throw words;
      });
      await expect(performing).rejects.toBe(words);
      expect(await stored(id)).toMatchObject({
        state: JobState.FAILED,
        error: "Line 3 has no text.",
        result: null,
      });
      expect(await works()).toEqual([]);
      expect(opened.log.failures).toEqual([]);
    });

    it("never tells the cause of a fault, which goes to the log", async () => {
      const cause = new Error("secret words of the driver");
      const { jobs } = aProcess({ run: () => Promise.reject(cause) });
      const queued = await enqueue(jobs);
      jobs.start();
      const job = await jobs.ended(queued.id);
      expect(job).toMatchObject({ state: JobState.FAILED, error: "Internal error" });
      expect(JSON.stringify(job)).not.toContain("secret");
      expect(opened.log.failures.map((entry) => entry.cause)).toEqual([cause]);
    });

    it("whose discard breaks is discarded again when its lease ran out, and never run again", async () => {
      const runs: string[] = [];
      const tried = gate();
      let isBroken = true;
      const handler: Partial<JobHandler> = {
        run: async (_, control) => {
          runs.push("run");
          await addWork(control, "half");
          throw new LabelroomError("CONFLICT");
        },
        discard: async (job, control) => {
          runs.push("discard");
          tried.open();
          if (isBroken) throw new Error("The discard breaks by plan.");
          await discardWorks(job, control);
        },
      };
      const { jobs } = aProcess(handler);
      const queued = await enqueue(jobs);
      jobs.start();
      await tried.opened;
      await jobs.close();
      expect(await stored(queued.id)).toMatchObject({ state: JobState.RUNNING, finishedAt: null });
      expect(await works()).toEqual(["half"]);
      isBroken = false;
      opened.clock.shiftMilliseconds = leaseAndMore;
      const other = aProcess(handler);
      other.jobs.start();
      const job = await other.jobs.ended(queued.id);
      expect(job.state).toBe(JobState.FAILED);
      expect(job.error).toBe(new LabelroomError("CONFLICT").message);
      expect([runs, await works()]).toEqual([["run", "discard", "discard"], []]);
    });

    it("keeps no other job from being taken", async () => {
      const { jobs } = aProcess({
        run: (job) => (job.id === bad.id ? Promise.reject(new Error("breaks by plan")) : Promise.resolve({})),
        discard: () => Promise.reject(new Error("breaks by plan")),
      });
      const [bad, good] = [await enqueue(jobs), await enqueue(jobs)];
      jobs.start();
      expect((await jobs.ended(good.id)).state).toBe(JobState.DONE);
    });
  });

  it("is DONE in the unit of its last chunk, and a failure afterwards changes nothing", async () => {
    const { jobs } = aProcess();
    let id = "";
    const performing = jobs.perform(request, async (control) => {
      id = control.jobId;
      await control.finish({ done: 1, total: 1 }, async (tx) => {
        await tx.insert(Work, { id: "last", jobId: id });
        return { works: 1 };
      });
      throw new Error("This breaks after the end.");
    });
    await expect(performing).rejects.toThrow("after the end");
    expect(await stored(id)).toMatchObject({ state: JobState.DONE, result: { works: 1 } });
    expect(await works()).toEqual(["last"]);
  });

  describe("close", () => {
    it("stops a job at its next chunk and gives it back to the next process", async () => {
      const [running, released] = [gate(), gate()];
      const { jobs, clock, wakeUp } = aProcess({
        run: async (_, control) => {
          await addWork(control, "first");
          running.open();
          await released.opened;
          await addWork(control, "after close");
          return {};
        },
      });
      const queued = await enqueue(jobs);
      jobs.start();
      await running.opened;
      const closing = jobs.close();
      released.open();
      await closing;
      expect([clock.ticks.size, wakeUp.listenerCount]).toEqual([0, 0]);
      expect(await works()).toEqual(["first"]);
      const next = aProcess({ run: async () => ({ by: "next" }) });
      next.jobs.start();
      expect(await next.jobs.ended(queued.id)).toMatchObject({
        state: JobState.DONE,
        result: { by: "next" },
      });
    });

    it("takes no further job", async () => {
      const { jobs } = aProcess({ run: async () => ({}) });
      jobs.start();
      await jobs.close();
      const job = await enqueue(jobs);
      expect((await stored(job.id)).state).toBe(JobState.QUEUED);
    });
  });

  it("of a kind without handler is refused before it begins", async () => {
    const { jobs } = aProcess();
    const performing = jobs.perform({ ...request, kind: JobKind.RELEASE }, async () => ({}));
    await expect(performing).rejects.toThrow("No handler");
  });

  async function enqueueAndEnd(jobs: Jobs | undefined): Promise<void> {
    if (jobs === undefined) throw new Error("There is no such process.");
    await jobs.ended((await enqueue(jobs)).id);
  }

  async function waitFor(holds: () => Promise<boolean>): Promise<boolean> {
    for (let tries = 0; tries < 1000; tries++) if (await holds()) return true;
    return false;
  }
});
