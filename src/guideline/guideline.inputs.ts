import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsEnum,
  IsInt,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
} from "class-validator";
import { Field, ID, InputType, Int } from "type-graphql";
import { StorableText } from "../core/inputs";
import { OptionallyKeyedInput } from "../core/key.inputs";
import { GuidelinePhase, Priority } from "./guideline.entity";

/** The largest number of a GraphQL Int. */
const largestInt = 2_147_483_647;
const priorityCount = Object.keys(Priority).length;
const everyPriorityOnce = { message: "Name HELPFUL, TRUTHFUL and HARMLESS, each once, the first one first." };

@InputType({ description: "The next version of a project's guideline." })
export class PublishGuidelineInput extends OptionallyKeyedInput {
  @Field(() => ID, { description: "The project." })
  @IsString()
  @MaxLength(40)
  projectId: string;

  @Field(() => String, { description: "The guideline in Markdown, 1 to 200,000 characters." })
  @StorableText({ min: 1, max: 200_000 })
  markdown: string;

  @Field(() => [Priority], { description: "HELPFUL, TRUTHFUL and HARMLESS, each once, the first one first." })
  @IsArray()
  @ArrayMinSize(priorityCount, everyPriorityOnce)
  @ArrayMaxSize(priorityCount, everyPriorityOnce)
  @ArrayUnique(everyPriorityOnce)
  @IsEnum(Priority, { each: true })
  priorities: Priority[];

  @Field(() => GuidelinePhase, { description: "What the labels made under it are for." })
  @IsEnum(GuidelinePhase)
  phase: GuidelinePhase;

  @Field(() => String, { description: "What changed and why, 1 to 2,000 characters." })
  @StorableText({ min: 1, max: 2000 })
  note: string;

  @Field(() => Boolean, {
    description: "Whether labelers must acknowledge it, or a later version, before their work is taken.",
  })
  @IsBoolean()
  requiresAcknowledgement: boolean;

  @Field(() => [ID], { nullable: true, description: "The edge-case questions that it settles, at most 100." })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(100)
  @ArrayUnique()
  @IsString({ each: true })
  @MaxLength(40, { each: true })
  foldsIn?: string[] | null;

  @Field(() => Int, {
    description:
      "The version it was written from, 0 for the first: CONFLICT where somebody published meanwhile.",
  })
  @IsInt()
  @Min(0)
  @Max(largestInt)
  expectedVersion: number;
}

@InputType({ description: "Which version somebody read and will work by." })
export class AcknowledgeGuidelineInput {
  @Field(() => ID, { description: "The project." })
  @IsString()
  @MaxLength(40)
  projectId: string;

  @Field(() => Int, { description: "The version." })
  @IsInt()
  @Min(1)
  @Max(largestInt)
  version: number;
}
