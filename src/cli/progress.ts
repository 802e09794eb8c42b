import type { App } from "../app";
import { Job, JobState, type JobKind } from "../core/jobs/job.entity";
import { topics } from "../core/wake-up";
import { count } from "./tables";
import type { Terminal } from "./terminal";

/** A line at most this often. */
const secondsBetween = 2;

/** Tells on standard error how far a job of this process has come. */
export interface Progress {
  /** Tells the whole: units and rate. */
  end(units: number): void;
  stop(): void;
}

/** Follows the running job of a kind, woken by its chunks. */
export function tellProgress(
  app: App,
  terminal: Terminal,
  { projectId, kind, unit }: { readonly projectId: string; readonly kind: JobKind; readonly unit: string },
): Progress {
  const start = app.clock.now().getTime();
  let told = start;
  let isReading = false;
  const seconds = (): number => Math.max(0.001, (app.clock.now().getTime() - start) / 1000);
  const tell = (done: number, total: number | null): void => {
    const of = total === null ? "" : ` of ${count(total)}`;
    terminal.err(`${count(done)}${of} ${unit}, ${count(Math.round(done / seconds()))} a second\n`);
  };
  const stop = app.wakeUp.listen(topics.progress(projectId), () => {
    if (isReading || app.clock.now().getTime() - told < secondsBetween * 1000) return;
    isReading = true;
    told = app.clock.now().getTime();
    app.store
      .read((reader) => reader.findOne(Job, { where: { projectId, kind, state: JobState.RUNNING } }))
      .then(
        (job) => {
          isReading = false;
          if (job !== null) tell(job.done, job.total);
        },
        () => {
          // A line of progress is not worth a failure.
          isReading = false;
        },
      );
  });
  return {
    end: (units) => {
      stop();
      tell(units, null);
    },
    stop,
  };
}
