import {
  ArrayMaxSize,
  IsEnum,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from "class-validator";
import { Field, ID, InputType, Int } from "type-graphql";
import { StorableText } from "../core/inputs";
import { OptionallyKeyedInput } from "../core/key.inputs";
import { splitWords } from "../preparation/prompt-outcome.entity";
import { PromptKind, PromptSource, UseCase } from "../prompts/prompt.entity";
import type { FewShotWishes, ReleaseWishes } from "./release-parameters";
import { releaseKindWords } from "./release.entity";
import {
  constructionWords,
  labelChoiceWords,
  marginWords,
  pseudonymWords,
  viewWords,
  weightingWords,
} from "./releases.types";
import type {
  LabelChoice,
  MarginRule,
  ReleaseKind,
  ReleaseSplit,
  ReleaseView,
  Weighting,
} from "./row-inputs";
import type { PseudonymScope } from "./pseudonyms";

/** The largest number of a GraphQL Int. */
const largestInt = 2_147_483_647;

@InputType({ description: "Which prompts a release may hold; what is absent doesn't restrict." })
export class ReleaseFilterInput {
  @Field(() => [UseCase], { nullable: true, description: "Of these use cases." })
  @IsOptional()
  @ArrayMaxSize(100)
  @IsEnum(UseCase, { each: true })
  useCases?: UseCase[] | null;

  @Field(() => [String], { nullable: true, description: "In these languages (BCP 47), at most 100." })
  @IsOptional()
  @ArrayMaxSize(100)
  @Matches(/^[A-Za-z0-9-]{1,16}$/, { each: true, message: "Give BCP 47 tags." })
  languages?: string[] | null;

  @Field(() => [PromptSource], {
    nullable: true,
    description: "By who wrote them; absent for PPO: customers.",
  })
  @IsOptional()
  @ArrayMaxSize(100)
  @IsEnum(PromptSource, { each: true })
  sources?: PromptSource[] | null;

  @Field(() => [PromptKind], { nullable: true, description: "By what they are made of." })
  @IsOptional()
  @ArrayMaxSize(100)
  @IsEnum(PromptKind, { each: true })
  kinds?: PromptKind[] | null;

  @Field(() => [splitWords], { nullable: true, description: "Of these splits." })
  @IsOptional()
  @ArrayMaxSize(100)
  @IsIn(Object.values(splitWords), { each: true })
  splits?: ReleaseSplit[] | null;
}

@InputType({ description: "The plain view." })
export class PlainViewInput {
  @Field(() => String, { description: "What stands behind each prompt, at most 100 characters." })
  @StorableText({ max: 100 })
  promptSuffix: string;
}

@InputType({ description: "How rows of few-shot prompts are built." })
export class FewShotInput implements FewShotWishes {
  @Field(() => constructionWords, { description: "How." })
  @IsIn(Object.values(constructionWords))
  construction: FewShotWishes["construction"];

  @Field(() => Int, { nullable: true, description: "SAMPLED_SETS: how many sets, 1 to 100; absent: 4." })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(100)
  sets?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: "SAMPLED_SETS: of how many examples, 1 to 100; absent: 3.",
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(100)
  shown?: number | null;
}

@InputType({ description: "What to release, and how its rows are shaped." })
export class CreateReleaseInput extends OptionallyKeyedInput implements ReleaseWishes {
  @Field(() => ID, { description: "The project." })
  @IsString()
  @MaxLength(40)
  projectId: string;

  @Field(() => releaseKindWords, { description: "What it is for." })
  @IsIn(Object.values(releaseKindWords))
  kind: ReleaseKind;

  @Field(() => String, {
    description: "The name of the folder, 1 to 64 of a-z, 0-9 and single - between them.",
  })
  @Matches(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, { message: "Give a-z, 0-9 and single - between them." })
  @MaxLength(64)
  name: string;

  @Field(() => ReleaseFilterInput, {
    nullable: true,
    description: "Which prompts; absent: all that were kept.",
  })
  @IsOptional()
  @ValidateNested()
  filter?: ReleaseFilterInput | null;

  @Field(() => Int, {
    defaultValue: 0,
    description: "Seeds the sampled sets of few-shot prompts, 0 or more.",
  })
  @IsInt()
  @Min(0)
  @Max(largestInt)
  seed: number = 0;

  @Field(() => labelChoiceWords, { nullable: true, description: "Which labels give rows; absent: EACH." })
  @IsOptional()
  @IsIn(Object.values(labelChoiceWords))
  labels?: LabelChoice | null;

  @Field(() => weightingWords, {
    nullable: true,
    description: "What weights sum to 1 over; absent: NONE for SFT, PER_RANKING for RM.",
  })
  @IsOptional()
  @IsIn(Object.values(weightingWords))
  weighting?: Weighting | null;

  @Field(() => marginWords, {
    nullable: true,
    description:
      "RM: what `margin` is made of; absent: no such column. Reward trainers subtract it in the loss.",
  })
  @IsOptional()
  @IsIn(Object.values(marginWords))
  margin?: MarginRule | null;

  @Field(() => [viewWords], {
    nullable: true,
    description: "The extra shapes of the rows; absent: all of the kind.",
  })
  @IsOptional()
  @ArrayMaxSize(2)
  @IsIn(Object.values(viewWords), { each: true })
  views?: ReleaseView[] | null;

  @Field(() => PlainViewInput, {
    nullable: true,
    description: "The plain view; absent: a blank line behind prompts.",
  })
  @IsOptional()
  @ValidateNested()
  plain?: PlainViewInput | null;

  @Field(() => [ID], { description: "Leaves out the prompts of these releases, at most 50." })
  @ArrayMaxSize(50)
  @IsString({ each: true })
  @MaxLength(40, { each: true })
  disjointFrom: string[] = [];

  @Field(() => FewShotInput, {
    nullable: true,
    description: "SFT: rows of few-shot prompts; absent: leave-one-out.",
  })
  @IsOptional()
  @ValidateNested()
  fewShot?: FewShotInput | null;

  @Field(() => pseudonymWords, {
    defaultValue: "PROJECT",
    description: "Where a labeler's pseudonym stays the same.",
  })
  @IsIn(Object.values(pseudonymWords))
  pseudonyms: PseudonymScope = "PROJECT";

  @Field(() => String, { nullable: true, description: "What it is meant for, 1 to 2,000 characters." })
  @IsOptional()
  @StorableText({ min: 1, max: 2000 })
  note?: string | null;
}

@InputType({ description: "Who may read a release." })
export class GrantReleaseInput {
  @Field(() => ID, { description: "The release." })
  @IsString()
  @MaxLength(40)
  releaseId: string;

  @Field(() => ID, { description: "The account of a VIEWER of its project." })
  @IsString()
  @MaxLength(40)
  accountId: string;
}
