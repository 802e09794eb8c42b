import {
  ArrayMaxSize,
  IsBoolean,
  IsEnum,
  IsInt,
  IsOptional,
  IsString,
  MaxLength,
  ValidateNested,
} from "class-validator";
import { Field, ID, InputType, Int } from "type-graphql";
import { StorableText } from "../core/inputs";
import { OptionallyKeyedInput } from "../core/key.inputs";
import { AnswerKind, FieldPolarity, FieldScope } from "./forms.types";

@InputType({ description: "A scale of whole numbers." })
export class FieldScaleInput {
  @Field(() => Int, { description: "The least, from -100." })
  @IsInt()
  min: number;

  @Field(() => Int, { description: "The most, to 100." })
  @IsInt()
  max: number;

  @Field(() => String, { description: "What the least means." })
  @StorableText({ max: 200 })
  minLabel: string;

  @Field(() => String, { description: "What the most means." })
  @StorableText({ max: 200 })
  maxLabel: string;
}

@InputType({ description: "One option of a choice." })
export class FieldChoiceInput {
  @Field(() => String, { description: "What is stored." })
  @StorableText({ min: 1, max: 64 })
  value: string;

  @Field(() => String, { description: "What a person sees." })
  @StorableText({ min: 1, max: 200 })
  label: string;
}

@InputType({ description: "Holds when an earlier field has one of these answers." })
export class FieldConditionInput {
  @Field(() => String, { description: "The earlier field's key." })
  @StorableText({ min: 1, max: 64 })
  field: string;

  @Field(() => [String], { description: "The answers of which one must be given, 1 to 50." })
  @ArrayMaxSize(50)
  @StorableText({ min: 1, max: 64 }, { each: true })
  equals: string[];
}

@InputType({ description: "One question of a label form." })
export class LabelFieldInput {
  @Field(() => String, { description: "snake_case, 1 to 64 characters, unique in the form." })
  @StorableText({ min: 1, max: 64 })
  key: string;

  @Field(() => FieldScope, { description: "What it asks about." })
  @IsEnum(FieldScope)
  scope: FieldScope;

  @Field(() => AnswerKind, { description: "What an answer looks like." })
  @IsEnum(AnswerKind)
  answerKind: AnswerKind;

  @Field(() => String, { description: "The question, 1 to 500 characters." })
  @StorableText({ min: 1, max: 500 })
  question: string;

  @Field(() => String, { defaultValue: "", description: "Help, at most 5,000 characters." })
  @StorableText({ max: 5000 })
  help: string;

  @Field(() => FieldPolarity, {
    defaultValue: FieldPolarity.NEUTRAL,
    description: "Whether YES, or the high end, is good news.",
  })
  @IsEnum(FieldPolarity)
  polarity: FieldPolarity;

  @Field(() => Boolean, {
    defaultValue: true,
    description: "Whether it must be answered wherever it is asked.",
  })
  @IsBoolean()
  isRequired: boolean;

  @Field(() => FieldScaleInput, { nullable: true, description: "For SCALE." })
  @IsOptional()
  @ValidateNested()
  scale?: FieldScaleInput | null;

  @Field(() => [FieldChoiceInput], { nullable: true, description: "For CHOICE." })
  @IsOptional()
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  choices?: FieldChoiceInput[] | null;

  @Field(() => [FieldConditionInput], { nullable: true, description: "Asked only if one of these holds." })
  @IsOptional()
  @ArrayMaxSize(10)
  @ValidateNested({ each: true })
  conditions?: FieldConditionInput[] | null;
}

@InputType({ description: "A new version of a label form: a preset as it ships, or fields of one's own." })
export class PublishLabelFormInput extends OptionallyKeyedInput {
  @Field(() => ID, { description: "The project." })
  @IsString()
  @MaxLength(40)
  projectId: string;

  @Field(() => String, {
    description: "The form's name; a preset's name without fields publishes the preset.",
  })
  @StorableText({ min: 1, max: 64 })
  name: string;

  @Field(() => String, { nullable: true, description: "The title for people; absent: the name." })
  @IsOptional()
  @StorableText({ min: 1, max: 200 })
  title?: string | null;

  @Field(() => String, { nullable: true, description: "What the form is for." })
  @IsOptional()
  @StorableText({ max: 5000 })
  description?: string | null;

  @Field(() => [LabelFieldInput], { nullable: true, description: "1 to 100 fields; absent for a preset." })
  @IsOptional()
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  fields?: LabelFieldInput[] | null;
}
