/** Whether a field asks about the prompt (once a label) or about each completion (once a completion). */
export type FieldScope = "PROMPT" | "COMPLETION";

/** What an answer to a field looks like. A scale's answer is a whole number, a text's at most 5,000 characters. */
export type AnswerKind = "YES_NO" | "YES_NO_NA" | "SCALE" | "CHOICE" | "TEXT";

/** Whether YES, or the high end of a scale, is good news about what was labeled. */
export type FieldPolarity = "GOOD" | "BAD" | "NEUTRAL";

/** A scale of whole numbers from `min` to `max`, both included, within -100 to 100; the labels describe the ends. */
export interface ScaleDefinition {
  readonly min: number;
  readonly max: number;
  readonly minLabel: string;
  readonly maxLabel: string;
}

/** One option of a CHOICE field: the value that is stored and the words that a person sees. */
export interface FieldChoice {
  readonly value: string;
  readonly label: string;
}

/**
 * Holds when the named earlier field was asked and its answer is one of `equals` (YES, NO, NOT_APPLICABLE or a
 * choice's value). A COMPLETION field may look at a PROMPT field or at the same completion's earlier field.
 */
export interface FieldCondition {
  readonly field: string;
  readonly equals: readonly string[];
}

/** One question of a label form. */
export interface FieldDefinition {
  /** snake_case, 1 to 64 characters, unique in the form; it names the answer in releases. */
  readonly key: string;
  readonly scope: FieldScope;
  readonly answerKind: AnswerKind;
  readonly question: string;
  /** What the labeler reads on demand: when to say yes, what does not count. May be empty. */
  readonly help: string;
  readonly polarity: FieldPolarity;
  /** Must be answered wherever it is asked. */
  readonly isRequired: boolean;
  /** For SCALE, and only there. */
  readonly scale?: ScaleDefinition;
  /** For CHOICE, and only there. */
  readonly choices?: readonly FieldChoice[];
  /** The field is asked if at least one of these holds; without any it is always asked. */
  readonly conditions?: readonly FieldCondition[];
}

/** A label form: an ordered list of fields. Its versions are numbered where it is stored. */
export interface FormDefinition {
  /** kebab-case, 1 to 64 characters; with the version it names the form in releases (`helpsteer/1`). */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly fields: readonly FieldDefinition[];
}

/** The field whose score is the rating of a completion in releases; a form without it has no rating. */
export const ratingFieldKey = "overall_quality";

/** The prompt field in which a labeler reports personal data; a YES puts the prompt on hold. */
export const personalDataFieldKey = "personal_data";

/**
 * The answers that a field's kind offers as a closed set, in the order in which they are shown; null for a scale
 * and for a text.
 */
export function closedAnswers(field: FieldDefinition): readonly string[] | null {
  switch (field.answerKind) {
    case "YES_NO":
      return ["YES", "NO"];
    case "YES_NO_NA":
      return ["YES", "NO", "NOT_APPLICABLE"];
    case "CHOICE":
      return (field.choices ?? []).map((choice) => choice.value);
    case "SCALE":
    case "TEXT":
      return null;
  }
}
