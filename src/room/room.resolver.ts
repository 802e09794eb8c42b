import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from "type-graphql";
import { Person, personOf } from "../accounts/person.types";
import type { RequestContext } from "../core/context";
import { PageArgs } from "../core/paging.types";
import { Message } from "./message.entity";
import type { MessagesService } from "./messages.service";
import { PostMessageInput } from "./room.inputs";
import { MessageConnection, PostMessagePayload } from "./room.types";

@Resolver(() => Message)
export class RoomResolver {
  constructor(private readonly messages: MessagesService) {}

  @Query(() => MessageConnection, {
    description: "A room's messages, newest first, with the cursor of the same snapshot.",
  })
  roomMessages(
    @Arg("projectId", () => ID, { description: "Whose room." }) projectId: string,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() { viewer }: RequestContext,
  ): Promise<MessageConnection> {
    return this.messages.messages(viewer, projectId, page);
  }

  @Mutation(() => PostMessagePayload, { description: "Posts a message; everybody in the room hears of it." })
  async postMessage(
    @Arg("input", () => PostMessageInput, { description: "The message." }) input: PostMessageInput,
    @Ctx() { viewer }: RequestContext,
  ): Promise<PostMessagePayload> {
    return { message: await this.messages.post(viewer, input) };
  }

  @FieldResolver(() => String, { description: "What was said." })
  text(@Root() message: Message, @Ctx() context: RequestContext): Promise<string> {
    return this.messages.text(context, message);
  }

  @FieldResolver(() => Person, { nullable: true, description: "Who said it; null for the local operator." })
  author(@Root() message: Message): Person | null {
    return personOf(message.authorId);
  }
}
