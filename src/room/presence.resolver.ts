import { Arg, FieldResolver, ID, Resolver, Root, Subscription } from "type-graphql";
import { Person, personOf } from "../accounts/person.types";
import type { RequestContext } from "../core/context";
import type { PulledStream } from "../events/pulled-stream";
import { AccessEnded } from "../events/access-ended";
import type { PresenceService } from "./presence.service";
import { Presence } from "./presence.types";

interface PresenceArgs {
  readonly projectId: string;
}

async function streamOf(
  args: PresenceArgs,
  context: RequestContext,
): Promise<PulledStream<Presence | AccessEnded>> {
  return context.resolverOf(PresenceResolver).open(args, context);
}

@Resolver(() => Presence)
export class PresenceResolver {
  constructor(private readonly presences: PresenceService) {}

  /** Opens the stream behind `presence`. */
  open(
    { projectId }: PresenceArgs,
    { viewer }: RequestContext,
  ): Promise<PulledStream<Presence | AccessEnded>> {
    return this.presences.stream(viewer, projectId);
  }

  @Subscription(() => Presence, {
    description: "Who is in the room: all of them at once, then every change. Whoever listens is here.",
    subscribe: ({ args, context }) => streamOf(args as PresenceArgs, context as RequestContext),
  })
  presence(
    @Arg("projectId", () => ID, { description: "Whose room." }) _projectId: string,
    @Root() presence: Presence | AccessEnded,
  ): Presence {
    if (presence instanceof AccessEnded) throw presence.error;
    return presence;
  }

  @FieldResolver(() => [Person], { description: "Everybody who is here, by account id." })
  present(@Root() { presentIds }: Presence): Person[] {
    return presentIds.map((accountId) => personOf(accountId));
  }

  @FieldResolver(() => [Person], { description: "Who came since the last time; nobody the first time." })
  joined(@Root() { joinedIds }: Presence): Person[] {
    return joinedIds.map((accountId) => personOf(accountId));
  }

  @FieldResolver(() => [Person], { description: "Who went since the last time." })
  left(@Root() { leftIds }: Presence): Person[] {
    return leftIds.map((accountId) => personOf(accountId));
  }
}
