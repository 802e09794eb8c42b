import { refusal } from "../../core/errors";
import { textProblem } from "../../core/text-rules";
import { isObject, parseJson } from "./json-record";
import type { RawRecord, RowProblem } from "./raw-rows";

/** Names of the file's columns by the names of formats.md: `{ text: "prompt" }` reads `text` from `prompt`. */
export type ColumnRenames = Readonly<Record<string, string>>;

/** A record and how its values are to be taken. */
export interface ColumnSource {
  readonly record: RawRecord;
  /** Values are the texts of CSV cells: an empty one is absent, others are converted. */
  readonly hasCells: boolean;
  readonly names: ColumnNames;
}

/** Which of a file's columns is which column of formats.md. */
export class ColumnNames {
  readonly #known: ReadonlySet<string>;
  readonly #claimed: ReadonlySet<string>;

  /** @throws LabelroomError BAD_INPUT where `renames` names a column that there is none of. */
  constructor(
    columns: readonly string[],
    private readonly renames: ColumnRenames,
  ) {
    for (const name of Object.keys(renames)) {
      if (columns.includes(name)) continue;
      const list = columns.join(", ");
      throw refusal(
        "BAD_INPUT",
        `map.${name}`,
        "column",
        `There is no column ${name} to rename; there are ${list}.`,
      );
    }
    this.#claimed = new Set(Object.values(renames));
    this.#known = new Set(columns.map((name) => this.inFile(name)).filter((name) => name !== null));
  }

  /** The file's name for a column; null where another column is read from what has this name. */
  inFile(name: string): string | null {
    if (Object.hasOwn(this.renames, name)) return this.renames[name] ?? null;
    return this.#claimed.has(name) ? null : name;
  }

  /** The columns of a record that nobody reads. */
  unknown(record: RawRecord): string[] {
    return Object.keys(record).filter((name) => !this.#known.has(name));
  }
}

/** How many characters (code points) a text may have. */
export interface TextBounds {
  readonly min?: number;
  readonly max: number;
}

const cellTruths: Readonly<Record<string, boolean>> = {
  true: true,
  false: false,
  "1": true,
  "0": false,
  yes: true,
  no: false,
};

/**
 * Reads the columns of one record, gathering what is wrong with them: a method gives null both for an absent
 * value (also JSON's null) and for a bad one, which then stands in `problems`.
 */
export class Columns {
  readonly problems: RowProblem[] = [];
  /** Keys within columns that nobody reads, such as `context.name`. */
  readonly unreadKeys: string[] = [];

  constructor(private readonly source: ColumnSource) {}

  fail(field: string, rule: string, message: string): null {
    this.problems.push({ field, rule, message });
    return null;
  }

  /** Whether the file gives a value: not null, not empty, no empty list. */
  has(name: string): boolean {
    const value = this.#value(name);
    if (value === undefined || (Array.isArray(value) && value.length === 0)) return false;
    return !(this.source.hasCells && typeof value === "string" && /^\s*\[\s*\]\s*$/.test(value));
  }

  /** Says that a required column is absent, unless something else is wrong with it. */
  require(name: string, message: string): void {
    if (!this.isFaulty(name) && !this.has(name)) this.fail(name, "required", message);
  }

  /** Whether a problem of this column is known. */
  isFaulty(name: string): boolean {
    return this.problems.some(({ field }) => field === name);
  }

  /** A text, kept exactly. An empty one is absent where `min` is 1 (the default), a value where it is 0. */
  text(name: string, { min = 1, max }: TextBounds): string | null {
    const value = this.#given(name);
    if (value === undefined) return null;
    return value === "" && min > 0 ? null : this.#boundedText(name, value, max);
  }

  /** One of `choices`, written exactly so. */
  choice<T extends string>(name: string, choices: readonly T[]): T | null {
    const value = this.#value(name);
    if (value === undefined) return null;
    const known = choices.find((choice) => choice === value);
    return known ?? this.fail(name, "choice", `${name} is one of ${choices.join(", ")}${shown(value)}.`);
  }

  /** true or false; a cell may also say 1, 0, yes, no, in any case of letters. */
  truth(name: string): boolean | null {
    const value = this.#value(name);
    if (value === undefined || typeof value === "boolean") return value ?? null;
    const word = this.source.hasCells && typeof value === "string" ? value.trim().toLowerCase() : "";
    if (Object.hasOwn(cellTruths, word)) return cellTruths[word] ?? null;
    const words = this.source.hasCells ? "true, false, 1, 0, yes or no" : "true or false";
    return this.fail(name, "boolean", `${name} is ${words}${shown(value)}.`);
  }

