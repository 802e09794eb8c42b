import { Field, ID, ObjectType, registerEnumType } from "type-graphql";
import { Entity, Index } from "typeorm";
import {
  CountColumn,
  FlagColumn,
  IdColumn,
  JsonColumn,
  KeyColumn,
  RefColumn,
  TextColumn,
  TimeColumn,
  WordColumn,
} from "../core/database/columns";
import { Node } from "../core/node.types";
import { Project } from "../projects/project.entity";
import type { PromptTurn } from "./prompt-rows";

/** Who wrote a prompt. */
export enum PromptSource {
  CUSTOMER = "CUSTOMER",
  LABELER = "LABELER",
}

/** What a prompt is made of. */
export enum PromptKind {
  PLAIN = "PLAIN",
  FEW_SHOT = "FEW_SHOT",
  USER_BASED = "USER_BASED",
}

/** Where a customer typed a prompt. */
export enum PromptChannel {
  PLAYGROUND = "PLAYGROUND",
  API = "API",
}

/** The ten use cases of the InstructGPT paper (table 1). */
export enum UseCase {
  GENERATION = "GENERATION",
  OPEN_QA = "OPEN_QA",
  BRAINSTORMING = "BRAINSTORMING",
  CHAT = "CHAT",
  REWRITE = "REWRITE",
  SUMMARIZATION = "SUMMARIZATION",
  CLASSIFICATION = "CLASSIFICATION",
  OTHER = "OTHER",
  CLOSED_QA = "CLOSED_QA",
  EXTRACT = "EXTRACT",
}

registerEnumType(PromptSource, {
  name: "PromptSource",
  description: "Who wrote a prompt.",
  valuesConfig: {
    CUSTOMER: { description: "A customer of the team." },
    LABELER: { description: "A labeler, for the data set." },
  },
});
registerEnumType(PromptKind, {
  name: "PromptKind",
  description: "What a prompt is made of.",
  valuesConfig: {
    PLAIN: { description: "A text." },
    FEW_SHOT: { description: "One instruction and several query/response examples." },
    USER_BASED: { description: "A text written for a use case or brief." },
  },
});
registerEnumType(PromptChannel, {
  name: "PromptChannel",
  description: "Where a customer typed a prompt.",
  valuesConfig: {
    PLAYGROUND: {
      description: "In the playground, where consent is asked for; only these pass preparation.",
    },
    API: { description: "Production traffic." },
  },
});
registerEnumType(UseCase, {
  name: "UseCase",
  description: "The ten use cases of the InstructGPT paper (table 1).",
  valuesConfig: {
    GENERATION: { description: "Writes something new: a story, a letter, a list." },
    OPEN_QA: { description: "Answers a question from what the model knows." },
    BRAINSTORMING: { description: "Finds ideas." },
    CHAT: { description: "Goes on with a conversation." },
    REWRITE: { description: "Says a given text in another way." },
    SUMMARIZATION: { description: "Makes a given text short." },
    CLASSIFICATION: { description: "Sorts what is given into classes." },
    OTHER: { description: "None of the others." },
    CLOSED_QA: { description: "Answers a question from a given text." },
    EXTRACT: { description: "Takes given things out of a text." },
  },
});

/** What somebody asks of a model. Holds nothing derived: language, tokens, split and drops belong to runs. */
@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description: "What somebody asks of a model. Language, tokens, split and drops belong to preparation runs.",
})
@Entity("prompts")
@Index(["projectId", "sequence"])
@Index(["projectId", "externalUserId"])
@Index(["importId"])
export class Prompt extends Node {
  @IdColumn()
  override id: string;

  @Field(() => ID, { description: "The project it belongs to." })
  @RefColumn(() => Project)
  projectId: string;

  /** The import that brought it; it is visible when that is done. Null where a labeler wrote it here. */
  @KeyColumn(40, { nullable: true })
  importId: string | null;

  /** Rises from import to import and through a file: who came first where `submittedAt` does not say. */
  @CountColumn()
  sequence: number;

  @Field(() => PromptSource, { description: "Who wrote it." })
  @WordColumn(16)
  source: PromptSource;

  @Field(() => PromptKind, { description: "What it is made of." })
  @WordColumn(16)
  kind: PromptKind;

  /** The text exactly as it came; empty for FEW_SHOT, whose text is made of its parts. */
  @TextColumn()
  storedText: string;

  @Field(() => String, { nullable: true, description: "FEW_SHOT: the instruction; null else." })
  @TextColumn({ nullable: true })
  instruction: string | null;

  @Field(() => String, {
    nullable: true,
    description: "FEW_SHOT: the query whose answer is asked for, where there is one.",
  })
  @TextColumn({ nullable: true })
  openQuery: string | null;

  @JsonColumn()
  context: PromptTurn[];

  @Field(() => String, { nullable: true, description: "The id that the file gave it." })
  @KeyColumn(200, { nullable: true })
  externalId: string | null;

  @Field(() => ID, { nullable: true, description: "The customer's user; drives cap and split." })
  @KeyColumn(200, { nullable: true })
  externalUserId: string | null;

  @Field(() => ID, { nullable: true, description: "The customer's organization; drives cap and split." })
  @KeyColumn(200, { nullable: true })
  organizationId: string | null;

  @Field(() => PromptChannel, { nullable: true, description: "Where the customer typed it." })
  @WordColumn(16, { nullable: true })
  channel: PromptChannel | null;

  @Field(() => Boolean, { description: "Whether its customer agreed that it may be used to train." })
  @FlagColumn()
  consent: boolean;

  @Field(() => Date, { nullable: true, description: "When it was typed." })
  @TimeColumn({ nullable: true })
  submittedAt: Date | null;

  @Field(() => UseCase, {
    nullable: true,
    description: "The use case its file says; labels may say otherwise.",
  })
  @WordColumn(32, { nullable: true })
  useCase: UseCase | null;

  @Field(() => String, {
    nullable: true,
    description: "USER_BASED: the brief or use case it was written for.",
  })
  @TextColumn({ nullable: true })
  namedUseCase: string | null;

  @Field(() => String, {
    nullable: true,
    description: "The language its file says (BCP 47); runs detect their own.",
  })
  @WordColumn(100, { nullable: true })
  declaredLanguage: string | null;

  @Field(() => String, { nullable: true, description: "SPDX id or words." })
  @TextColumn({ nullable: true })
  license: string | null;

  /** The labeler who wrote it here. */
  @KeyColumn(40, { nullable: true })
  authorId: string | null;

  /** SHA-256 of all it says but its external id. */
  @KeyColumn(64)
  contentHash: string;

  @Field(() => Date, { description: "When it was stored." })
  @TimeColumn()
  createdAt: Date;
}
