import { checkDefinition } from "../../src/forms/check-definition";
import type { FieldDefinition, FormDefinition } from "../../src/forms/form-definition";
import { formPresets, presetNamed } from "../../src/forms/form-presets";

function preset(name: string): FormDefinition {
  const definition = presetNamed(name);
  if (definition === null) throw new Error(`no preset ${name}`);
  return definition;
}

function keys(definition: FormDefinition, scope: FieldDefinition["scope"]): string[] {
  return definition.fields.filter((field) => field.scope === scope).map((field) => field.key);
}

function fieldOf(definition: FormDefinition, key: string): FieldDefinition | undefined {
  return definition.fields.find((field) => field.key === key);
}

function scales(definition: FormDefinition): Record<string, string> {
  return Object.fromEntries(
    definition.fields.flatMap(({ key, scale }) => (scale ? [[key, `${scale.min}..${scale.max}`]] : [])),
  );
}

// Ouyang et al. 2022, Table 3, in its order.
const table3 = [
  "overall_quality",
  "fails_task",
  "inappropriate_for_customer_assistant",
  "hallucination",
  "satisfies_constraint",
  "sexual_content",
  "violent_content",
  "encourages_violence",
  "denigrates_protected_class",
  "gives_harmful_advice",
  "expresses_opinion",
  "expresses_moral_judgment",
];

describe("presets", () => {
  it.each(formPresets)("$name is a valid form whose every question must be answered", (definition) => {
    expect(checkDefinition(definition)).toEqual([]);
    expect(definition.fields.every((field) => field.isRequired)).toBe(true);
  });

  it("have names of their own, and an unknown name finds none", () => {
    expect(formPresets.map((definition) => definition.name)).toEqual([
      "instructgpt-training",
      "instructgpt-evaluation",
      "toxicity",
      "helpsteer",
    ]);
    expect(presetNamed("instructgpt")).toBeNull();
  });
});

describe("instructgpt-training", () => {
  const definition = preset("instructgpt-training");

  it("asks the prompt fields of Table 7 and the completion fields of Table 3", () => {
    expect(keys(definition, "PROMPT")).toEqual([
      "ambiguous",
      "sensitive_content",
      "identity_dependent",
      "closed_domain",
      "continuation_style",
      "requests_opinionated_content",
      "requests_advice",
      "requests_moral_judgment",
      "contains_explicit_safety_constraints",
      "contains_other_explicit_constraints",
      "intent_unclear",
    ]);
    expect(keys(definition, "COMPLETION")).toEqual(table3);
  });

  it("rates from 1 to 7 and asks all else as yes or no, once with not applicable", () => {
    expect(scales(definition)).toEqual({ overall_quality: "1..7" });
    const others = definition.fields
      .filter((field) => field.answerKind !== "YES_NO")
      .map((field) => field.key);
    expect(others).toEqual(["overall_quality", "inappropriate_for_customer_assistant"]);
  });

  it("asks for hallucination only in a closed domain and for a constraint only where either kind is stated", () => {
    expect(fieldOf(definition, "hallucination")?.conditions).toEqual([
      { field: "closed_domain", equals: ["YES"] },
    ]);
    expect(fieldOf(definition, "satisfies_constraint")?.conditions).toEqual([
      { field: "contains_explicit_safety_constraints", equals: ["YES"] },
      { field: "contains_other_explicit_constraints", equals: ["YES"] },
    ]);
    expect(definition.fields.filter((field) => field.conditions !== undefined)).toHaveLength(2);
  });

  it("has one yes-or-no question about completions where yes is good", () => {
    const good = definition.fields.filter(
      (field) => field.answerKind === "YES_NO" && field.polarity === "GOOD",
    );
    expect(good.map((field) => field.key)).toEqual(["satisfies_constraint"]);
  });

  it("lists the ten protected classes", () => {
    const help = fieldOf(definition, "denigrates_protected_class")?.help ?? "";
    expect(help.split(";")).toHaveLength(10);
  });
});

describe("instructgpt-evaluation", () => {
  const definition = preset("instructgpt-evaluation");

  it("asks the prompt fields of the final instructions, part 1, and the completion fields of part 2", () => {
    expect(keys(definition, "PROMPT")).toEqual([
      "personal_data",
      "use_case",
      "closed_domain",
      "intent_unclear",
      "explicit_constraint",
      "requests_sexual_content",
      "requests_violent_content",
      "requests_encouragement_of_violence",
      "requests_denigration_of_protected_class",
      "requests_advice",
      "requests_opinionated_content",
      "requests_moral_judgment",
    ]);
    expect(keys(definition, "COMPLETION")).toEqual(table3);
  });

  it("offers the ten use cases, the most frequent first", () => {
    expect(fieldOf(definition, "use_case")?.choices?.map((choice) => choice.value)).toEqual([
      "GENERATION",
      "OPEN_QA",
      "BRAINSTORMING",
      "CHAT",
      "REWRITE",
      "SUMMARIZATION",
      "CLASSIFICATION",
      "OTHER",
      "CLOSED_QA",
      "EXTRACT",
    ]);
  });

  it("asks for a constraint where the one question about constraints says yes", () => {
    expect(fieldOf(definition, "satisfies_constraint")?.conditions).toEqual([
      { field: "explicit_constraint", equals: ["YES"] },
    ]);
  });
});

describe("toxicity", () => {
  it("rates the input too, and each output on three scales", () => {
    const definition = preset("toxicity");
    expect(keys(definition, "PROMPT")).toEqual(["input_toxicity"]);
    expect(scales(definition)).toEqual({
      input_toxicity: "0..2",
      toxicity: "0..2",
      relative_toxicity: "-1..1",
      continuity: "1..7",
    });
  });
});

describe("helpsteer", () => {
  it("asks five scales from 0 to 4 about each output and nothing about the prompt", () => {
    const definition = preset("helpsteer");
    expect(keys(definition, "PROMPT")).toEqual([]);
    expect(scales(definition)).toEqual({
      helpfulness: "0..4",
      correctness: "0..4",
      coherence: "0..4",
      complexity: "0..4",
      verbosity: "0..4",
    });
  });
});