  /** A whole number from 0 to `max`. */
  count(name: string, max: number): number | null {
    const value = this.#value(name);
    if (value === undefined) return null;
    const number =
      this.source.hasCells && typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
    if (Number.isInteger(number) && Number(number) >= 0 && Number(number) <= max) return Number(number);
    return this.fail(name, "range", `${name} is a whole number from 0 to ${max}${shown(value)}.`);
  }

  /** A list of objects, each read by `read` with its path (`context.0`); a bad element is left out. */
  list<T>(name: string, max: number, read: (item: RawRecord, path: string) => T | null): T[] {
    const value = this.#structure(name);
    if (value === undefined) return [];
    if (!Array.isArray(value))
      return this.#noList(name, "list", `${name} is a list of objects${shown(value)}.`);
    if (value.length > max) {
      return this.#noList(name, "length", `${name} has ${value.length} elements; ${max} are the most.`);
    }
    return value.flatMap((item: unknown, index) => {
      const path = `${name}.${index}`;
      const result = isObject(item)
        ? read(item, path)
        : this.fail(path, "object", `${path} is not an object.`);
      return result === null ? [] : [result];
    });
  }

  /** An object of any keys. */
  object(name: string): RawRecord | null {
    const value = this.#structure(name);
    if (value === undefined) return null;
    return isObject(value) ? value : this.fail(name, "object", `${name} is an object${shown(value)}.`);
  }

  /** A required text within an element of a list; it may be empty. */
  innerText(item: RawRecord, path: string, { key, max }: { key: string; max: number }): string | null {
    const value = Object.hasOwn(item, key) ? item[key] : undefined;
    const field = `${path}.${key}`;
    if (value === undefined || value === null) return this.fail(field, "required", `${field} is missing.`);
    return this.#boundedText(field, value, max);
  }

  /** Remembers the keys of an element that are none of `known`. */
  noteKeys(item: RawRecord, path: string, known: readonly string[]): void {
    const column = path.replace(/\.\d+$/, "");
    for (const key of Object.keys(item)) if (!known.includes(key)) this.unreadKeys.push(`${column}.${key}`);
  }

  #noList(name: string, rule: string, message: string): [] {
    this.fail(name, rule, message);
    return [];
  }

  #boundedText(field: string, value: unknown, max: number): string | null {
    if (typeof value !== "string") return this.fail(field, "string", `${field} is a text${shown(value)}.`);
    const problem = textProblem(value);
    if (problem !== null) return this.fail(field, problem.rule, `${field}: ${problem.message}`);
    if (!isLongerThan(value, max)) return value;
    return this.fail(field, "length", `${field} has more than ${max.toLocaleString("en-US")} characters.`);
  }

  /** A list or object; in a cell it is written as JSON. */
  #structure(name: string): unknown {
    const value = this.#value(name);
    if (!this.source.hasCells || typeof value !== "string") return value;
    const parsed = parseJson(value);
    if (parsed.problem === null) return parsed.value ?? undefined;
    const { field, rule, message } = parsed.problem;
    this.fail(
      field === null ? name : `${name}.${field}`,
      rule,
      `${name}: ${message.replace("The row", "The cell")}`,
    );
    return undefined;
  }

  /** The value of a column; undefined where it is absent, null or empty. */
  #value(name: string): unknown {
    const value = this.#given(name);
    return value === "" ? undefined : value;
  }

  #given(name: string): unknown {
    const { record, names } = this.source;
    const key = names.inFile(name);
    return key !== null && Object.hasOwn(record, key) ? (record[key] ?? undefined) : undefined;
  }
}

/** Whether a text has more than `max` code points. */
export function isLongerThan(text: string, max: number): boolean {
  if (text.length <= max) return false;
  if (text.length > 2 * max) return true;
  let points = 0;
  for (const _ of text) points += 1;
  return points > max;
}

/** A value as part of a message: short ones are shown, others only by their type. */
function shown(value: unknown): string {
  if (typeof value === "string")
    return value.length <= 40 ? `, not ${JSON.stringify(value)}` : ", not a long text";
  if (value === null || typeof value === "number" || typeof value === "boolean")
    return `, not ${String(value)}`;
  return Array.isArray(value) ? ", not a list" : ", not an object";
}
