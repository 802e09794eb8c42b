import {
  ArrayMaxSize,
  IsBoolean,
  IsEnum,
  IsInt,
  IsNumber,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from "class-validator";
import { GraphQLJSONObject } from "graphql-scalars";
import { Field, Float, ID, InputType, Int } from "type-graphql";
import { StorableText } from "../core/inputs";
import { KeyedInput } from "../core/key.inputs";
import { PromptSource, UseCase } from "../prompts/prompt.entity";
import { SkipReason } from "./assignment.entity";
import { TaskKind, TaskState } from "./task.entity";

@InputType({ description: "Which prompts of the current run get a task; what is absent doesn't matter." })
export class TaskPromptFilterInput {
  @Field(() => [ID], { nullable: true, description: "Only these prompts, at most 1,000." })
  @IsOptional()
  @ArrayMaxSize(1000)
  @IsString({ each: true })
  @MaxLength(40, { each: true })
  promptIds?: string[] | null;

  @Field(() => PromptSource, { nullable: true, description: "By who wrote them." })
  @IsOptional()
  @IsEnum(PromptSource)
  source?: PromptSource | null;

  @Field(() => UseCase, { nullable: true, description: "By the use case their file says." })
  @IsOptional()
  @IsEnum(UseCase)
  useCase?: UseCase | null;

  @Field(() => String, { nullable: true, description: "By the detected language (BCP 47)." })
  @IsOptional()
  @StorableText({ min: 1, max: 100 })
  language?: string | null;
}

@InputType({ description: "Tasks to make, one a prompt." })
export class CreateTasksInput extends KeyedInput {
  @Field(() => ID, { description: "The project." })
  @IsString()
  @MaxLength(40)
  projectId: string;

  @Field(() => TaskKind, { description: "What they ask for." })
  @IsEnum(TaskKind)
  kind: TaskKind;

  @Field(() => String, { nullable: true, description: "RATE and RANK: the completion set to show." })
  @IsOptional()
  @StorableText({ min: 1, max: 200 })
  completionSet?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "The label form, by name, in its newest version; absent: none for DEMONSTRATE, else instructgpt-training.",
  })
  @IsOptional()
  @StorableText({ min: 1, max: 64 })
  form?: string | null;

  @Field(() => TaskPromptFilterInput, { nullable: true, description: "Which prompts of the current run." })
  @IsOptional()
  @ValidateNested()
  filter?: TaskPromptFilterInput | null;

  @Field(() => Int, { defaultValue: 10_000, description: "At most so many tasks, 1 to 10,000." })
  @IsInt()
  @Min(1)
  @Max(10_000)
  limit: number;

  @Field(() => Int, {
    nullable: true,
    description: "How many labelers a shared task wants, 1 to 40; absent: the project's.",
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(40)
  overlap?: number | null;

  @Field(() => Float, {
    nullable: true,
    description: "The share of shared tasks, 0 to 1; absent: the project's.",
  })
  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(1)
  overlapShare?: number | null;

  @Field(() => Int, { defaultValue: 0, description: "Seeds order, sharing and the choice of completions." })
  @IsInt()
  seed: number;

  @Field(() => Int, { defaultValue: 0, description: "Higher comes first, -100 to 100." })
  @IsInt()
  @Min(-100)
  @Max(100)
  priority: number;

  @Field(() => Boolean, { defaultValue: false, description: "Counts and makes nothing." })
  @IsBoolean()
  isDryRun: boolean;
}

@InputType({ description: "Which tasks a list holds." })
export class TaskFilterInput {
  @Field(() => TaskKind, { nullable: true, description: "By what they ask for." })
  @IsOptional()
  @IsEnum(TaskKind)
  kind?: TaskKind | null;

  @Field(() => TaskState, {
    nullable: true,
    description: "By where they stand; DESK: the researchers' desk.",
  })
  @IsOptional()
  @IsEnum(TaskState)
  state?: TaskState | null;
}

@InputType({ description: "A task for whoever asks." })
export class ClaimTaskInput {
  @Field(() => ID, { description: "The project." })
  @IsString()
  @MaxLength(40)
  projectId: string;

  @Field(() => [TaskKind], { nullable: true, description: "Only of these kinds; absent: any." })
  @IsOptional()
  @ArrayMaxSize(10)
  @IsEnum(TaskKind, { each: true })
  kinds?: TaskKind[] | null;
}

@InputType({ description: "One's own assignment." })
export class AssignmentInput {
  @Field(() => ID, { description: "The assignment." })
  @IsString()
  @MaxLength(40)
  assignmentId: string;
}

@InputType({ description: "Unfinished work to keep." })
export class SaveDraftInput {
  @Field(() => ID, { description: "The assignment." })
  @IsString()
  @MaxLength(40)
  assignmentId: string;

  @Field(() => Int, { description: "The revision that this save goes on from; 0 for the first." })
  @IsInt()
  @Min(0)
  revision: number;

  @Field(() => GraphQLJSONObject, {
    description: "What was typed so far, as the client likes it; at most 500,000 characters as JSON.",
  })
  content: Record<string, unknown>;
}

@InputType({ description: "A task passed on." })
export class SkipTaskInput {
  @Field(() => ID, { description: "The assignment." })
  @IsString()
  @MaxLength(40)
  assignmentId: string;

  @Field(() => SkipReason, { description: "Why." })
  @IsEnum(SkipReason)
  reason: SkipReason;

  @Field(() => String, {
    nullable: true,
    description: "A line for the researchers, at most 1,000 characters.",
  })
  @IsOptional()
  @StorableText({ max: 1000 })
  note?: string | null;
}

@InputType({ description: "A task that a researcher ends." })
export class CloseTaskInput {
  @Field(() => ID, { description: "The task." })
  @IsString()
  @MaxLength(40)
  taskId: string;
}
