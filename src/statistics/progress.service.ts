import { In } from "typeorm";
import type { Clock } from "../core/clock";
import type { Reader } from "../core/database/reader";
import type { Store } from "../core/database/store";
import { Job, JobState } from "../core/jobs/job.entity";
import type { Viewer } from "../core/viewer";
import { topics, type WakeUp } from "../core/wake-up";
import { WakeUpWaiting } from "../core/wake-up-waiting";
import { AccessEnded } from "../events/access-ended";
import { PulledStream, type Pulled } from "../events/pulled-stream";
import { Label } from "../labels/label.entity";
import type { Access } from "../projects/access.service";
import { Assignment, AssignmentState } from "../tasks/assignment.entity";
import type { ProjectProgress } from "./statistics.types";

/** Counters are read at most so often, however much happens. */
const leastMillisecondsApart = 1000;
const mostJobs = 20;

/** Live counters of a project: no log stands behind them, so there is no cursor. */
export class ProgressService {
  constructor(
    private readonly parts: {
      readonly store: Store;
      readonly access: Access;
      readonly wakeUp: WakeUp;
      readonly clock: Clock;
    },
  ) {}

  /**
   * The counters at once, then whenever one has changed, at most one a second. Ends with `AccessEnded` when the
   * viewer's right ends.
   * @throws LabelroomError FORBIDDEN, CANDIDATE_ONLY, NOT_FOUND, UNAUTHENTICATED.
   */
  async stream(viewer: Viewer, projectId: string): Promise<PulledStream<ProjectProgress | AccessEnded>> {
    const { store, access, wakeUp, clock } = this.parts;
    const asked = { operation: "projectProgress", projectId } as const;
    await store.read((reader) => access.requireMember(reader, viewer, asked));
    const wakeUps = new WakeUpWaiting(wakeUp, [topics.progress(projectId), topics.access]);
    const ended = new AbortController();
    let told = "";
    const pull = async (): Promise<Pulled<ProjectProgress | AccessEnded>> => {
      const progress = await store.snapshot(async (reader) => {
        return (await access.mayStillListen(reader, viewer, asked)) ? progressOf(reader, projectId) : null;
      });
      if (progress === null) return { items: [new AccessEnded()], isMore: false, isEnd: true };
      const words = JSON.stringify(progress);
      const isNews = words !== told;
      told = words;
      return { items: isNews ? [progress] : [], isMore: false, isEnd: false };
    };
    const end = (): void => {
      ended.abort();
      wakeUps.end();
    };
    const next = async (): Promise<void> => {
      await clock.pause(leastMillisecondsApart, ended.signal);
      await wakeUps.next();
    };
    return new PulledStream(pull, { next, end });
  }
}

async function progressOf(reader: Reader, projectId: string): Promise<ProjectProgress> {
  const states = await reader.rows<{ state: string; count: number | string }>(
    `SELECT t.state AS "state", COUNT(*) AS "count" FROM tasks t WHERE t.project_id = :projectId GROUP BY t.state`,
    { projectId },
  );
  const tasks = new Map(states.map(({ state, count }) => [state, Number(count)]));
  const jobs = await reader.find(Job, {
    where: { projectId, state: In([JobState.QUEUED, JobState.RUNNING]) },
    order: { createdAt: "ASC", id: "ASC" },
    take: mostJobs,
  });
  return {
    openTasks: tasks.get("OPEN") ?? 0,
    leasedPlaces: await reader.count(Assignment, { projectId, state: AssignmentState.LEASED }),
    doneTasks: tasks.get("DONE") ?? 0,
    deskTasks: tasks.get("DESK") ?? 0,
    labels: await reader.count(Label, { projectId }),
    jobs: jobs.map(({ id, kind, state, done, total }) => ({ id, kind, state, done, total })),
  };
}
