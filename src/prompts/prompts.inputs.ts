import { ArrayMaxSize, IsEnum, IsOptional, IsString, MaxLength, ValidateNested } from "class-validator";
import { Field, ID, InputType } from "type-graphql";
import { StorableText } from "../core/inputs";
import { KeyedInput } from "../core/key.inputs";
import { ImportFormat } from "./prompts.types";
import { PromptKind, PromptSource, UseCase } from "./prompt.entity";

@InputType({ description: "Reads one column of the file under another name." })
export class ColumnRenameInput {
  @Field(() => String, { description: "The column that import knows." })
  @IsString()
  @MaxLength(64)
  column: string;

  @Field(() => String, { description: "The column of the file to read it from." })
  @IsString()
  @MaxLength(200)
  from: string;
}

@InputType({
  description:
    "Prompts to import, as the text of a file; the same file twice adds nothing. For more than fits in a request: `POST /imports/:project`.",
})
export class ImportPromptsInput {
  @Field(() => ID, { description: "The project." })
  @IsString()
  @MaxLength(40)
  projectId: string;

  @Field(() => String, { description: "The file's text; a request holds at most 1 MiB." })
  @IsString()
  @MaxLength(1_048_576)
  content: string;

  @Field(() => ImportFormat, {
    nullable: true,
    description: "How the text is to be read; absent: its beginning tells.",
  })
  @IsOptional()
  @IsEnum(ImportFormat)
  format?: ImportFormat | null;

  @Field(() => Boolean, {
    defaultValue: false,
    description: "Any rejected row or unknown column discards the whole import.",
  })
  isStrict: boolean;

  @Field(() => Boolean, { defaultValue: false, description: "Checks and stores nothing." })
  isDryRun: boolean;

  @Field(() => [ColumnRenameInput], {
    defaultValue: [],
    description: "Columns that the file names otherwise, at most 50.",
  })
  renames: ColumnRenameInput[];
}

@InputType({ description: "Which prompts a list holds; what is absent doesn't matter." })
export class PromptFilterInput {
  @Field(() => PromptSource, { nullable: true, description: "By who wrote them." })
  @IsOptional()
  @IsEnum(PromptSource)
  source?: PromptSource | null;

  @Field(() => PromptKind, { nullable: true, description: "By what they are made of." })
  @IsOptional()
  @IsEnum(PromptKind)
  kind?: PromptKind | null;

  @Field(() => UseCase, { nullable: true, description: "By the use case their file says." })
  @IsOptional()
  @IsEnum(UseCase)
  useCase?: UseCase | null;

  @Field(() => ID, { nullable: true, description: "By organization." })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  organizationId?: string | null;

  @Field(() => ID, { nullable: true, description: "By the customer's user." })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  externalUserId?: string | null;
}

@InputType({ description: "A pair of a few-shot prompt." })
export class PromptExampleInput {
  @Field(() => String, { description: "The query, 1 to 200,000 characters." })
  @StorableText({ min: 1, max: 200_000 })
  query: string;

  @Field(() => String, { description: "Its response, 1 to 200,000 characters." })
  @StorableText({ min: 1, max: 200_000 })
  response: string;
}

@InputType({ description: "A prompt that a labeler writes." })
export class WritePromptInput extends KeyedInput {
  @Field(() => ID, { description: "The project." })
  @IsString()
  @MaxLength(40)
  projectId: string;

  @Field(() => PromptKind, {
    description: "PLAIN: any task; USER_BASED: for a use case; FEW_SHOT: an instruction with examples.",
  })
  @IsEnum(PromptKind)
  kind: PromptKind;

  @Field(() => String, {
    nullable: true,
    description: "PLAIN and USER_BASED: the text, 1 to 200,000 characters.",
  })
  @IsOptional()
  @StorableText({ min: 1, max: 200_000 })
  text?: string | null;

  @Field(() => String, { nullable: true, description: "FEW_SHOT: the instruction, 1 to 200,000 characters." })
  @IsOptional()
  @StorableText({ min: 1, max: 200_000 })
  instruction?: string | null;

  @Field(() => [PromptExampleInput], { defaultValue: [], description: "FEW_SHOT: 1 to 100 examples." })
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  examples: PromptExampleInput[];

  @Field(() => String, { nullable: true, description: "FEW_SHOT: the query whose answer is asked for." })
  @IsOptional()
  @StorableText({ min: 1, max: 200_000 })
  openQuery?: string | null;

  @Field(() => UseCase, { nullable: true, description: "Which of the ten use cases it is." })
  @IsOptional()
  @IsEnum(UseCase)
  useCase?: UseCase | null;

  @Field(() => String, {
    nullable: true,
    description: "USER_BASED: the use case or brief it is written for.",
  })
  @IsOptional()
  @StorableText({ min: 1, max: 10_000 })
  namedUseCase?: string | null;

  @Field(() => String, { nullable: true, description: "The language it is written in (BCP 47)." })
  @IsOptional()
  @StorableText({ min: 1, max: 100 })
  language?: string | null;
}
