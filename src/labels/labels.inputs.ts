import {
  ArrayMaxSize,
  IsBoolean,
  IsInt,
  IsNumber,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from "class-validator";
import { Field, Float, ID, InputType, Int } from "type-graphql";
import { StorableText } from "../core/inputs";
import { KeyedInput } from "../core/key.inputs";
import { maxDemonstrationLength } from "./label-content";

const daySeconds = 86_400;

@InputType({ description: "An answer to a field of the task's form." })
export class AnswerInput {
  @Field(() => String, { description: "The field's key." })
  @StorableText({ min: 1, max: 64 })
  field: string;

  @Field(() => ID, {
    nullable: true,
    description: "The completion it is about; absent for a field of the prompt.",
  })
  @IsOptional()
  @IsString()
  @MaxLength(40)
  completionId?: string | null;

  @Field(() => String, {
    nullable: true,
    description: "YES, NO, NOT_APPLICABLE, a choice's value or a text.",
  })
  @IsOptional()
  @IsString()
  answer?: string | null;

  @Field(() => Int, { nullable: true, description: "The number on a scale." })
  @IsOptional()
  @IsInt()
  score?: number | null;
}

@InputType({ description: "The rank of a completion." })
export class RankInput {
  @Field(() => ID, { description: "The completion." })
  @IsString()
  @MaxLength(40)
  completionId: string;

  @Field(() => Int, {
    description: "From 1 (best) to K; equal ranks are ties, welcome where quality is alike.",
  })
  @IsInt()
  rank: number;
}

/** What every submission carries beside its content. */
@InputType()
export abstract class SubmissionInput extends KeyedInput {
  @Field(() => Int, { description: "The guideline version that was on the screen." })
  @IsInt()
  @Min(0)
  guidelineVersion: number;

  @Field(() => [AnswerInput], {
    defaultValue: [],
    description: "Answers to the form's fields, at most 2,000.",
  })
  @ArrayMaxSize(2000)
  @ValidateNested({ each: true })
  answers: AnswerInput[];

  @Field(() => String, {
    nullable: true,
    description: "A note for the researchers, at most 5,000 characters.",
  })
  @IsOptional()
  @StorableText({ max: 5000 })
  note?: string | null;

  @Field(() => Float, {
    defaultValue: 0,
    description: "Seconds at work on it (focus, idle cut), at most a day.",
  })
  @IsNumber()
  @Min(0)
  @Max(daySeconds)
  activeSeconds: number;

  @Field(() => Float, {
    defaultValue: 0,
    description: "Seconds from opening to submitting, at most 30 days.",
  })
  @IsNumber()
  @Min(0)
  @Max(30 * daySeconds)
  wallSeconds: number;
}

/** What a first submission carries beside. */
@InputType()
export abstract class NewSubmissionInput extends SubmissionInput {
  @Field(() => ID, { description: "The assignment." })
  @IsString()
  @MaxLength(40)
  assignmentId: string;

  @Field(() => Int, {
    nullable: true,
    description:
      "The draft's revision that was on the screen; with it, a stale screen can't overwrite newer work.",
  })
  @IsOptional()
  @IsInt()
  @Min(0)
  draftRevision?: number | null;
}

@InputType({ description: "A demonstration: the labeler's own ideal answer." })
export class SubmitDemonstrationInput extends NewSubmissionInput {
  @Field(() => String, { description: "The answer, exactly as it shall be learnt; 1 to 200,000 characters." })
  @StorableText({ max: maxDemonstrationLength })
  text: string;
}

@InputType({ description: "A ranking: the answers for each completion and the order of all." })
export class SubmitRankingInput extends NewSubmissionInput {
  @Field(() => [RankInput], { description: "Each completion once." })
  @ArrayMaxSize(9)
  @ValidateNested({ each: true })
  ranks: RankInput[];

  @Field(() => Boolean, { defaultValue: false, description: "No completion is acceptable." })
  @IsBoolean()
  noneAcceptable: boolean;
}

@InputType({ description: "Answers to the form of a task that asks for nothing else (ANNOTATE, RATE)." })
export class SubmitAnnotationInput extends NewSubmissionInput {}

@InputType({
  description: "A new version of one's own label, whole: what is absent is not kept from the old one.",
})
export class ReviseLabelInput extends SubmissionInput {
  @Field(() => ID, { description: "The label." })
  @IsString()
  @MaxLength(40)
  labelId: string;

  @Field(() => String, { nullable: true, description: "DEMONSTRATE: the answer." })
  @IsOptional()
  @StorableText({ max: maxDemonstrationLength })
  text?: string | null;

  @Field(() => [RankInput], { defaultValue: [], description: "RANK: each completion once." })
  @ArrayMaxSize(9)
  @ValidateNested({ each: true })
  ranks: RankInput[];

  @Field(() => Boolean, { defaultValue: false, description: "RANK: no completion is acceptable." })
  @IsBoolean()
  noneAcceptable: boolean;
}
