import { Account } from "../accounts/account.entity";
import { Session } from "../accounts/session.entity";
import type { Reader } from "../core/database/reader";
import type { Store } from "../core/database/store";
import { LabelroomError } from "../core/errors";
import { accountIdOf, type Viewer } from "../core/viewer";
import { topics, type WakeUp } from "../core/wake-up";
import { WakeUpWaiting } from "../core/wake-up-waiting";
import { AccessEnded } from "../events/access-ended";
import { PulledStream, type Pulled } from "../events/pulled-stream";
import type { Access } from "../projects/access.service";
import { presenceChange, type PresenceBook } from "./presence";
import type { Presence } from "./presence.types";

/** What a stream of presence may end with, for whoever passes it on. */

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
    await this.parts.store.read((reader) => this.#require(reader, viewer, projectId));
    const { book, wakeUp } = this.parts;
    const waiting = new WakeUpWaiting(wakeUp, [topics.presence(projectId), topics.access]);
    const accountId = accountIdOf(viewer);
    const leave = accountId === null ? (): void => undefined : book.enter(projectId, accountId);
    const end = (): void => {
      waiting.end();
      leave();
    };
    let told: readonly string[] | null = null;
    const pull = async (): Promise<Pulled<Presence | AccessEnded>> => {
      const isEntitled = await this.#isEntitled(viewer, projectId);
      if (!isEntitled) return { items: [new AccessEnded()], isMore: false, isEnd: true };
      const presentIds = book.present(projectId);
      const change = presenceChange(told ?? presentIds, presentIds);
      const isNews = told === null || change.joined.length > 0 || change.left.length > 0;
      told = presentIds;
      const items = isNews ? [{ presentIds, joinedIds: change.joined, leftIds: change.left }] : [];
      return { items, isMore: false, isEnd: false };
    };
    return new PulledStream(() => orEnd(pull, end), { next: () => waiting.next(), end });
  }

  async #isEntitled(viewer: Viewer, projectId: string): Promise<boolean> {
    try {
      return await this.parts.store.snapshot(async (reader) => {
        await this.#require(reader, viewer, projectId);
        return isSignInLive(reader, viewer);
      });
    } catch (error) {
      if (error instanceof LabelroomError) return false;
      throw error;
    }
  }

  async #require(reader: Reader, viewer: Viewer, projectId: string): Promise<void> {
    await this.parts.access.requireMember(reader, viewer, { operation: "presence", projectId });
  }
}

async function isSignInLive(reader: Reader, viewer: Viewer): Promise<boolean> {
  if (viewer.kind !== "ACCOUNT") return true;
  const session = await reader.findOne(Session, { where: { id: viewer.credentialId } });
  const account = await reader.findOne(Account, { where: { id: viewer.accountId } });
  return session?.revokedAt === null && account?.suspendedAt === null;
}

/** A stream whose pull failed is over: without this the person would stay here for ever. */
async function orEnd<T>(pull: () => Promise<T>, end: () => void): Promise<T> {
  try {
    return await pull();
  } catch (error) {
    end();
    throw error;
  }
}
