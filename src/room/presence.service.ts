import type { Store } from "../core/database/store";
import { accountIdOf, type Viewer } from "../core/viewer";
import { topics, type WakeUp } from "../core/wake-up";
import { WakeUpWaiting } from "../core/wake-up-waiting";
import { AccessEnded } from "../events/access-ended";
import { PulledStream, type Pulled } from "../events/pulled-stream";
import type { Access } from "../projects/access.service";
import { presenceChange, type PresenceBook } from "./presence";
import type { Presence } from "./presence.types";

/** Who is in the room right now. Ephemeral: of this process, and gone with it. */
export class PresenceService {
  constructor(
    private readonly parts: {
      readonly store: Store;
      readonly access: Access;
      readonly wakeUp: WakeUp;
      readonly book: PresenceBook;
    },
  ) {}

  /**
   * Tells at once who is here, then every change, coalesced. Whoever listens is here; the local operator has no
   * account and only looks. Ends with `AccessEnded` when the viewer's right ends.
   * @throws LabelroomError FORBIDDEN, CANDIDATE_ONLY, NOT_FOUND, UNAUTHENTICATED.
   */
  async stream(viewer: Viewer, projectId: string): Promise<PulledStream<Presence | AccessEnded>> {
    const { store, access, book, wakeUp } = this.parts;
    const asked = { operation: "presence", projectId } as const;
    await store.read((reader) => access.requireMember(reader, viewer, asked));
    const waiting = new WakeUpWaiting(wakeUp, [topics.presence(projectId), topics.access]);
    const accountId = accountIdOf(viewer);
    const leave = accountId === null ? (): void => undefined : book.enter(projectId, accountId);
    const end = (): void => {
      waiting.end();
      leave();
    };
    let told: readonly string[] | null = null;
    const pull = async (): Promise<Pulled<Presence | AccessEnded>> => {
      const isEntitled = await store.snapshot((reader) => access.mayStillListen(reader, viewer, asked));
      if (!isEntitled) return { items: [new AccessEnded()], isMore: false, isEnd: true };
      const presentIds = book.present(projectId);
      const change = presenceChange(told ?? presentIds, presentIds);
      const isNews = told === null || change.joined.length > 0 || change.left.length > 0;
      told = presentIds;
      const items = isNews ? [{ presentIds, joinedIds: change.joined, leftIds: change.left }] : [];
      return { items, isMore: false, isEnd: false };
    };
    return new PulledStream(pull, { next: () => waiting.next(), end });
  }
}
