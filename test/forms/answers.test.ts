import fc from "fast-check";
import { askedFields, checkAnswers, type FormAnswer } from "../../src/forms/answers";
import { checkDefinition } from "../../src/forms/check-definition";
import type { FieldDefinition, FormDefinition } from "../../src/forms/form-definition";
import { instructgptTraining } from "../../src/forms/presets/instructgpt-training";
import {
  carefulAnswers,
  choiceNumbers,
  formDefinitions,
  pickFrom,
  twoCompletions,
  type Choose,
} from "./arbitraries";
import { faults } from "./planted-faults";

function aForm(...fields: readonly FieldDefinition[]): FormDefinition {
  return { name: "a-form", title: "A form", description: "", fields };
}

function field(key: string, rest: Partial<FieldDefinition> = {}): FieldDefinition {
  return {
    key,
    scope: "PROMPT",
    answerKind: "YES_NO",
    question: `${key}?`,
    help: "",
    polarity: "NEUTRAL",
    isRequired: true,
    ...rest,
  };
}

function said(key: string, answer: string | number, completionId: string | null = null): FormAnswer {
  return typeof answer === "number"
    ? { field: key, completionId, answer: null, score: answer }
    : { field: key, completionId, answer, score: null };
}

function found(
  definition: FormDefinition,
  answers: readonly FormAnswer[],
  ids: readonly string[] = [],
): string[] {
  return checkAnswers(definition, answers, ids).map((issue) => `${issue.path} ${issue.rule}`);
}

describe("askedFields", () => {
  const form = aForm(
    field("closed_domain"),
    field("hallucination", {
      scope: "COMPLETION",
      conditions: [{ field: "closed_domain", equals: ["YES"] }],
    }),
    field("which", { scope: "COMPLETION", conditions: [{ field: "hallucination", equals: ["YES"] }] }),
  );
  const names = (answers: readonly FormAnswer[]): string[] =>
    askedFields(form, answers, twoCompletions).map(
      (asked) => `${asked.field.key} ${asked.completionId ?? "-"}`,
    );

  it("leaves a conditional field out until the answer it depends on is given", () => {
    expect(names([])).toEqual(["closed_domain -"]);
    expect(names([said("closed_domain", "NO")])).toEqual(["closed_domain -"]);
  });

  it("asks a field that depends on the prompt about each completion, in the order given", () => {
    expect(names([said("closed_domain", "YES")])).toEqual([
      "closed_domain -",
      "hallucination out_a",
      "hallucination out_b",
    ]);
  });

  it("follows a condition on a completion's answer for that completion alone", () => {
    const answers = [said("closed_domain", "YES"), said("hallucination", "YES", "out_b")];
    expect(names(answers)).toContain("which out_b");
    expect(names(answers)).not.toContain("which out_a");
  });

  it("does not ask what hangs on a field that is itself not asked", () => {
    expect(names([said("closed_domain", "NO"), said("hallucination", "YES", "out_a")])).toEqual([
      "closed_domain -",
    ]);
  });

  it("asks a field with several conditions as soon as one of them holds", () => {
    const constraint = (safety: string, other: string): boolean =>
      askedFields(
        instructgptTraining,
        [
          said("contains_explicit_safety_constraints", safety),
          said("contains_other_explicit_constraints", other),
        ],
        ["out_a"],
      ).some((asked) => asked.field.key === "satisfies_constraint");
    expect(constraint("YES", "NO")).toBe(true);
    expect(constraint("NO", "YES")).toBe(true);
    expect(constraint("NO", "NO")).toBe(false);
  });
});

