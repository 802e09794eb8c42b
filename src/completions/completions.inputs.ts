import {
  ArrayMaxSize,
  ArrayMinSize,
  IsEnum,
  IsInt,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from "class-validator";
import { GraphQLJSONObject } from "graphql-scalars";
import { Field, ID, InputType, Int } from "type-graphql";
import { StorableText } from "../core/inputs";
import { ImportFormat } from "../prompts/prompts.types";
import { maxCompletionTokens, maxNameCharacters } from "./completion-rows";

@InputType({ description: "A completion to add." })
export class CompletionInput {
  @Field(() => ID, { nullable: true, description: "The prompt, by id; or give promptExternalId." })
  @IsOptional()
  @IsString()
  @MaxLength(40)
  promptId?: string | null;

  @Field(() => String, { nullable: true, description: "The prompt, by the id its file gave it." })
  @IsOptional()
  @StorableText({ min: 1, max: 200 })
  promptExternalId?: string | null;

  @Field(() => String, {
    description: "What the model answered, exactly; may be empty; at most 200,000 characters.",
  })
  @StorableText({ max: 200_000 })
  text: string;

  @Field(() => String, { description: "The model's name, 1 to 200 characters." })
  @StorableText({ min: 1, max: maxNameCharacters })
  model: string;

  @Field(() => String, { nullable: true, description: "The batch whose completions are ranked together." })
  @IsOptional()
  @StorableText({ min: 1, max: maxNameCharacters })
  set?: string | null;

  @Field(() => String, { nullable: true, description: "An id of your own; makes a repeat harmless." })
  @IsOptional()
  @StorableText({ min: 1, max: 200 })
  externalId?: string | null;

  @Field(() => GraphQLJSONObject, { nullable: true, description: "How it was sampled." })
  @IsOptional()
  parameters?: Record<string, unknown> | null;

  @Field(() => Int, {
    nullable: true,
    description: "Tokens in the GPT-2/GPT-3 encoding; counted where absent.",
  })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(maxCompletionTokens)
  tokens?: number | null;
}

@InputType({
  description: "Completions to add, as a list or as the text of a file; the same twice add nothing.",
})
export class AddCompletionsInput {
  @Field(() => ID, { description: "The project." })
  @IsString()
  @MaxLength(40)
  projectId: string;

  @Field(() => [CompletionInput], { nullable: true, description: "1 to 1,000 completions." })
  @IsOptional()
  @ArrayMinSize(1)
  @ArrayMaxSize(1000)
  @ValidateNested({ each: true })
  completions?: CompletionInput[] | null;

  @Field(() => String, { nullable: true, description: "Or a file's text; a request holds at most 1 MiB." })
  @IsOptional()
  @IsString()
  @MaxLength(1_048_576)
  content?: string | null;

  @Field(() => ImportFormat, {
    nullable: true,
    description: "How the text is to be read; absent: its beginning tells.",
  })
  @IsOptional()
  @IsEnum(ImportFormat)
  format?: ImportFormat | null;

  @Field(() => Boolean, {
    defaultValue: false,
    description: "Any rejected row or unknown column discards all.",
  })
  isStrict: boolean;
}
