import { setTimeout as pause } from "node:timers/promises";
import { ApiClient } from "./api-client";
import { SimulatedLabeler, type Floor } from "./labeler";
import { Random } from "./random";
import { endOfRoom } from "./room-end";
import { RoomListener } from "./room-listener";
import { Tally, type Counted } from "./tally";
import { Timings, type TimingSummary } from "./timings";

/** Whom to simulate, where, and how they behave. */
export interface Simulation {
  readonly origin: string;
  readonly projectId: string;
  /** A bearer token for each labeler: as many work at once. */
  readonly tokens: readonly string[];
  readonly seed: string;
  /** Sets this run's keys apart from those of other runs on the same project. */
  readonly run: string;
  /** Ideal answers that somebody wrote, by the prompt's text. */
  readonly demonstrations?: ReadonlyMap<string, string>;
  /** How many tasks are begun at most; without it they work until there are none. */
  readonly mostTasks?: number;
  readonly skipShare?: number;
  readonly questionShare?: number;
  /** The share of requests, and of moments after a task, at which a connection is cut. */
  readonly cutShare?: number;
  /** Called after each task with the number of labels so far. */
  readonly onLabels?: (labels: number) => void;
}

/** What a simulation did and how it went. */
export interface SimulationReport {
  readonly labelers: number;
  readonly seconds: number;
  /** Labels by the kind of their task. */
  readonly labels: Readonly<Record<string, number>>;
  readonly counts: Readonly<Record<Counted, number>>;
  /** Requests whose answer was lost, and that were sent again as they were. */
  readonly repeated: number;
  /** Refusals that ended a submission, by code. */
  readonly errors: Readonly<Record<string, number>>;
  /** Milliseconds of each operation, repeats included. */
  readonly timings: Readonly<Record<string, TimingSummary>>;
  readonly room: RoomReport;
}

/** What the labelers heard of the room, one listener each. */
export interface RoomReport {
  /** Events that were written meanwhile; each listener should hear so many. */
  readonly events: number;
  readonly heard: number;
  readonly gaps: number;
  readonly repeats: number;
  readonly reconnects: number;
  /** Events at the end that listeners had not heard after waiting. */
  readonly missing: number;
}

/** After the work the listeners have so long to hear the rest. */
const hearingMilliseconds = 30_000;

/** Lets as many labelers as there are tokens work at once, each a client of its own over HTTP and socket. */
export async function simulateLabelers(simulation: Simulation): Promise<SimulationReport> {
  const { origin, projectId, seed, run } = simulation;
  const [tally, timings] = [new Tally(), new Timings()];
  const clients = simulation.tokens.map((token, place) => {
    const cuts = { random: new Random(`${seed} cuts ${place}`), share: simulation.cutShare ?? 0 };
    return new ApiClient({ origin, token, timings, cuts });
  });
  const [first] = clients;
  if (first === undefined) throw new Error("There are no labelers to simulate.");
  const begin = await endOfRoom(first, projectId);
  const listeners = clients.map(({ token }) => new RoomListener({ origin, token, projectId }));
  const start = performance.now();
  try {
    for (const listener of listeners) listener.start(begin);
    const floor = floorOf(simulation);
    await Promise.all(
      clients.map((client, place) => {
        const random = new Random(`${seed} labeler ${place}`);
        let keys = 0;
        const newKey = (): string => `${run}-${place}-${++keys}`.padEnd(8, "-");
        const labeler = new SimulatedLabeler({ client, random, newKey, tally }, floor);
        return labeler.work(() => {
          if (random.happens(simulation.cutShare ?? 0)) listeners[place]?.cut();
          tell(tally, simulation);
        });
      }),
    );
    const seconds = Math.round(performance.now() - start) / 1000;
    const end = await endOfRoom(first, projectId, begin);
    await hearing(listeners, end.sequence);
    return {
      labelers: clients.length,
      seconds,
      labels: tally.labels,
      counts: tally.counts,
      repeated: clients.reduce((sum, { repeated }) => sum + repeated, 0),
      errors: tally.errors,
      timings: timings.summary(),
      room: roomReport(listeners, { begin: begin.sequence, end: end.sequence }),
    };
  } finally {
    await Promise.all(listeners.map((listener) => listener.close()));
  }
}

function floorOf(simulation: Simulation): Floor {
  return {
    projectId: simulation.projectId,
    demonstrations: simulation.demonstrations ?? new Map(),
    skipShare: simulation.skipShare ?? 0.03,
    questionShare: simulation.questionShare ?? 0.01,
    atWork: 0,
    tasksLeft: simulation.mostTasks ?? Number.POSITIVE_INFINITY,
  };
}

function tell({ labels }: Tally, { onLabels }: Simulation): void {
  onLabels?.(Object.values(labels).reduce((total, count) => total + count, 0));
}

async function hearing(listeners: readonly RoomListener[], end: number): Promise<void> {
  const deadline = performance.now() + hearingMilliseconds;
  while (listeners.some(({ sequence }) => sequence < end) && performance.now() < deadline) await pause(20);
}

function roomReport(
  listeners: readonly RoomListener[],
  { begin, end }: { readonly begin: number; readonly end: number },
): RoomReport {
  const sum = (of: (listener: RoomListener) => number): number =>
    listeners.reduce((total, one) => total + of(one), 0);
  return {
    events: end - begin,
    heard: sum(({ heard }) => heard.events),
    gaps: sum(({ heard }) => heard.gaps),
    repeats: sum(({ heard }) => heard.repeats),
    reconnects: sum(({ heard }) => heard.reconnects),
    missing: sum(({ sequence }) => Math.max(0, end - sequence)),
  };
}
