import { Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import type { RequestContext } from "../core/context";
import { EdgeCaseAnswer } from "./edge-case-answer.entity";
import type { EdgeCaseTextsService } from "./edge-case-texts.service";
import { EdgeCase } from "./edge-case.entity";
import { Message } from "./message.entity";
import type { MessagesService } from "./messages.service";
import { EdgeCaseAnswered, EdgeCaseAsked, MessagePosted } from "./room.events";

const asOfNow = "its state and answers are those of now";

@Resolver(() => MessagePosted)
export class MessagePostedResolver {
  constructor(private readonly messages: MessagesService) {}

  @FieldResolver(() => Message, { description: "The message, in the wording that was posted." })
  message(@Root() { refs }: MessagePosted, @Ctx() context: RequestContext): Promise<Message> {
    return this.messages.message(context, String(refs.messageId), Number(refs.version));
  }
}

@Resolver(() => EdgeCaseAsked)
export class EdgeCaseAskedResolver {
  constructor(private readonly texts: EdgeCaseTextsService) {}

  @FieldResolver(() => EdgeCase, { description: `The question, in the wording that was asked; ${asOfNow}.` })
  edgeCase(@Root() { refs }: EdgeCaseAsked, @Ctx() context: RequestContext): Promise<EdgeCase> {
    return this.texts.edgeCase(context, String(refs.edgeCaseId), Number(refs.version));
  }
}

@Resolver(() => EdgeCaseAnswered)
export class EdgeCaseAnsweredResolver {
  constructor(private readonly texts: EdgeCaseTextsService) {}

  @FieldResolver(() => EdgeCase, { description: `The question that was answered; ${asOfNow}.` })
  edgeCase(@Root() { refs }: EdgeCaseAnswered, @Ctx() context: RequestContext): Promise<EdgeCase> {
    return this.texts.edgeCase(context, String(refs.edgeCaseId));
  }

  @FieldResolver(() => EdgeCaseAnswer, { description: "The answer, in the wording that was given." })
  answer(@Root() { refs }: EdgeCaseAnswered, @Ctx() context: RequestContext): Promise<EdgeCaseAnswer> {
    return this.texts.answer(context, String(refs.answerId), Number(refs.version));
  }
}
