import fc from "fast-check";
import type { FormAnswer } from "../../src/forms/answers";
import type { FieldDefinition, FormDefinition } from "../../src/forms/form-definition";

/** The completions that the generated labels are about. */
export const twoCompletions: readonly string[] = ["out_a", "out_b"];

/** Takes one of several values, by a random number that fast-check shrinks. */
export type Choose = <T>(options: readonly T[]) => T;

/** A source of choices from a finite list of numbers, used round and round. */
export function pickFrom(numbers: readonly number[]): Choose {
  let next = 0;
  return (options) => {
    const number = numbers[next % numbers.length] ?? 0;
    next += 1;
    return options[number % options.length];
  };
}

/** Numbers for `pickFrom`. */
export const choiceNumbers = fc.array(fc.nat(1_000), { minLength: 1, maxLength: 60 });

const kinds = ["YES_NO", "YES_NO_NA", "SCALE", "CHOICE", "TEXT"] as const;

/** A valid form of 1 to 8 fields, with conditions on earlier fields where there are suitable ones. */
export const formDefinitions: fc.Arbitrary<FormDefinition> = fc
  .tuple(fc.integer({ min: 1, max: 8 }), choiceNumbers)
  .map(([count, numbers]) => {
    const pick = pickFrom(numbers);
    const fields: FieldDefinition[] = [];
    for (let index = 0; index < count; index += 1) fields.push(aField(index, pick, fields));
    return { name: "generated", title: "Generated", description: "", fields };
  });

function aField(index: number, pick: Choose, earlier: readonly FieldDefinition[]): FieldDefinition {
  const scope = pick(["PROMPT", "COMPLETION"] as const);
  const answerKind = pick(kinds);
  const usable = earlier.filter(
    (other) => offered(other).length > 0 && (scope === "COMPLETION" || other.scope === "PROMPT"),
  );
  const conditions = usable
    .filter(() => pick([true, false, false]))
    .map((other) => ({ field: other.key, equals: [pick(offered(other))] }));
  return {
    key: `field_${index}`,
    scope,
    answerKind,
    question: `Question ${index}?`,
    help: "",
    polarity: pick(["GOOD", "BAD", "NEUTRAL"] as const),
    isRequired: pick([true, true, false]),
    ...(answerKind === "SCALE"
      ? { scale: { min: pick([-1, 0, 1]), max: 5, minLabel: "", maxLabel: "" } }
      : {}),
    ...(answerKind === "CHOICE"
      ? { choices: ["A", "B", "C"].map((value) => ({ value, label: value })) }
      : {}),
    ...(conditions.length > 0 ? { conditions } : {}),
  };
}

/** Answers to a form that a careful labeler could give, found by walking the form from top to bottom. */
export function carefulAnswers(
  definition: FormDefinition,
  completionIds: readonly string[],
  pick: Choose,
): FormAnswer[] {
  const answers: FormAnswer[] = [];
  for (const completionId of [null, ...completionIds]) {
    for (const field of definition.fields) {
      if ((field.scope === "PROMPT") !== (completionId === null)) continue;
      if (!isOpen(field, completionId, answers)) continue;
      if (field.isRequired || pick([true, false])) answers.push(anAnswer(field, completionId, pick));
    }
  }
  return answers;
}

/** A valid answer to one field. */
export function anAnswer(field: FieldDefinition, completionId: string | null, pick: Choose): FormAnswer {
  const about = { field: field.key, completionId };
  if (field.scale !== undefined) {
    const { min, max } = field.scale;
    return { ...about, answer: null, score: pick([min, max, min + 1]) };
  }
  if (field.answerKind === "TEXT") return { ...about, answer: pick(["x", "Zwölf Ämter", "好"]), score: null };
  return { ...about, answer: pick(offered(field)), score: null };
}

function isOpen(
  field: FieldDefinition,
  completionId: string | null,
  answers: readonly FormAnswer[],
): boolean {
  if (field.conditions === undefined) return true;
  return field.conditions.some(({ field: key, equals }) =>
    answers.some(
      (answer) =>
        answer.field === key &&
        (answer.completionId === null || answer.completionId === completionId) &&
        equals.includes(answer.answer ?? ""),
    ),
  );
}

function offered(field: FieldDefinition): readonly string[] {
  if (field.answerKind === "YES_NO") return ["YES", "NO"];
  if (field.answerKind === "YES_NO_NA") return ["YES", "NO", "NOT_APPLICABLE"];
  return (field.choices ?? []).map((choice) => choice.value);
}
