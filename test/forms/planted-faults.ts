import { askedFields, type FormAnswer } from "../../src/forms/answers";
import type { FieldDefinition, FormDefinition } from "../../src/forms/form-definition";
import { anAnswer, twoCompletions, type Choose } from "./arbitraries";

/** A fault to plant: null where the form or its answers offer no place for it. */
export interface Fault {
  readonly rule: string;
  plant(definition: FormDefinition, answers: readonly FormAnswer[], pick: Choose): FormAnswer[] | null;
}

function change(
  answers: readonly FormAnswer[],
  pick: Choose,
  { where, to }: { where: (answer: FormAnswer) => boolean; to: (answer: FormAnswer) => FormAnswer | null },
): FormAnswer[] | null {
  const candidates = answers.filter(where);
  if (candidates.length === 0) return null;
  const chosen = pick(candidates);
  return answers.flatMap((answer) => (answer === chosen ? (to(answer) ?? []) : answer));
}

/** One fault for each rule that a wrong label can break. */
export const faults: readonly Fault[] = [
  {
    rule: "knownField",
    plant: (_, answers, pick) => [
      ...answers,
      { field: "no_such_field", completionId: null, answer: pick(["YES", "NO"]), score: null },
    ],
  },
  {
    rule: "once",
    plant: (_, answers, pick) => (answers.length === 0 ? null : [...answers, pick(answers)]),
  },
  {
    rule: "required",
    plant: (definition, answers, pick) => {
      const required = new Set(definition.fields.filter((one) => one.isRequired).map((one) => one.key));
      return change(answers, pick, { where: (answer) => required.has(answer.field), to: () => null });
    },
  },
  {
    rule: "range",
    plant: (_, answers, pick) =>
      change(answers, pick, {
        where: (answer) => answer.score !== null,
        to: (answer) => ({ ...answer, score: pick([-2, 6, 1_000]) }),
      }),
  },
  {
    rule: "kind",
    plant: (_, answers, pick) =>
      change(answers, pick, { where: () => true, to: (answer) => ({ ...answer, answer: "YES", score: 1 }) }),
  },
  {
    rule: "listed",
    plant: (_, answers, pick) =>
      change(answers, pick, {
        where: (answer) => answer.completionId !== null,
        to: (answer) => ({ ...answer, completionId: "out_foreign" }),
      }),
  },
  {
    rule: "scope",
    plant: (_, answers, pick) =>
      change(answers, pick, {
        where: () => true,
        to: (answer) => ({ ...answer, completionId: answer.completionId === null ? "out_a" : null }),
      }),
  },
  {
    rule: "asked",
    plant: (definition, answers, pick) => {
      const asked = new Set(askedFields(definition, answers, twoCompletions).map(placeOf));
      const unasked = definition.fields
        .flatMap((one) =>
          (one.scope === "PROMPT" ? [null] : twoCompletions).map((completionId) => ({
            field: one,
            completionId,
          })),
        )
        .filter((place) => !asked.has(placeOf(place)));
      if (unasked.length === 0) return null;
      const { field: chosen, completionId } = pick(unasked);
      return [...answers, anAnswer(chosen, completionId, pick)];
    },
  },
];

function placeOf(place: { readonly field: FieldDefinition; readonly completionId: string | null }): string {
  return `${place.field.key} ${place.completionId ?? "-"}`;
}
