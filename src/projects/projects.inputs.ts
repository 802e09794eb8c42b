import {
  IsEnum,
  IsInt,
  IsNumber,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from "class-validator";
import { Field, Float, ID, InputType, Int } from "type-graphql";
import { StorableText } from "../core/inputs";
import { Cohort, Role } from "./membership.entity";
import { settingBounds } from "./settings";

@InputType({ description: "What a project decides for itself; what is absent stays as it is." })
export class ProjectSettingsInput {
  @Field(() => Int, { nullable: true, description: "How long a claim leases a place, 60 to 86,400 seconds." })
  @IsOptional()
  @IsInt()
  @Min(settingBounds.leaseSeconds.min)
  @Max(settingBounds.leaseSeconds.max)
  leaseSeconds?: number | null;

  @Field(() => Float, {
    nullable: true,
    description: "The share of tasks that want more than one labeler, 0 to 1.",
  })
  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(1)
  overlapShare?: number | null;

  @Field(() => Int, { nullable: true, description: "How many labelers such a task wants, 1 to 40." })
  @IsOptional()
  @IsInt()
  @Min(settingBounds.overlap.min)
  @Max(settingBounds.overlap.max)
  overlap?: number | null;

  @Field(() => Int, { nullable: true, description: "How many skips send a task to the desk, 1 to 40." })
  @IsOptional()
  @IsInt()
  @Min(settingBounds.skipLimit.min)
  @Max(settingBounds.skipLimit.max)
  skipLimit?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: "How long a submitted label may be revised, 0 to 720 hours.",
  })
  @IsOptional()
  @IsInt()
  @Min(settingBounds.revisionHours.min)
  @Max(settingBounds.revisionHours.max)
  revisionHours?: number | null;

  @Field(() => Int, { nullable: true, description: "The fewest completions in a ranking, 2 to 9." })
  @IsOptional()
  @IsInt()
  @Min(settingBounds.leastRanked.min)
  @Max(settingBounds.leastRanked.max)
  leastRanked?: number | null;

  @Field(() => Int, { nullable: true, description: "The most completions in a ranking, 2 to 9." })
  @IsOptional()
  @IsInt()
  @Min(settingBounds.mostRanked.min)
  @Max(settingBounds.mostRanked.max)
  mostRanked?: number | null;
}

@InputType({ description: "A new project." })
export class CreateProjectInput {
  @Field(() => String, { description: "Short name for addresses: 2 to 64 of a-z, 0-9 and -." })
  @Matches(/^[a-z0-9][a-z0-9-]{0,62}[a-z0-9]$/, {
    message: "Give 2 to 64 of a-z, 0-9 and -, not - at an end.",
  })
  slug: string;

  @Field(() => String, { description: "The project's name for people, 1 to 200 characters." })
  @StorableText({ min: 1, max: 200 })
  name: string;

  @Field(() => ProjectSettingsInput, { nullable: true, description: "What differs from the defaults." })
  @IsOptional()
  @ValidateNested()
  settings?: ProjectSettingsInput | null;
}

@InputType({ description: "What to change of a project." })
export class UpdateProjectInput {
  @Field(() => ID, { description: "The project." })
  @IsString()
  @MaxLength(40)
  projectId: string;

  @Field(() => String, { nullable: true, description: "A new name for people, 1 to 200 characters." })
  @IsOptional()
  @StorableText({ min: 1, max: 200 })
  name?: string | null;

  @Field(() => ProjectSettingsInput, { nullable: true, description: "Settings to change." })
  @IsOptional()
  @ValidateNested()
  settings?: ProjectSettingsInput | null;
}

@InputType({ description: "Who becomes a member, or gets another role or cohort." })
export class AddMemberInput {
  @Field(() => ID, { description: "The project." })
  @IsString()
  @MaxLength(40)
  projectId: string;

  @Field(() => String, { description: "The account's address." })
  @IsString()
  @MaxLength(254)
  email: string;

  @Field(() => Role, { description: "The one role in this project." })
  @IsEnum(Role)
  role: Role;

  @Field(() => Cohort, { nullable: true, description: "For labelers: TRAINING (default) or HELD_OUT." })
  @IsOptional()
  @IsEnum(Cohort)
  cohort?: Cohort | null;
}

@InputType({ description: "Who leaves a project." })
export class RemoveMemberInput {
  @Field(() => ID, { description: "The project." })
  @IsString()
  @MaxLength(40)
  projectId: string;

  @Field(() => ID, { description: "The account." })
  @IsString()
  @MaxLength(40)
  accountId: string;
}
