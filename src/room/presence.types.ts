import { ObjectType } from "type-graphql";

/** Who is here, and what changed since the last time; people are named by field resolvers. */
@ObjectType({
  description:
    "Who is here: has an open subscription to the room. Never stored, and known to the server process one is connected to.",
})
export class Presence {
  presentIds: readonly string[];
  joinedIds: readonly string[];
  leftIds: readonly string[];
}
