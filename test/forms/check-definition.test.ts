import { checkDefinition } from "../../src/forms/check-definition";
import type { FieldDefinition, FormDefinition } from "../../src/forms/form-definition";

function field(rest: Partial<FieldDefinition> = {}): FieldDefinition {
  return {
    key: "clear",
    scope: "PROMPT",
    answerKind: "YES_NO",
    question: "Is it clear?",
    help: "",
    polarity: "NEUTRAL",
    isRequired: true,
    ...rest,
  };
}

function aForm(...fields: readonly FieldDefinition[]): FormDefinition {
  return { name: "a-form", title: "A form", description: "", fields };
}

function found(definition: FormDefinition): string[] {
  return checkDefinition(definition).map((issue) => `${issue.path} ${issue.rule}`);
}

const scale = { min: 1, max: 7, minLabel: "", maxLabel: "" };
const choices = ["A", "B"].map((value) => ({ value, label: value }));

describe("checkDefinition", () => {
  it("accepts one field of each kind", () => {
    const form = aForm(
      field({ key: "a" }),
      field({ key: "b", answerKind: "YES_NO_NA" }),
      field({ key: "c", answerKind: "SCALE", scale }),
      field({ key: "d", answerKind: "CHOICE", choices }),
      field({ key: "e", answerKind: "TEXT", conditions: [{ field: "d", equals: ["B"] }] }),
    );
    expect(found(form)).toEqual([]);
  });

  it("wants 1 to 100 fields", () => {
    const many = (count: number): FieldDefinition[] =>
      Array.from({ length: count }, (_, index) => field({ key: `field_${index}` }));
    expect(found(aForm())).toEqual(["fields count"]);
    expect(found(aForm(...many(100)))).toEqual([]);
    expect(found(aForm(...many(101)))).toEqual(["fields count"]);
  });

  it.each(["", "Clear", "is-clear", "1st", "a__b", "a_", "größe", "a".repeat(65)])(
    "refuses the key %j",
    (key) => expect(found(aForm(field({ key })))).toEqual(["fields.0.key name"]),
  );

  it("takes a key of 64 characters and a form name of words and hyphens", () => {
    expect(found(aForm(field({ key: "a".repeat(64) })))).toEqual([]);
    expect(found({ ...aForm(field()), name: "help_steer" })).toEqual(["name name"]);
    expect(found({ ...aForm(field()), name: "helpsteer-2" })).toEqual([]);
  });

  it("refuses a key used twice", () => {
    expect(found(aForm(field(), field()))).toEqual(["fields.1.key unique"]);
  });

  it("refuses a blank question and texts that are too long", () => {
    expect(found(aForm(field({ question: " " })))).toEqual(["fields.0.question required"]);
    expect(found(aForm(field({ help: "x".repeat(5_001) })))).toEqual(["fields.0.help length"]);
    expect(found({ ...aForm(field()), title: "" })).toEqual(["title required"]);
  });

  it("wants bounds for a scale, and only there", () => {
    expect(found(aForm(field({ answerKind: "SCALE" })))).toEqual(["fields.0.scale required"]);
    expect(found(aForm(field({ scale })))).toEqual(["fields.0.scale kind"]);
  });

  it.each([
    [{ min: 1.5, max: 7 }, "integer"],
    [{ min: 1, max: Number.POSITIVE_INFINITY }, "integer"],
    [{ min: 7, max: 7 }, "order"],
    [{ min: 7, max: 1 }, "order"],
    [{ min: -101, max: 0 }, "range"],
    [{ min: 0, max: 101 }, "range"],
  ])("refuses the scale %j by the rule %s", (bounds, rule) => {
    const form = aForm(field({ answerKind: "SCALE", scale: { ...scale, ...bounds } }));
    expect(found(form)).toEqual([`fields.0.scale ${rule}`]);
  });

  it("wants two or more different choices for a choice, and only there", () => {
    const choice = (...values: readonly string[]): FormDefinition =>
      aForm(field({ answerKind: "CHOICE", choices: values.map((value) => ({ value, label: "x" })) }));
    expect(found(aForm(field({ answerKind: "CHOICE" })))).toEqual(["fields.0.choices count"]);
    expect(found(choice("A"))).toEqual(["fields.0.choices count"]);
    expect(found(choice("A", "A"))).toEqual(["fields.0.choices unique"]);
    expect(found(choice("A", ""))).toEqual(["fields.0.choices.1.value required"]);
    expect(found(aForm(field({ choices })))).toEqual(["fields.0.choices kind"]);
  });

  it("refuses a condition on an unknown field, on a later one and on itself, so cycles can't be written", () => {
    const dependent = (key: string, on: string): FieldDefinition =>
      field({ key, conditions: [{ field: on, equals: ["YES"] }] });
    expect(found(aForm(dependent("a", "nothing")))).toEqual(["fields.0.conditions.0 earlier"]);
    expect(found(aForm(dependent("a", "a")))).toEqual(["fields.0.conditions.0 earlier"]);
    expect(found(aForm(dependent("a", "b"), dependent("b", "a")))).toEqual(["fields.0.conditions.0 earlier"]);
  });

  it("refuses a condition of the prompt on a completion; the other way round is fine", () => {
    const first = field({ key: "rude", scope: "COMPLETION" });
    const conditions = [{ field: "rude", equals: ["YES"] }];
    expect(found(aForm(first, field({ conditions })))).toEqual(["fields.1.conditions.0 scope"]);
    expect(found(aForm(first, field({ scope: "COMPLETION", conditions })))).toEqual([]);
    expect(found(aForm(field({ key: "rude" }), field({ scope: "COMPLETION", conditions })))).toEqual([]);
  });

  it("refuses a condition on a scale or a text, on a foreign answer and on none", () => {
    const on = (other: Partial<FieldDefinition>, equals: readonly string[]): string[] =>
      found(aForm(field({ key: "first", ...other }), field({ conditions: [{ field: "first", equals }] })));
    expect(on({ answerKind: "SCALE", scale }, ["1"])).toEqual(["fields.1.conditions.0 kind"]);
    expect(on({ answerKind: "TEXT" }, ["x"])).toEqual(["fields.1.conditions.0 kind"]);
    expect(on({}, ["YES", "NOT_APPLICABLE"])).toEqual(["fields.1.conditions.0 oneOf"]);
    expect(on({ answerKind: "CHOICE", choices }, ["C"])).toEqual(["fields.1.conditions.0 oneOf"]);
    expect(on({}, [])).toEqual(["fields.1.conditions.0 count"]);
  });

  it("keeps the keys that releases and holds read for the kind they expect", () => {
    expect(found(aForm(field({ key: "overall_quality" })))).toEqual(["fields.0 reserved"]);
    expect(
      found(aForm(field({ key: "overall_quality", scope: "COMPLETION", answerKind: "SCALE", scale }))),
    ).toEqual([]);
    expect(found(aForm(field({ key: "personal_data", answerKind: "TEXT" })))).toEqual(["fields.0 reserved"]);
    expect(found(aForm(field({ key: "personal_data" })))).toEqual([]);
  });
});
