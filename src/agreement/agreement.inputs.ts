import { IsEnum, IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min } from "class-validator";
import { Field, ID, InputType, Int } from "type-graphql";
import { Cohort } from "../projects/membership.entity";
import { UseCase } from "../prompts/prompt.entity";
import { TaskKind } from "../tasks/task.entity";

/** The largest number of a GraphQL Int. */
const largestInt = 2_147_483_647;

@InputType({ description: "Which labels agreement is measured over; what is absent restricts nothing." })
export class AgreementFilterInput {
  @Field(() => TaskKind, { nullable: true, description: "Labels of tasks of this kind." })
  @IsOptional()
  @IsEnum(TaskKind)
  kind?: TaskKind | null;

  @Field(() => String, {
    nullable: true,
    description: "This field of the forms alone; rankings are left out.",
  })
  @IsOptional()
  @Matches(/^[a-z][a-z0-9_]{0,63}$/, { message: "Give the key of a field: 1 to 64 of a-z, 0-9 and _." })
  field?: string | null;

  @Field(() => String, { nullable: true, description: "Labels made with this form, in any version." })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  formName?: string | null;

  @Field(() => Cohort, { nullable: true, description: "Whose labels: TRAINING where it is absent." })
  @IsOptional()
  @IsEnum(Cohort)
  cohort?: Cohort | null;

  @Field(() => UseCase, { nullable: true, description: "Prompts of this use case, as their file said." })
  @IsOptional()
  @IsEnum(UseCase)
  useCase?: UseCase | null;

  @Field(() => Int, {
    nullable: true,
    description: "Labels whose last version was made under this guideline version.",
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(largestInt)
  guidelineVersion?: number | null;

  @Field(() => ID, { nullable: true, description: "Tasks made from this preparation run." })
  @IsOptional()
  @IsString()
  @MaxLength(40)
  runId?: string | null;
}
