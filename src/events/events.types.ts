import { Field, ID, InterfaceType, Int, ObjectType } from "type-graphql";
import type { Connection, Edge } from "../core/paging.types";
import { PageInfo } from "../core/paging.types";

/** Ids and versions that an event names; each kind knows its own. */
export type EventRefs = Readonly<Record<string, string | number | null>>;

/**
 * Something that everybody in the room should hear of. The kinds are declared by the folders that emit them;
 * this folder knows none.
 */
@InterfaceType({
  description: "Something that everybody in the room should hear of, in the order of the log.",
  resolveType: (event: RoomEvent) => event.kind,
})
export abstract class RoomEvent {
  @Field(() => Int, { description: "The event's number in its room: from 1, without gaps." })
  sequence: number;

  @Field(() => String, { description: "Opaque place in the log; `roomEvents(after:)` goes on behind it." })
  cursor: string;

  @Field(() => Date, { description: "When it was committed, by the database's clock." })
  at: Date;

  @Field(() => ID, { description: "The project whose room it is." })
  projectId: string;

  @Field(() => ID, { nullable: true, description: "The account that did it; null for the local operator." })
  actorId: string | null;

  /** The name of the type that implements this. */
  kind: string;

  refs: EventRefs;
}

@ObjectType({ simpleResolvers: true, description: "An event of a room's history, with its cursor." })
export class RoomEventEdge implements Edge<RoomEvent> {
  @Field(() => RoomEvent, { description: "The event." })
  node: RoomEvent;

  @Field(() => String, { description: "The same cursor that `roomEvents` takes as `after`." })
  cursor: string;
}

@ObjectType({ simpleResolvers: true, description: "A page of a room's history." })
export class RoomEventConnection implements Connection<RoomEvent> {
  @Field(() => [RoomEventEdge], { description: "Events in the order of the log." })
  edges: RoomEventEdge[];

  @Field(() => PageInfo, { description: "Where the page lies." })
  pageInfo: PageInfo;
}
