import { IsBoolean, IsIn, IsInt, IsOptional, IsString, Max, MaxLength, Min } from "class-validator";
import { Field, ID, InputType, Int } from "type-graphql";
import { StorableText } from "../core/inputs";
import { OptionallyKeyedInput } from "../core/key.inputs";
import { defaultParameters } from "./decide";
import { personalDataWords, reasonWords, splitWords, stepWords } from "./prompt-outcome.entity";
import type { PersonalDataType } from "./recognizers/recognizer";
import type { DropReason, PreparationStep, Split } from "./steps";

/** The largest number of a GraphQL Int. */
const largestInt = 2_147_483_647;
const { minPrefix, userCap, organizationCap } = defaultParameters;

@InputType({ description: "What to prepare, and by which bounds." })
export class PreparePromptsInput extends OptionallyKeyedInput {
  @Field(() => ID, { description: "The project." })
  @IsString()
  @MaxLength(40)
  projectId: string;

  @Field(() => Int, {
    nullable: true,
    description:
      "Seeds the choice within the caps and new splits, 0 or more; absent: the project's own seed.",
  })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(largestInt)
  seed?: number | null;

  @Field(() => Int, {
    defaultValue: minPrefix,
    description: "How many code points duplicates share, 1 to 100,000.",
  })
  @IsInt()
  @Min(1)
  @Max(100_000)
  minPrefix: number = minPrefix;

  @Field(() => Int, { defaultValue: userCap, description: "How many prompts of one user stay, 1 or more." })
  @IsInt()
  @Min(1)
  @Max(largestInt)
  userCap: number = userCap;

  @Field(() => Int, {
    defaultValue: organizationCap,
    description: "How many prompts of one organization stay, 1 or more.",
  })
  @IsInt()
  @Min(1)
  @Max(largestInt)
  organizationCap: number = organizationCap;
}

@InputType({ description: "Which outcomes a list holds; what is absent doesn't matter." })
export class OutcomeFilterInput {
  @Field(() => stepWords, { nullable: true, description: "Dropped by this step." })
  @IsOptional()
  @IsIn(Object.values(stepWords))
  step?: PreparationStep | null;

  @Field(() => reasonWords, { nullable: true, description: "Dropped for this reason." })
  @IsOptional()
  @IsIn(Object.values(reasonWords))
  reason?: DropReason | null;

  @Field(() => splitWords, { nullable: true, description: "Of this split." })
  @IsOptional()
  @IsIn(Object.values(splitWords))
  split?: Split | null;

  @Field(() => Boolean, { nullable: true, description: "Kept, or dropped." })
  @IsOptional()
  @IsBoolean()
  isKept?: boolean | null;
}

@InputType({
  description:
    "Finds of the current run that are no personal data: all of a prompt, or those that agree with what is given.",
})
export class OverrulePersonalDataInput {
  @Field(() => ID, { description: "The project." })
  @IsString()
  @MaxLength(40)
  projectId: string;

  @Field(() => ID, { description: "The prompt." })
  @IsString()
  @MaxLength(40)
  promptId: string;

  @Field(() => personalDataWords, { nullable: true, description: "Only finds of this kind." })
  @IsOptional()
  @IsIn(Object.values(personalDataWords))
  type?: PersonalDataType | null;

  @Field(() => Int, { nullable: true, description: "Only finds that begin here." })
  @IsOptional()
  @IsInt()
  @Min(0)
  start?: number | null;

  @Field(() => Int, { nullable: true, description: "Only finds that end here." })
  @IsOptional()
  @IsInt()
  @Min(0)
  end?: number | null;

  @Field(() => Int, { nullable: true, description: "Only finds in the earlier turn of this number, from 0." })
  @IsOptional()
  @IsInt()
  @Min(0)
  turn?: number | null;

  @Field(() => String, { description: "Why it is no personal data, 1 to 1,000 characters." })
  @StorableText({ min: 1, max: 1000 })
  reason: string;
}
