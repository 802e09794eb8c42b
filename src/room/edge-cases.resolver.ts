import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from "type-graphql";
import { Person, personOf } from "../accounts/person.types";
import type { RequestContext } from "../core/context";
import { PageArgs } from "../core/paging.types";
import { EdgeCaseAnswer } from "./edge-case-answer.entity";
import { EdgeCaseState } from "./edge-case-state";
import type { EdgeCaseTextsService } from "./edge-case-texts.service";
import { EdgeCase } from "./edge-case.entity";
import type { EdgeCasesService } from "./edge-cases.service";
import { AnswerEdgeCaseInput, AskEdgeCaseInput } from "./room.inputs";
import { AnswerEdgeCasePayload, AskEdgeCasePayload, EdgeCaseConnection } from "./room.types";

@Resolver(() => EdgeCase)
export class EdgeCasesResolver {
  constructor(
    private readonly edgeCases: EdgeCasesService,
    private readonly texts: EdgeCaseTextsService,
  ) {}

  @Query(() => EdgeCaseConnection, {
    name: "edgeCases",
    description:
      "A project's edge-case questions, newest first, with the room's cursor of the same snapshot.",
  })
  edgeCaseList(
    @Arg("projectId", () => ID, { description: "Whose room." }) projectId: string,
    @Arg("state", () => EdgeCaseState, { nullable: true, description: "Only those that stand here." })
    state: EdgeCaseState | null,
    @Arg("promptId", () => ID, { nullable: true, description: "Only those about this prompt." })
    promptId: string | null,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() { viewer }: RequestContext,
  ): Promise<EdgeCaseConnection> {
    return this.edgeCases.list(viewer, { projectId, state, promptId }, page);
  }

  @Query(() => EdgeCase, { description: "One edge-case question." })
  edgeCase(
    @Arg("id", () => ID, { description: "The question." }) id: string,
    @Ctx() { viewer }: RequestContext,
  ): Promise<EdgeCase> {
    return this.edgeCases.edgeCase(viewer, id);
  }

  @Mutation(() => AskEdgeCasePayload, {
    description: "Asks what the guideline does not settle about a prompt; everybody in the room hears of it.",
  })
  async askEdgeCase(
    @Arg("input", () => AskEdgeCaseInput, { description: "The question." }) input: AskEdgeCaseInput,
    @Ctx() { viewer }: RequestContext,
  ): Promise<AskEdgeCasePayload> {
    return { edgeCase: await this.edgeCases.ask(viewer, input) };
  }

  @Mutation(() => AnswerEdgeCasePayload, {
    description: "Answers an edge-case question; further answers are kept in order.",
  })
  answerEdgeCase(
    @Arg("input", () => AnswerEdgeCaseInput, { description: "The answer." }) input: AnswerEdgeCaseInput,
    @Ctx() context: RequestContext,
  ): Promise<AnswerEdgeCasePayload> {
    // An earlier mutation of the same request may have loaded the answers of before.
    context.loaders.clear();
    return this.edgeCases.answer(context.viewer, input);
  }

  @FieldResolver(() => String, { description: "The question." })
  question(@Root() edgeCase: EdgeCase, @Ctx() context: RequestContext): Promise<string> {
    return this.texts.question(context, edgeCase);
  }

  @FieldResolver(() => Person, { nullable: true, description: "Who asked; null for the local operator." })
  askedBy(@Root() edgeCase: EdgeCase): Person | null {
    return personOf(edgeCase.askedById);
  }

  @FieldResolver(() => [EdgeCaseAnswer], { description: "The answers, in the order given." })
  answers(@Root() edgeCase: EdgeCase, @Ctx() context: RequestContext): Promise<EdgeCaseAnswer[]> {
    return this.texts.answers(context, edgeCase.id);
  }
}

@Resolver(() => EdgeCaseAnswer)
export class EdgeCaseAnswersResolver {
  constructor(private readonly texts: EdgeCaseTextsService) {}

  @FieldResolver(() => String, { description: "The answer." })
  text(@Root() answer: EdgeCaseAnswer, @Ctx() context: RequestContext): Promise<string> {
    return this.texts.answerText(context, answer);
  }

  @FieldResolver(() => Person, { nullable: true, description: "Who answered; null for the local operator." })
  answeredBy(@Root() answer: EdgeCaseAnswer): Person | null {
    return personOf(answer.answeredById);
  }
}
