import type { Issue } from "../core/errors";
import { textProblem } from "../core/text-rules";
import {
  closedAnswers,
  personalDataFieldKey,
  ratingFieldKey,
  type FieldCondition,
  type FieldDefinition,
  type FormDefinition,
} from "./form-definition";

/** Bounds of a label form. Lengths are in UTF-16 units. */
export const formBounds = {
  fields: 100,
  keyLength: 64,
  titleLength: 200,
  questionLength: 500,
  helpLength: 5_000,
  choices: 100,
  choiceLength: 200,
  scaleLabelLength: 200,
  scaleMin: -100,
  scaleMax: 100,
  conditions: 20,
} as const;

const snakeCase = /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/;
const kebabCase = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/**
 * What is wrong with a form; empty where it may be stored. Conditions refer to fields further up only, so a
 * form that passes has no cycle and can be asked from top to bottom.
 */
export function checkDefinition(definition: FormDefinition): Issue[] {
  const issues = [
    ...checkName("name", definition.name, {
      pattern: kebabCase,
      words: "lower-case words joined by hyphens",
    }),
    ...checkText("title", definition.title, { min: 1, max: formBounds.titleLength }),
    ...checkText("description", definition.description, { min: 0, max: formBounds.helpLength }),
  ];
  const count = definition.fields.length;
  if (count < 1 || count > formBounds.fields) {
    issues.push(
      issue("fields", "count", `A form has 1 to ${formBounds.fields} fields; this one has ${count}.`),
    );
    return issues;
  }
  const earlier = new Map<string, FieldDefinition>();
  definition.fields.forEach((field, index) => {
    const path = `fields.${index}`;
    if (earlier.has(field.key)) {
      issues.push(issue(`${path}.key`, "unique", `The key "${field.key}" is used twice in this form.`));
    }
    issues.push(...checkField(field, path), ...checkConditions(field, path, earlier));
    if (!earlier.has(field.key)) earlier.set(field.key, field);
  });
  return issues;
}

function checkField(field: FieldDefinition, path: string): Issue[] {
  return [
    ...checkName(`${path}.key`, field.key, {
      pattern: snakeCase,
      words: "lower-case words joined by underscores",
    }),
    ...checkText(`${path}.question`, field.question, { min: 1, max: formBounds.questionLength }),
    ...checkText(`${path}.help`, field.help, { min: 0, max: formBounds.helpLength }),
    ...checkScale(field, `${path}.scale`),
    ...checkChoices(field, `${path}.choices`),
    ...checkReservedKey(field, path),
  ];
}

function checkScale({ key, answerKind, scale }: FieldDefinition, path: string): Issue[] {
  if (answerKind !== "SCALE") {
    return scale === undefined ? [] : [issue(path, "kind", `"${key}" is ${answerKind} and takes no scale.`)];
  }
  if (scale === undefined) return [issue(path, "required", `"${key}" is a SCALE and needs its bounds.`)];
  const { min, max } = scale;
  const issues = [
    ...checkText(`${path}.minLabel`, scale.minLabel, { min: 0, max: formBounds.scaleLabelLength }),
    ...checkText(`${path}.maxLabel`, scale.maxLabel, { min: 0, max: formBounds.scaleLabelLength }),
  ];
  if (!Number.isInteger(min) || !Number.isInteger(max)) {
    issues.push(
      issue(path, "integer", `The bounds of "${key}" must be whole numbers, not ${min} and ${max}.`),
    );
  } else if (min >= max) {
    issues.push(
      issue(path, "order", `The scale of "${key}" goes from ${min} to ${max}: min must be below max.`),
    );
  } else if (min < formBounds.scaleMin || max > formBounds.scaleMax) {
    const { scaleMin, scaleMax } = formBounds;
    issues.push(issue(path, "range", `The scale of "${key}" must stay within ${scaleMin} to ${scaleMax}.`));
  }
  return issues;
}

