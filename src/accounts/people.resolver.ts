import { Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import type { RequestContext } from "../core/context";
import { loaderOf } from "../core/loaders";
import type { PeopleService } from "./people.service";
import { Person } from "./person.types";

@Resolver(() => Person)
export class PeopleResolver {
  constructor(private readonly people: PeopleService) {}

  @FieldResolver(() => String, { description: "How the person is named in the room." })
  async displayName(@Root() { accountId }: Person, @Ctx() context: RequestContext): Promise<string> {
    const loader = loaderOf(context, "people", {
      read: (ids) => this.people.names(ids),
      keyOf: (name) => name.accountId,
    });
    return (await loader.load(accountId))?.displayName ?? "";
  }
}
