import {
  closedAnswers,
  type AnswerKind,
  type FieldDefinition,
  type FieldScope,
} from "../forms/form-definition";
import { RatingTable, type RatingValue } from "./ratings";

/** A version of a label form, as far as agreement needs it. */
export interface FormVersion {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly fields: readonly FieldDefinition[];
}

/**
 * A question that labelers answered: a field of a form, through all versions of the form that ask it alike (same scope,
 * answer kind and scale). Where a version changes one of these, its answers are those of another question.
 */
export interface FormQuestion {
  readonly form: string;
  readonly versions: readonly number[];
  readonly field: string;
  readonly scope: FieldScope;
  readonly answerKind: AnswerKind;
  /** How many values the question offers, over all its versions. */
  readonly offered: number;
  readonly table: RatingTable;
}

/** A label's answer to a field. `completionId` is empty for a field of the prompt. */
export interface GivenAnswer {
  readonly field: string;
  readonly completionId: string;
  readonly answer: string | null;
  readonly score: number | null;
}

interface Gathered {
  readonly definition: FieldDefinition;
  readonly form: string;
  readonly versions: Set<number>;
  readonly values: Set<RatingValue>;
  readonly table: RatingTable;
}

/** Sorts answers by the question they answer. Written answers (TEXT) are no question of agreement and pass by. */
export class FormQuestions {
  readonly #byForm = new Map<string, ReadonlyMap<string, Gathered>>();
  readonly #all: Gathered[] = [];

  constructor(forms: readonly FormVersion[]) {
    const gathered = new Map<string, Gathered>();
    for (const form of [...forms].sort((a, b) => a.version - b.version)) {
      const fields = form.fields.filter(({ answerKind }) => answerKind !== "TEXT");
      this.#byForm.set(
        form.id,
        new Map(fields.map((field) => [field.key, this.#gather(gathered, form, field)])),
      );
    }
  }

  /** The keys of all fields whose answers can be compared. */
  get fieldKeys(): string[] {
    return [...new Set(this.#all.map(({ definition }) => definition.key))].sort();
  }

  /** Adds a labeler's answer within a task; the unit is the task, or the completion within it. */
  add(
    place: { readonly formId: string; readonly task: string; readonly labeler: string },
    given: GivenAnswer,
  ): void {
    const question = this.#byForm.get(place.formId)?.get(given.field);
    const value = given.score ?? given.answer;
    if (question === undefined || value === null) return;
    const unit = given.completionId === "" ? place.task : `${place.task}/${given.completionId}`;
    question.table.add(unit, place.labeler, value);
  }

  /** The questions, by form and then as the form asks them. */
  questions(): FormQuestion[] {
    return this.#all
      .map(({ definition, form, versions, values, table }) => ({
        form,
        versions: [...versions].sort((a, b) => a - b),
        field: definition.key,
        scope: definition.scope,
        answerKind: definition.answerKind,
        offered: values.size,
        table,
      }))
      .sort((a, b) => (a.form < b.form ? -1 : Number(a.form > b.form)));
  }

  #gather(gathered: Map<string, Gathered>, { name, version }: FormVersion, field: FieldDefinition): Gathered {
    const { key, scope, answerKind, scale } = field;
    const identity = JSON.stringify([name, key, scope, answerKind, scale?.min, scale?.max]);
    let question = gathered.get(identity);
    if (question === undefined) {
      question = {
        definition: field,
        form: name,
        versions: new Set(),
        values: new Set(),
        table: new RatingTable(),
      };
      gathered.set(identity, question);
      this.#all.push(question);
    }
    question.versions.add(version);
    for (const value of valuesOffered(field)) question.values.add(value);
    return question;
  }
}

/** The task of a unit; see `FormQuestions.add`. */
export function taskOfUnit(unit: string): string {
  const end = unit.indexOf("/");
  return end < 0 ? unit : unit.slice(0, end);
}

function valuesOffered(field: FieldDefinition): readonly RatingValue[] {
  const { scale } = field;
  if (scale === undefined) return closedAnswers(field) ?? [];
  return Array.from({ length: scale.max - scale.min + 1 }, (_, step) => scale.min + step);
}
