import { IsEnum, IsOptional, IsString, MaxLength } from "class-validator";
import { Field, ID, InputType } from "type-graphql";
import { OptionallyKeyedInput } from "../core/key.inputs";
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

@InputType({ description: "Prompts to import, as the text of a file. For more than fits in a request: `POST /imports/:project`." })
export class ImportPromptsInput extends OptionallyKeyedInput {
  @Field(() => ID, { description: "The project." })
  @IsString()
  @MaxLength(40)
  projectId: string;

  @Field(() => String, { description: "The file's text; a request holds at most 1 MiB." })
  @IsString()
  @MaxLength(1_048_576)
  content: string;

  @Field(() => ImportFormat, { nullable: true, description: "How the text is to be read; absent: its beginning tells." })
  @IsOptional()
  @IsEnum(ImportFormat)
  format?: ImportFormat | null;

  @Field(() => Boolean, { defaultValue: false, description: "Any rejected row or unknown column discards the whole import." })
  isStrict: boolean;

  @Field(() => Boolean, { defaultValue: false, description: "Checks and stores nothing." })
  isDryRun: boolean;

  @Field(() => [ColumnRenameInput], { defaultValue: [], description: "Columns that the file names otherwise, at most 50." })
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
