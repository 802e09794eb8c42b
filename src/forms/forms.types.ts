import { Field, Int, ObjectType, registerEnumType } from "type-graphql";
import { connectionOf, type Connection } from "../core/paging.types";
import type { FieldChoice, FieldCondition, FieldDefinition, ScaleDefinition } from "./form-definition";
import { LabelForm } from "./label-form.entity";

/** What a field asks about. */
export enum FieldScope {
  PROMPT = "PROMPT",
  COMPLETION = "COMPLETION",
}

/** What an answer looks like. */
export enum AnswerKind {
  YES_NO = "YES_NO",
  YES_NO_NA = "YES_NO_NA",
  SCALE = "SCALE",
  CHOICE = "CHOICE",
  TEXT = "TEXT",
}

/** Whether YES, or the high end, is good news. */
export enum FieldPolarity {
  GOOD = "GOOD",
  BAD = "BAD",
  NEUTRAL = "NEUTRAL",
}

registerEnumType(FieldScope, {
  name: "FieldScope",
  description: "What a field asks about.",
  valuesConfig: {
    PROMPT: { description: "The prompt, once a label." },
    COMPLETION: { description: "Each completion." },
  },
});
registerEnumType(AnswerKind, {
  name: "AnswerKind",
  description: "What an answer looks like.",
  valuesConfig: {
    YES_NO: { description: "YES or NO." },
    YES_NO_NA: { description: "YES, NO or NOT_APPLICABLE." },
    SCALE: { description: "A whole number within bounds, given as `score`." },
    CHOICE: { description: "One of a list of values." },
    TEXT: { description: "A text of at most 5,000 characters." },
  },
});
registerEnumType(FieldPolarity, {
  name: "FieldPolarity",
  description: "Whether YES, or the high end of a scale, is good news about what was labeled.",
  valuesConfig: {
    GOOD: { description: "It is good news." },
    BAD: { description: "It is bad news." },
    NEUTRAL: { description: "It is neither." },
  },
});

@ObjectType("FieldScale", { simpleResolvers: true, description: "A scale of whole numbers." })
export class FieldScaleType implements ScaleDefinition {
  @Field(() => Int, { description: "The least." })
  min: number;

  @Field(() => Int, { description: "The most." })
  max: number;

  @Field(() => String, { description: "What the least means." })
  minLabel: string;

  @Field(() => String, { description: "What the most means." })
  maxLabel: string;
}

@ObjectType("FieldChoice", { simpleResolvers: true, description: "One option of a choice." })
export class FieldChoiceType implements FieldChoice {
  @Field(() => String, { description: "What is stored." })
  value: string;

  @Field(() => String, { description: "What a person sees." })
  label: string;
}

@ObjectType("FieldCondition", {
  simpleResolvers: true,
  description: "Holds when an earlier field has one of these answers.",
})
export class FieldConditionType implements FieldCondition {
  @Field(() => String, { description: "The earlier field's key." })
  field: string;

  @Field(() => [String], { description: "The answers of which one must be given." })
  equals: string[];
}

@ObjectType("LabelField", { simpleResolvers: true, description: "One question of a label form." })
export class LabelFieldType implements FieldDefinition {
  @Field(() => String, { description: "Names the answer: snake_case, unique in the form." })
  key: string;

  @Field(() => FieldScope, { description: "What it asks about." })
  scope: FieldDefinition["scope"];

  @Field(() => AnswerKind, { description: "What an answer looks like." })
  answerKind: FieldDefinition["answerKind"];

  @Field(() => String, { description: "The question." })
  question: string;

  @Field(() => String, { description: "When to say yes, what does not count; may be empty." })
  help: string;

  @Field(() => FieldPolarity, { description: "Whether YES, or the high end, is good news." })
  polarity: FieldDefinition["polarity"];

  @Field(() => Boolean, { description: "Whether it must be answered wherever it is asked." })
  isRequired: boolean;

  @Field(() => FieldScaleType, { nullable: true, description: "For SCALE." })
  scale?: FieldScaleType;

  @Field(() => [FieldChoiceType], { nullable: true, description: "For CHOICE." })
  choices?: FieldChoiceType[];

  @Field(() => [FieldConditionType], {
    nullable: true,
    description: "Asked only if one of these holds; null: always.",
  })
  conditions?: FieldConditionType[];
}

export const LabelFormConnection = connectionOf(LabelForm, "LabelForm");
export type LabelFormConnection = Connection<LabelForm>;

@ObjectType({ simpleResolvers: true, description: "A label form that was published." })
export class PublishLabelFormPayload {
  @Field(() => LabelForm, { description: "The new version." })
  labelForm: LabelForm;
}
