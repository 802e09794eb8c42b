import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root, Subscription } from "type-graphql";
import { Person, personOf } from "../accounts/person.types";
import type { RequestContext } from "../core/context";
import { PageArgs } from "../core/paging.types";
import { AccessEnded } from "./access-ended";
import type { EventsService } from "./events.service";
import { RoomEvent, RoomEventConnection } from "./events.types";
import type { PulledStream } from "./pulled-stream";

interface RoomEventsArgs {
  readonly projectId: string;
  readonly after?: string | null;
}

async function streamOf(
  args: RoomEventsArgs,
  context: RequestContext,
): Promise<PulledStream<RoomEvent | AccessEnded>> {
  return context.resolverOf(EventsResolver).open(args, context);
}

@Resolver(() => RoomEvent)
export class EventsResolver {
  constructor(private readonly events: EventsService) {}

  /** Opens the stream behind `roomEvents`. */
  open(
    { projectId, after }: RoomEventsArgs,
    { viewer }: RequestContext,
  ): Promise<PulledStream<RoomEvent | AccessEnded>> {
    return this.events.stream(viewer, projectId, after ?? null);
  }

  @Query(() => RoomEventConnection, {
    description: "A room's log from the beginning, or after a cursor of `roomEvents`.",
  })
  roomHistory(
    @Arg("projectId", () => ID, { description: "Whose room." }) projectId: string,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() { viewer }: RequestContext,
  ): Promise<RoomEventConnection> {
    return this.events.history(viewer, projectId, page);
  }

  @Subscription(() => RoomEvent, {
    description:
      "Replays what lies after the cursor, then goes live: no gap, no repeat, in order. Without a cursor it starts now.",
    subscribe: ({ args, context }) => streamOf(args as RoomEventsArgs, context as RequestContext),
  })
  roomEvents(
    @Arg("projectId", () => ID, { description: "Whose room." }) _projectId: string,
    @Arg("after", () => String, { nullable: true, description: "A cursor of an event or of a view." })
    _after: string | null,
    @Root() event: RoomEvent | AccessEnded,
  ): RoomEvent {
    if (event instanceof AccessEnded) throw event.error;
    return event;
  }

  @FieldResolver(() => Person, { nullable: true, description: "Who did it; null for the local operator." })
  actor(@Root() event: RoomEvent): Person | null {
    return personOf(event.actorId);
  }
}
