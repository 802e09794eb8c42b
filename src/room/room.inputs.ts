import { ArrayMaxSize, ArrayUnique, IsArray, IsOptional, IsString, MaxLength } from "class-validator";
import { Field, ID, InputType } from "type-graphql";
import { StorableText } from "../core/inputs";
import { KeyedInput, OptionallyKeyedInput } from "../core/key.inputs";

const longestText = 10_000;
/** The most completions a question names: as many as the largest ranking holds. */
const mostCompletions = 9;

@InputType({ description: "A message for a project's room." })
export class PostMessageInput extends OptionallyKeyedInput {
  @Field(() => ID, { description: "The project." })
  @IsString()
  @MaxLength(40)
  projectId: string;

  @Field(() => String, { description: "What to say, 1 to 10,000 characters." })
  @StorableText({ min: 1, max: longestText })
  text: string;
}

@InputType({ description: "A question about a prompt that the guideline does not settle." })
export class AskEdgeCaseInput extends KeyedInput {
  @Field(() => ID, { description: "The project." })
  @IsString()
  @MaxLength(40)
  projectId: string;

  @Field(() => ID, { description: "The prompt it is about; labelers ask about prompts they have met." })
  @IsString()
  @MaxLength(40)
  promptId: string;

  @Field(() => ID, { nullable: true, description: "The task at hand, where there is one." })
  @IsOptional()
  @IsString()
  @MaxLength(40)
  taskId?: string | null;

  @Field(() => [ID], {
    nullable: true,
    description: "The completions of the prompt that it is about, at most 9.",
  })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(mostCompletions)
  @ArrayUnique()
  @IsString({ each: true })
  @MaxLength(40, { each: true })
  completionIds?: string[] | null;

  @Field(() => String, { description: "The question, 1 to 10,000 characters." })
  @StorableText({ min: 1, max: longestText })
  question: string;
}

@InputType({ description: "An answer to an edge-case question." })
export class AnswerEdgeCaseInput extends KeyedInput {
  @Field(() => ID, { description: "The question." })
  @IsString()
  @MaxLength(40)
  edgeCaseId: string;

  @Field(() => String, { description: "The answer, 1 to 10,000 characters." })
  @StorableText({ min: 1, max: longestText })
  answer: string;
}
