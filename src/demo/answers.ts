import { hiddenQuality, scoreOf } from "./judgment";
import type { Random } from "./random";

/** A field of a label form, as the API tells it. */
export interface FormField {
  readonly key: string;
  readonly scope: "PROMPT" | "COMPLETION";
  readonly answerKind: "YES_NO" | "YES_NO_NA" | "SCALE" | "CHOICE" | "TEXT";
  readonly polarity: "GOOD" | "BAD" | "NEUTRAL";
  readonly isRequired: boolean;
  readonly scale: { readonly min: number; readonly max: number } | null;
  readonly choices: readonly { readonly value: string }[] | null;
  readonly conditions: readonly { readonly field: string; readonly equals: readonly string[] }[] | null;
}

/** An answer to one field; `completionId` is null for a field of the prompt. */
export interface FieldAnswer {
  readonly field: string;
  readonly completionId: string | null;
  readonly answer: string | null;
  readonly score: number | null;
}

/** What the fields of one scope are asked about: the prompt, or an output with what the labeler thinks of it. */
interface Subject {
  readonly completionId: string | null;
  readonly text: string;
  readonly quality: number;
}

/** Never a YES from a made-up labeler: it would put the prompt on hold. */
const cautious = ["personal_data"];

/** Answers to every required field that is asked, first of the prompt, then of each output. */
export function answersTo(
  fields: readonly FormField[],
  seen: {
    readonly promptText: string;
    readonly outputs: readonly { readonly id: string; readonly text: string; readonly quality: number }[];
  },
  random: Random,
): FieldAnswer[] {
  const prompt = { completionId: null, text: seen.promptText, quality: hiddenQuality(seen.promptText) };
  const ofPrompt = answered(fields, { scope: "PROMPT", subject: prompt, known: new Map() }, random);
  const known = new Map(ofPrompt.map(({ field, answer }) => [field, answer]));
  const ofOutputs = seen.outputs.flatMap(({ id, text, quality }) =>
    answered(fields, { scope: "COMPLETION", subject: { completionId: id, text, quality }, known }, random),
  );
  return [...ofPrompt, ...ofOutputs];
}

function answered(
  fields: readonly FormField[],
  about: {
    readonly scope: FormField["scope"];
    readonly subject: Subject;
    readonly known: ReadonlyMap<string, string | null>;
  },
  random: Random,
): FieldAnswer[] {
  const given = new Map(about.known);
  const answers: FieldAnswer[] = [];
  for (const field of fields) {
    if (field.scope !== about.scope || !field.isRequired || !isAsked(field, given)) continue;
    const answer = answerTo(field, about.subject, random);
    given.set(field.key, answer.answer);
    answers.push(answer);
  }
  return answers;
}

function isAsked({ conditions }: FormField, given: ReadonlyMap<string, string | null>): boolean {
  if (conditions === null || conditions.length === 0) return true;
  return conditions.some(({ field, equals }) => equals.includes(given.get(field) ?? ""));
}

function answerTo(field: FormField, { completionId, quality, text }: Subject, random: Random): FieldAnswer {
  const answer = (value: string): FieldAnswer => ({
    field: field.key,
    completionId,
    answer: value,
    score: null,
  });
  switch (field.answerKind) {
    case "SCALE":
      return { ...answer(""), answer: null, score: scoreOf(quality, field.scale ?? { min: 1, max: 7 }) };
    case "CHOICE":
      return answer(choiceOf(field, text, random));
    case "TEXT":
      return answer("Nothing to add.");
    case "YES_NO":
    case "YES_NO_NA":
      return answer(isYes(field, quality, random) ? "YES" : "NO");
  }
}

/** Most labelers see the same choice in the same text; now and then one differs. */
function choiceOf({ choices }: FormField, text: string, random: Random): string {
  const values = (choices ?? []).map(({ value }) => value);
  const usual = values[Math.floor(Math.abs(hiddenQuality(text) * 1000)) % Math.max(1, values.length)] ?? "";
  return random.happens(0.85) ? usual : random.pick(values);
}

/** Bad news of poor outputs, good news of fair ones; neutral things by chance. */
function isYes({ key, polarity }: FormField, quality: number, random: Random): boolean {
  if (cautious.includes(key)) return false;
  if (polarity === "NEUTRAL") return random.happens(0.3);
  const isGoodNews = quality + random.normal() * 0.4 > -1.2;
  return polarity === "GOOD" ? isGoodNews : !isGoodNews && random.happens(0.3);
}