describe("checkAnswers", () => {
  const stars = field("stars", {
    scope: "COMPLETION",
    answerKind: "SCALE",
    scale: { min: -1, max: 2, minLabel: "", maxLabel: "" },
  });
  const note = field("note", { answerKind: "TEXT", isRequired: false });

  it("accepts a complete label and counts an optional field's absence as not answered", () => {
    const answers = [said("clear", "YES"), said("stars", -1, "out_a"), said("stars", 2, "out_b")];
    expect(found(aForm(field("clear"), stars, note), answers, twoCompletions)).toEqual([]);
  });

  it("asks nothing about completions of a label that lists none", () => {
    expect(found(aForm(field("clear"), stars), [said("clear", "NO")])).toEqual([]);
  });

  it("names each required answer that is missing, with its completion", () => {
    const issues = checkAnswers(aForm(stars), [said("stars", 1, "out_a")], twoCompletions);
    expect(issues).toEqual([
      { path: "answers", rule: "required", message: '"stars" must be answered for completion out_b.' },
    ]);
  });

  it("refuses a field that the form does not have", () => {
    expect(found(aForm(note), [said("colour", "YES")])).toEqual(["answers.0.field knownField"]);
  });

  it("refuses a completion where the prompt is asked about, none where one is needed, and a foreign one", () => {
    const form = aForm(field("clear", { isRequired: false }), { ...stars, isRequired: false });
    expect(found(form, [said("clear", "YES", "out_a")], twoCompletions)).toEqual([
      "answers.0.completionId scope",
    ]);
    expect(found(form, [said("stars", 1)], twoCompletions)).toEqual(["answers.0.completionId scope"]);
    expect(found(form, [said("stars", 1, "out_c")], twoCompletions)).toEqual([
      "answers.0.completionId listed",
    ]);
  });

  it("refuses a second answer to the same question, even with the same words", () => {
    const form = aForm(field("clear"));
    expect(found(form, [said("clear", "YES"), said("clear", "YES")])).toEqual(["answers.1 once"]);
  });

  it("refuses an answer to a field that was not asked", () => {
    const form = aForm(
      field("closed_domain"),
      field("source_given", { conditions: [{ field: "closed_domain", equals: ["YES"] }] }),
    );
    const answers = [said("closed_domain", "NO"), said("source_given", "NO")];
    expect(found(form, answers)).toEqual(["answers.1 asked"]);
    expect(found(form, [said("closed_domain", "YES")])).toEqual(["answers required"]);
  });

  it("knows NOT_APPLICABLE only where the kind offers it", () => {
    expect(found(aForm(field("clear")), [said("clear", "NOT_APPLICABLE")])).toEqual([
      "answers.0.answer oneOf",
    ]);
    const form = aForm(field("polite", { answerKind: "YES_NO_NA" }));
    expect(found(form, [said("polite", "NOT_APPLICABLE")])).toEqual([]);
  });

  it("takes a score for a scale and nothing else, whole and within bounds", () => {
    const form = aForm(stars);
    const one = (answer: FormAnswer): string[] => found(form, [answer], ["out_a"]);
    expect(one(said("stars", "2", "out_a"))).toEqual(["answers.0.score kind"]);
    expect(one({ field: "stars", completionId: "out_a", answer: "YES", score: 1 })).toEqual([
      "answers.0.score kind",
    ]);
    expect(one(said("stars", 1.5, "out_a"))).toEqual(["answers.0.score integer"]);
    expect(one(said("stars", Number.NaN, "out_a"))).toEqual(["answers.0.score integer"]);
    expect(one(said("stars", 3, "out_a"))).toEqual(["answers.0.score range"]);
    expect(one(said("stars", -2, "out_a"))).toEqual(["answers.0.score range"]);
  });

  it("refuses a score, or no answer at all, where words are asked for", () => {
    const form = aForm(field("clear"));
    expect(found(form, [said("clear", 1)])).toEqual(["answers.0.answer kind"]);
    expect(found(form, [{ field: "clear", completionId: null, answer: null, score: null }])).toEqual([
      "answers.0.answer kind",
    ]);
  });

  it("counts a text in code points and refuses one that is blank, too long or not storable", () => {
    const form = aForm(note);
    expect(found(form, [said("note", "𝄞".repeat(5_000))])).toEqual([]);
    expect(found(form, [said("note", "𝄞".repeat(5_001))])).toEqual(["answers.0.answer length"]);
    expect(found(form, [said("note", "a".repeat(5_001))])).toEqual(["answers.0.answer length"]);
    expect(found(form, [said("note", " \n")])).toEqual(["answers.0.answer notBlank"]);
    expect(found(form, [said("note", "a\0b")])).toEqual(["answers.0.answer noNul"]);
    expect(found(form, [said("note", "\ud800")])).toEqual(["answers.0.answer wellFormed"]);
  });

  it("accepts whatever a careful labeler answers to a valid form, in any order", () => {
    const anything = fc.tuple(formDefinitions, choiceNumbers, choiceNumbers);
    fc.assert(
      fc.property(anything, ([definition, numbers, order]) => {
        expect(checkDefinition(definition)).toEqual([]);
        const answers = carefulAnswers(definition, twoCompletions, pickFrom(numbers));
        expect(checkAnswers(definition, shuffled(answers, pickFrom(order)), twoCompletions)).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it("finds one planted fault, whatever it is and wherever it stands", () => {
    const anything = fc.tuple(formDefinitions, choiceNumbers, fc.constantFrom(...faults), choiceNumbers);
    fc.assert(
      fc.property(anything, ([definition, numbers, fault, places]) => {
        const answers = carefulAnswers(definition, twoCompletions, pickFrom(numbers));
        const faulty = fault.plant(definition, answers, pickFrom(places));
        fc.pre(faulty !== null);
        const rules = checkAnswers(definition, faulty, twoCompletions).map((issue) => issue.rule);
        expect(rules).toContain(fault.rule);
      }),
      { numRuns: 1_000 },
    );
  });
});

function shuffled(answers: readonly FormAnswer[], pick: Choose): FormAnswer[] {
  const result: FormAnswer[] = [];
  for (const answer of answers) {
    const places = [...result.keys(), result.length];
    result.splice(pick(places), 0, answer);
  }
  return result;
}
