import { In } from "typeorm";
import type { RequestContext } from "../core/context";
import { onceForKey } from "../core/database/client-keys";
import { pageOf } from "../core/database/keyset";
import type { Reader } from "../core/database/reader";
import type { Store } from "../core/database/store";
import type { Transaction } from "../core/database/transaction";
import type { Ids } from "../core/ids";
import { loaderOf } from "../core/loaders";
import type { PageRequest } from "../core/paging";
import { accountIdOf, type Viewer } from "../core/viewer";
import type { EventsService } from "../events/events.service";
import type { Access } from "../projects/access.service";
import { Message, MessageVersion } from "./message.entity";
import type { PostMessageInput } from "./room.inputs";
import type { MessageConnection } from "./room.types";
import { idsOf, versionKey } from "./version-key";

/** Messages of the room. */
export class MessagesService {
  constructor(
    private readonly parts: {
      readonly store: Store;
      readonly access: Access;
      readonly ids: Ids;
      readonly events: EventsService;
    },
  ) {}

  /**
   * Posts a message; everybody in the room hears of it.
   * @throws LabelroomError FORBIDDEN, CANDIDATE_ONLY, NOT_FOUND, IDEMPOTENCY_CONFLICT.
   */
  async post(viewer: Viewer, { key, ...content }: PostMessageInput): Promise<Message> {
    const { projectId, text } = content;
    return this.parts.store.transaction(async (tx) => {
      await this.parts.access.requireMember(tx, viewer, { operation: "postMessage", projectId });
      const work = (): Promise<{ messageId: string }> => this.#insert(tx, viewer, { projectId, text });
      const accountId = accountIdOf(viewer) ?? viewer.kind;
      const { messageId } = key
        ? (await onceForKey(tx, { accountId, mutation: "postMessage", key, input: content }, work)).result
        : await work();
      return messageOf(tx, messageId);
    });
  }

  /** A room's messages, newest first, with the cursor of the same snapshot. */
  async messages(viewer: Viewer, projectId: string, page: PageRequest): Promise<MessageConnection> {
    return this.parts.store.snapshot(async (reader) => {
      await this.parts.access.requireMember(reader, viewer, { operation: "roomMessages", projectId });
      const query = reader.select(Message, "message").where("message.projectId = :projectId", { projectId });
      const connection = await pageOf(query, page, {
        columns: ["message.postedAt", "message.id"],
        direction: "DESC",
        keyOf: (message) => [message.postedAt.toISOString(), message.id],
      });
      return { ...connection, roomCursor: await this.parts.events.cursor(reader, projectId) };
    });
  }

  /** A message in one of its wordings, for events that name it. */
  async message(context: RequestContext, messageId: string, version: number): Promise<Message> {
    const loader = loaderOf(context, "messages", {
      read: (ids) => this.parts.store.read((reader) => reader.find(Message, { where: { id: In([...ids]) } })),
      keyOf: ({ id }) => id,
    });
    const message = await loader.load(messageId);
    if (message === null) throw new Error(`The log names the message ${messageId}, which is gone.`);
    return { ...message, version };
  }

  /** The words of a message in the wording that `message` names. */
  async text(context: RequestContext, { id, version }: Pick<Message, "id" | "version">): Promise<string> {
    const loader = loaderOf(context, "messageVersions", {
      read: (keys) => this.#versions(keys),
      keyOf: (row) => versionKey(row.messageId, row.version),
    });
    const row = await loader.load(versionKey(id, version));
    if (row === null) throw new Error(`The message ${id} has no wording ${version}.`);
    return row.text;
  }

  #versions(keys: readonly string[]): Promise<MessageVersion[]> {
    return this.parts.store.read((reader) =>
      reader.find(MessageVersion, { where: { messageId: In(idsOf(keys)) } }),
    );
  }

  async #insert(
    tx: Transaction,
    viewer: Viewer,
    { projectId, text }: { readonly projectId: string; readonly text: string },
  ): Promise<{ messageId: string }> {
    const messageId = this.parts.ids.next("message");
    const authorId = accountIdOf(viewer);
    const postedAt = await tx.now();
    await tx.insert(Message, { id: messageId, projectId, authorId, postedAt, version: 1 });
    await tx.insert(MessageVersion, { messageId, version: 1, text, writtenAt: postedAt });
    tx.append({ projectId, kind: "MessagePosted", actorId: authorId, refs: { messageId, version: 1 } });
    return { messageId };
  }
}

async function messageOf(reader: Reader, id: string): Promise<Message> {
  const message = await reader.findOne(Message, { where: { id } });
  if (message === null) throw new Error(`The message ${id} is gone within its own unit.`);
  return message;
}
