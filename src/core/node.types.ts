import { Field, ID, InterfaceType } from "type-graphql";

/** Anything that has an id of its own and can be fetched by it. */
@InterfaceType({ description: "Anything that has an id of its own and can be fetched by it with `node`." })
export abstract class Node {
  @Field(() => ID, { description: "Opaque id; its prefix says the kind." })
  id: string;
}
