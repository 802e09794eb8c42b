import type { Issue } from "../core/errors";
import { textProblem } from "../core/text-rules";
import { closedAnswers, type FieldDefinition, type FormDefinition } from "./form-definition";

/** The longest answer to a TEXT field, in code points. */
export const maxAnswerLength = 5_000;

/**
 * An answer to one field: `score` for a SCALE, `answer` for every other kind; the other of the two is null.
 * `completionId` is null for a PROMPT field. *Not asked* and *not answered* are the absence of an answer.
 */
export interface FormAnswer {
  readonly field: string;
  readonly completionId: string | null;
  readonly answer: string | null;
  readonly score: number | null;
}

/** A question as it stands before the labeler: a field, and the completion it is asked about (null: the prompt). */
export interface AskedField {
  readonly field: FieldDefinition;
  readonly completionId: string | null;
}

/**
 * The questions that the given answers leave open or answered, field by field and each over the completions in
 * the given order. A field whose condition looks at a field that is itself not asked is not asked.
 */
export function askedFields(
  definition: FormDefinition,
  answers: readonly FormAnswer[],
  completionIds: readonly string[],
): AskedField[] {
  const given = new Map(answers.map((answer) => [placeOf(answer.field, answer.completionId), answer.answer]));
  const scopes = new Map(definition.fields.map((field) => [field.key, field.scope]));
  const holding = new Map<string, string | null>();
  const asked: AskedField[] = [];
  for (const field of definition.fields) {
    const conditions = field.conditions ?? [];
    for (const completionId of field.scope === "PROMPT" ? [null] : completionIds) {
      const isAsked =
        conditions.length === 0 ||
        conditions.some((condition) => {
          const otherId = scopes.get(condition.field) === "PROMPT" ? null : completionId;
          const answer = holding.get(placeOf(condition.field, otherId)) ?? null;
          return answer !== null && condition.equals.includes(answer);
        });
      if (!isAsked) continue;
      asked.push({ field, completionId });
      const place = placeOf(field.key, completionId);
      holding.set(place, given.get(place) ?? null);
    }
  }
  return asked;
}

/**
 * What is wrong with a label's answers under a form; empty where they may be stored. Paths are `answers.N` and
 * below for what was given, `answers` for what is missing. Leave `completionIds` empty for a label of the prompt
 * alone (ANNOTATE); otherwise every required field is answered for each listed completion.
 */
export function checkAnswers(
  definition: FormDefinition,
  answers: readonly FormAnswer[],
  completionIds: readonly string[],
): Issue[] {
  const fields = new Map(definition.fields.map((field) => [field.key, field]));
  const listed = new Set(completionIds);
  const asked = askedFields(definition, answers, completionIds);
  const askedPlaces = new Set(asked.map(({ field, completionId }) => placeOf(field.key, completionId)));
  const seen = new Set<string>();
  const issues: Issue[] = [];
  answers.forEach((answer, index) => {
    const path = `answers.${index}`;
    const field = fields.get(answer.field);
    if (field === undefined) {
      const message = `The form "${definition.name}" has no field "${answer.field}".`;
      issues.push({ path: `${path}.field`, rule: "knownField", message });
      return;
    }
    const place = placeOf(answer.field, answer.completionId);
    const problem =
      scopeProblem(field, answer, listed) ??
      (seen.has(place) ? at("", "once", `"${field.key}" is answered twice${about(answer)}.`) : null) ??
      (askedPlaces.has(place) ? null : at("", "asked", notAsked(field, answer))) ??
      valueProblem(field, answer);
    seen.add(place);
    if (problem !== null) issues.push({ ...problem, path: path + problem.path });
  });
  return [...issues, ...missingAnswers(asked, seen)];
}

function missingAnswers(asked: readonly AskedField[], answered: ReadonlySet<string>): Issue[] {
  return asked
    .filter(({ field, completionId }) => field.isRequired && !answered.has(placeOf(field.key, completionId)))
    .map((question) => {
      const message = `"${question.field.key}" must be answered${about(question)}.`;
      return { path: "answers", rule: "required", message };
    });
}

function scopeProblem(field: FieldDefinition, answer: FormAnswer, listed: ReadonlySet<string>): Issue | null {
  const { completionId } = answer;
  if (field.scope === "PROMPT") {
    if (completionId === null) return null;
    return at(".completionId", "scope", `"${field.key}" asks about the prompt and takes no completion.`);
  }
  if (completionId === null) {
    return at(".completionId", "scope", `"${field.key}" asks about a completion; say which.`);
  }
  if (listed.has(completionId)) return null;
  return at(".completionId", "listed", `The completion ${completionId} is not one of this task.`);
}

function valueProblem(field: FieldDefinition, { answer, score }: FormAnswer): Issue | null {
  if (field.answerKind === "SCALE") {
    if (answer !== null || score === null) {
      return at(".score", "kind", `"${field.key}" is answered with a score and nothing else.`);
    }
    return scoreProblem(field, score);
  }
  if (score !== null || answer === null) {
    return at(".answer", "kind", `"${field.key}" is ${field.answerKind}: it takes an answer and no score.`);
  }
  const offered = closedAnswers(field);
  if (offered === null) return writtenProblem(field, answer);
  if (offered.includes(answer)) return null;
  return at(".answer", "oneOf", `"${field.key}" is answered with one of: ${offered.join(", ")}.`);
}

function scoreProblem(field: FieldDefinition, score: number): Issue | null {
  if (!Number.isInteger(score)) {
    return at(".score", "integer", `The score of "${field.key}" must be a whole number, not ${score}.`);
  }
  const { scale } = field;
  if (scale !== undefined && score >= scale.min && score <= scale.max) return null;
  const bounds = scale === undefined ? "within its scale" : `from ${scale.min} to ${scale.max}`;
  return at(".score", "range", `The score of "${field.key}" must be ${bounds}, not ${score}.`);
}

function writtenProblem(field: FieldDefinition, text: string): Issue | null {
  const problem = textProblem(text);
  if (problem !== null) return at(".answer", problem.rule, problem.message);
  if (text.trim() === "") {
    return at(".answer", "notBlank", `The answer to "${field.key}" is blank; leave it out instead.`);
  }
  // A code point is at most two UTF-16 units, so far longer texts need no count.
  if (text.length > 2 * maxAnswerLength || Array.from(text).length > maxAnswerLength) {
    const message = `The answer to "${field.key}" may hold at most ${maxAnswerLength} characters.`;
    return at(".answer", "length", message);
  }
  return null;
}

function notAsked(field: FieldDefinition, answer: FormAnswer): string {
  return `"${field.key}" is not asked${about(answer)} under the other answers; leave it out.`;
}

function about({ completionId }: { readonly completionId: string | null }): string {
  return completionId === null ? "" : ` for completion ${completionId}`;
}

function placeOf(field: string, completionId: string | null): string {
  return JSON.stringify([field, completionId]);
}

function at(path: string, rule: string, message: string): Issue {
  return { path, rule, message };
}
