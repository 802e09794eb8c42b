import { Arg, Ctx, ID, Query, Resolver } from "type-graphql";
import type { RequestContext } from "../core/context";
import { Node } from "../core/node.types";
import type { NodesService } from "./nodes.service";

@Resolver()
export class NodesResolver {
  constructor(private readonly nodes: NodesService) {}

  @Query(() => Node, {
    nullable: true,
    description:
      "Anything by its id. What is not there and what one may not see are refused alike, by NOT_FOUND.",
  })
  node(
    @Arg("id", () => ID, { description: "The id, at most 40 characters." }) id: string,
    @Ctx() { viewer }: RequestContext,
  ): Promise<Node> {
    return this.nodes.node(viewer, id);
  }
}
