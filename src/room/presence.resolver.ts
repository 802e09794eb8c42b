import { Arg, Ctx, FieldResolver, ID, Resolver, Root, Subscription } from "type-graphql";
import type { PeopleService } from "../accounts/people.service";
import { Person } from "../accounts/person.types";
import type { RequestContext } from "../core/context";
import type { PulledStream } from "../events/pulled-stream";
import { AccessEnded, type PresenceService } from "./presence.service";
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
  constructor(
    private readonly presences: PresenceService,
    private readonly people: PeopleService,
  ) {}

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
  present(@Root() { presentIds }: Presence, @Ctx() context: RequestContext): Promise<Person[]> {
    return this.#named(context, presentIds);
  }

  @FieldResolver(() => [Person], { description: "Who came since the last time; nobody the first time." })
  joined(@Root() { joinedIds }: Presence, @Ctx() context: RequestContext): Promise<Person[]> {
    return this.#named(context, joinedIds);
  }

  @FieldResolver(() => [Person], { description: "Who went since the last time." })
  left(@Root() { leftIds }: Presence, @Ctx() context: RequestContext): Promise<Person[]> {
    return this.#named(context, leftIds);
  }

  async #named(context: RequestContext, accountIds: readonly string[]): Promise<Person[]> {
    const people = await Promise.all(accountIds.map((accountId) => this.people.person(context, accountId)));
    return people.filter((person) => person !== null);
  }
}