function checkChoices({ key, answerKind, choices }: FieldDefinition, path: string): Issue[] {
  if (answerKind !== "CHOICE") {
    return choices === undefined
      ? []
      : [issue(path, "kind", `"${key}" is ${answerKind} and takes no choices.`)];
  }
  if (choices === undefined || choices.length < 2 || choices.length > formBounds.choices) {
    return [issue(path, "count", `"${key}" is a CHOICE and needs 2 to ${formBounds.choices} choices.`)];
  }
  const bounds = { min: 1, max: formBounds.choiceLength };
  const issues = choices.flatMap((choice, index) => [
    ...checkText(`${path}.${index}.value`, choice.value, bounds),
    ...checkText(`${path}.${index}.label`, choice.label, bounds),
  ]);
  if (new Set(choices.map((choice) => choice.value)).size < choices.length) {
    issues.push(issue(path, "unique", `Two choices of "${key}" have the same value.`));
  }
  return issues;
}

function checkReservedKey({ key, scope, answerKind }: FieldDefinition, path: string): Issue[] {
  if (key === ratingFieldKey && (scope !== "COMPLETION" || answerKind !== "SCALE")) {
    return [issue(path, "reserved", `"${key}" is the rating of releases: a COMPLETION field of kind SCALE.`)];
  }
  if (key === personalDataFieldKey && (scope !== "PROMPT" || answerKind !== "YES_NO")) {
    return [issue(path, "reserved", `"${key}" puts prompts on hold: a PROMPT field of kind YES_NO.`)];
  }
  return [];
}

function checkConditions(
  field: FieldDefinition,
  path: string,
  earlier: ReadonlyMap<string, FieldDefinition>,
): Issue[] {
  const conditions = field.conditions ?? [];
  if (conditions.length > formBounds.conditions) {
    const message = `"${field.key}" has ${conditions.length} conditions; at most ${formBounds.conditions} are allowed.`;
    return [issue(`${path}.conditions`, "count", message)];
  }
  return conditions.flatMap((condition, index) => {
    const problem = conditionProblem(field, condition, earlier.get(condition.field));
    return problem === null ? [] : [issue(`${path}.conditions.${index}`, problem.rule, problem.message)];
  });
}

function conditionProblem(
  field: FieldDefinition,
  condition: FieldCondition,
  other: FieldDefinition | undefined,
): { readonly rule: string; readonly message: string } | null {
  if (other === undefined) {
    const message = `"${field.key}" depends on "${condition.field}", which is no field above it.`;
    return { rule: "earlier", message };
  }
  if (field.scope === "PROMPT" && other.scope === "COMPLETION") {
    const message = `"${field.key}" asks about the prompt and can't depend on "${other.key}" of a completion.`;
    return { rule: "scope", message };
  }
  const offered = closedAnswers(other);
  if (offered === null) {
    const message = `"${field.key}" depends on "${other.key}", which has no fixed set of answers.`;
    return { rule: "kind", message };
  }
  const foreign = condition.equals.find((answer) => !offered.includes(answer));
  if (foreign !== undefined) {
    return { rule: "oneOf", message: `"${other.key}" is never answered with "${foreign}".` };
  }
  if (condition.equals.length === 0) {
    return {
      rule: "count",
      message: `"${field.key}" names no answer of "${other.key}", so it is never asked.`,
    };
  }
  return null;
}

function checkName(
  path: string,
  name: string,
  { pattern, words }: { readonly pattern: RegExp; readonly words: string },
): Issue[] {
  const max = formBounds.keyLength;
  if (name.length <= max && pattern.test(name)) return [];
  return [issue(path, "name", `A name is ${words}, 1 to ${max} characters; "${name.slice(0, max)}" is not.`)];
}

function checkText(
  path: string,
  text: string,
  { min, max }: { readonly min: number; readonly max: number },
): Issue[] {
  const problem = textProblem(text);
  if (problem !== null) return [issue(path, problem.rule, problem.message)];
  if (text.length > max) return [issue(path, "length", `At most ${max} characters are allowed here.`)];
  if (text.trim().length < min) return [issue(path, "required", "This text must not be blank.")];
  return [];
}

function issue(path: string, rule: string, message: string): Issue {
  return { path, rule, message };
}
