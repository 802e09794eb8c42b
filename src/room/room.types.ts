import { Field, ObjectType, type ClassType } from "type-graphql";
import { connectionOf, type Connection } from "../core/paging.types";
import { EdgeCaseAnswer } from "./edge-case-answer.entity";
import { EdgeCase } from "./edge-case.entity";
import { Message } from "./message.entity";

/** A page that fills a view of the room, and the place in the log that it stands at. */
export interface RoomPage<T> extends Connection<T> {
  readonly roomCursor: string;
}

/** A connection's type with the cursor of its snapshot: `roomEvents(after:)` goes on without gap or repeat. */
function roomPageOf<T extends object>(nodeType: ClassType<T>, name: string): ClassType<RoomPage<T>> {
  const page = connectionOf(nodeType, name) as ClassType<RoomPage<T>>;
  const cursorField = Field(() => String, {
    description: "The room's cursor in the same snapshot: give it to `roomEvents` as `after`.",
  });
  cursorField(page.prototype as object, "roomCursor");
  return page;
}

export const MessageConnection = roomPageOf(Message, "Message");
export type MessageConnection = RoomPage<Message>;

export const EdgeCaseConnection = roomPageOf(EdgeCase, "EdgeCase");
export type EdgeCaseConnection = RoomPage<EdgeCase>;

@ObjectType({ simpleResolvers: true, description: "A message that was posted." })
export class PostMessagePayload {
  @Field(() => Message, { description: "The message." })
  message: Message;
}

@ObjectType({ simpleResolvers: true, description: "A question that was asked." })
export class AskEdgeCasePayload {
  @Field(() => EdgeCase, { description: "The question." })
  edgeCase: EdgeCase;
}

@ObjectType({ simpleResolvers: true, description: "A question that was answered." })
export class AnswerEdgeCasePayload {
  @Field(() => EdgeCase, { description: "The question in its new state." })
  edgeCase: EdgeCase;

  @Field(() => EdgeCaseAnswer, { description: "The answer." })
  answer: EdgeCaseAnswer;
}
