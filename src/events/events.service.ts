import { Instance } from "../core/database/instance.entity";
import type { Reader } from "../core/database/reader";
import type { Store } from "../core/database/store";
import type { QueuedEvent, Transaction } from "../core/database/transaction";
import type { PageRequest } from "../core/paging";
import type { Viewer } from "../core/viewer";
import { topics, type WakeUp } from "../core/wake-up";
import { WakeUpWaiting } from "../core/wake-up-waiting";
import type { Access } from "../projects/access.service";
import { AccessEnded } from "./access-ended";
import type { RoomEvent, RoomEventConnection } from "./events.types";
import { PulledStream, type Pulled } from "./pulled-stream";
import { roomCursor, sequenceOf } from "./room-cursor";
import { Room, StoredEvent } from "./room-event.entity";

/** A page of the log that one pull reads. */
const pullSize = 200;

/** The room's log: numbers what units append, and reads it from any place. */
export class EventsService {
  constructor(
    private readonly store: Store,
    private readonly access: Access,
    private readonly wakeUp: WakeUp,
  ) {}

  /**
   * The door's last step: numbers queued events from the room's counter row. The row's lock is held until the
   * commit, so the order of numbers is the order of commits, and a failed unit takes no number.
   */
  async numberEvents(tx: Transaction, events: readonly QueuedEvent[]): Promise<void> {
    const projectIds = [...new Set(events.map((event) => event.projectId))].sort();
    for (const projectId of projectIds) {
      const queued = events.filter((event) => event.projectId === projectId);
      await tx.insertNew(Room, { projectId, lastSequence: 0 });
      await tx.execute(
        "UPDATE rooms SET last_sequence = last_sequence + :count WHERE project_id = :projectId",
        {
          count: queued.length,
          projectId,
        },
      );
      const last = await this.#last(tx, projectId);
      const at = await tx.now();
      const rows = queued.map(({ kind, actorId, refs }, place) => {
        return {
          projectId,
          sequence: last - queued.length + 1 + place,
          kind,
          actorId,
          refs: { ...refs },
          at,
        };
      });
      await tx.insert(StoredEvent, rows);
      tx.afterCommit(() => {
        this.wakeUp.wake(topics.room(projectId));
      });
    }
  }

  /** The cursor of a room's end, for views that are filled in the same snapshot. */
  async cursor(reader: Reader, projectId: string): Promise<string> {
    return roomCursor(await this.#epoch(reader), await this.#last(reader, projectId));
  }

  /** A page of the log after a cursor; from the beginning without one. */
  async history(viewer: Viewer, projectId: string, page: PageRequest): Promise<RoomEventConnection> {
    return this.store.snapshot(async (reader) => {
      await this.access.requireMember(reader, viewer, { operation: "roomHistory", projectId });
      const epoch = await this.#epoch(reader);
      const after = page.after
        ? sequenceOf(page.after, { epoch, last: await this.#last(reader, projectId) })
        : 0;
      const rows = await this.#page(reader, { projectId, after, limit: page.first + 1 });
      const edges = rows.slice(0, page.first).map((row) => {
        const node = toRoomEvent(row, epoch);
        return { node, cursor: node.cursor };
      });
      return {
        edges,
        pageInfo: {
          hasNextPage: rows.length > page.first,
          hasPreviousPage: after > 0,
          startCursor: edges[0]?.cursor ?? null,
          endCursor: edges.at(-1)?.cursor ?? null,
        },
      };
    });
  }

  /**
   * Replays what lies after the cursor, then goes live: no gap, no repeat, in order. Without a cursor it starts
   * now. Ends with `AccessEnded` when the viewer's right ends.
   * @throws LabelroomError FORBIDDEN, NOT_FOUND, UNAUTHENTICATED, CURSOR_RESET.
   */
  async stream(
    viewer: Viewer,
    projectId: string,
    after: string | null,
  ): Promise<PulledStream<RoomEvent | AccessEnded>> {
    const asked = { operation: "roomEvents", projectId } as const;
    const waiting = new WakeUpWaiting(this.wakeUp, [topics.room(projectId), topics.access]);
    try {
      const start = await this.store.snapshot(async (reader) => {
        await this.access.requireMember(reader, viewer, asked);
        const [epoch, last] = [await this.#epoch(reader), await this.#last(reader, projectId)];
        const place = after === null ? last : sequenceOf(after, { epoch, last });
        return { epoch, place, versions: await this.access.versions(reader, viewer, projectId) };
      });
      let { place, versions } = start;
      return new PulledStream(async (): Promise<Pulled<RoomEvent | AccessEnded>> => {
        const pulled = await this.store.snapshot(async (reader) => {
          const current = await this.access.versions(reader, viewer, projectId);
          const isEntitled =
            current === versions || (await this.access.mayStillListen(reader, viewer, asked));
          const rows = isEntitled
            ? await this.#page(reader, { projectId, after: place, limit: pullSize })
            : [];
          return { current, isEntitled, rows };
        });
        if (!pulled.isEntitled) return { items: [new AccessEnded()], isMore: false, isEnd: true };
        versions = pulled.current;
        place = pulled.rows.at(-1)?.sequence ?? place;
        const items = pulled.rows.map((row) => toRoomEvent(row, start.epoch));
        return { items, isMore: items.length === pullSize, isEnd: false };
      }, waiting);
    } catch (error) {
      waiting.end();
      throw error;
    }
  }

  async #page(
    reader: Reader,
    {
      projectId,
      after,
      limit,
    }: { readonly projectId: string; readonly after: number; readonly limit: number },
  ): Promise<StoredEvent[]> {
    return reader
      .select(StoredEvent, "event")
      .where("event.projectId = :projectId AND event.sequence > :after", { projectId, after })
      .orderBy("event.sequence", "ASC")
      .limit(limit)
      .getMany();
  }

  async #epoch(reader: Reader): Promise<string> {
    const instance = await reader.findOne(Instance, { where: { id: "this" } });
    if (instance === null) throw new Error("The instance has no row: it was never set up.");
    return instance.epoch;
  }

  async #last(reader: Reader, projectId: string): Promise<number> {
    const room = await reader.findOne(Room, { where: { projectId } });
    return room?.lastSequence ?? 0;
  }
}

function toRoomEvent(row: StoredEvent, epoch: string): RoomEvent {
  const { sequence, at, projectId, actorId, kind, refs } = row;
  return { sequence, cursor: roomCursor(epoch, sequence), at, projectId, actorId, kind, refs };
}
