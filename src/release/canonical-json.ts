import { refusal } from "../core/errors";
import { textProblem } from "../core/text-rules";
import type { Column, ColumnType, Row, RowValue } from "./column-types";

/** Short texts of these characters (ids, enums) need no escape: half the time of JSON.stringify. */
const needsNoEscape = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;
const longestShort = 64;
/** What JSON.stringify leaves alone or hides, and a release does not: refused or escaped below. */
const needsCare = /[\0\u0085\u2028\u2029\ud800-\udfff]/;
const lineBreakers = /[\u0085\u2028\u2029]/g;

/**
 * A text as a JSON string: as JSON.stringify, with U+0085, U+2028 and U+2029 escaped too, because Python's
 * `str.splitlines()` ends a row there. Throws BAD_INPUT on NUL and lone surrogates; `path` names the place.
 */
export function quoted(text: string, path = "text"): string {
  if (text.length <= longestShort && needsNoEscape.test(text)) return `"${text}"`;
  if (!needsCare.test(text)) return JSON.stringify(text);
  const problem = textProblem(text);
  if (problem !== null) throw refusal("BAD_INPUT", path, problem.rule, problem.message);
  return JSON.stringify(text).replace(
    lineBreakers,
    (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** An integer, bare. Throws where it is not one that a double holds exactly. */
export function integerText(value: number, path = "number"): string {
  if (!Number.isSafeInteger(value)) throw new Error(`${path}: ${value} is no integer.`);
  return value === 0 ? "0" : String(value);
}

/**
 * A float, always with a fraction (`1.0`, `1.0e+21`): readers infer a column's type from the first rows. Otherwise
 * the shortest digits that read back as the same double. Throws on NaN and infinities; -0 is written `0.0`.
 */
export function floatText(value: number, path = "number"): string {
  if (!Number.isFinite(value)) throw new Error(`${path}: ${value} is no finite number.`);
  if (value === 0) return "0.0";
  const text = String(value);
  if (text.includes(".")) return text;
  const exponent = text.indexOf("e");
  return exponent < 0 ? `${text}.0` : `${text.slice(0, exponent)}.0${text.slice(exponent)}`;
}

type Writer = (value: RowValue | undefined) => string;

/**
 * The one writer of data rows: a function from a row to its line, without the newline. Keys stand in the order of
 * `columns`, no space between tokens. It throws where a value is missing or isn't of its column's type.
 */
export function lineWriter(columns: readonly Column[]): (row: Row) => string {
  return structWriter(columns, "");
}

function structWriter(columns: readonly Column[], path: string): (row: Row) => string {
  const parts = columns.map(({ name, type, isNullable }, index) => ({
    name,
    key: `${index === 0 ? "{" : ","}${JSON.stringify(name)}:`,
    write: valueWriter(type, { isNullable, path: path === "" ? name : `${path}.${name}` }),
  }));
  return (row) => {
    let text = "";
    for (const { name, key, write } of parts) text += key + write(row[name]);
    return `${text}}`;
  };
}

interface Place {
  readonly isNullable: boolean;
  readonly path: string;
}

function valueWriter(type: ColumnType, place: Place): Writer {
  const write = presentWriter(type, place.path);
  if (!place.isNullable) return write;
  return (value) => (value === null ? "null" : write(value));
}

function presentWriter(type: ColumnType, path: string): Writer {
  switch (type.is) {
    case "string":
      return (value) => (typeof value === "string" ? quoted(value, path) : wrongType(value, type, path));
    case "int64":
      return (value) => (typeof value === "number" ? integerText(value, path) : wrongType(value, type, path));
    case "float64":
      return (value) => (typeof value === "number" ? floatText(value, path) : wrongType(value, type, path));
    case "bool":
      return (value) => (typeof value === "boolean" ? String(value) : wrongType(value, type, path));
    case "struct": {
      const write = structWriter(type.fields, path);
      return (value) => (isRow(value) ? write(value) : wrongType(value, type, path));
    }
    case "list": {
      const write = valueWriter(type.of, { isNullable: false, path });
      return (value) => {
        if (!Array.isArray(value)) return wrongType(value, type, path);
        let text = "[";
        for (let index = 0; index < value.length; index += 1) {
          text += (index === 0 ? "" : ",") + write((value as readonly RowValue[])[index]);
        }
        return `${text}]`;
      };
    }
  }
}

function isRow(value: RowValue | undefined): value is Row {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function wrongType(value: unknown, type: ColumnType, path: string): never {
  const given = value === undefined ? "missing" : value === null ? "null" : typeof value;
  throw new Error(`${path}: the value is ${given}, the column is ${type.is}.`);
}

/** A number that is a float even where it has no fraction: `indented` writes it by `floatText`. */
export class Float {
  constructor(readonly value: number) {}
}

/** A value of the JSON files that aren't data (manifest, index, Croissant). */
export type JsonValue =
  string | number | boolean | null | Float | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** JSON indented by 2 spaces, in the given key order, with the same texts and floats as the data; no end newline. */
export function indented(value: JsonValue, indent = ""): string {
  if (typeof value === "string") return quoted(value);
  if (typeof value === "number") return Number.isInteger(value) ? integerText(value) : floatText(value);
  if (value instanceof Float) return floatText(value.value);
  if (typeof value !== "object" || value === null) return String(value);
  const inner = `${indent}  `;
  if (isList(value)) {
    if (value.length === 0) return "[]";
    return `[\n${value.map((item) => inner + indented(item, inner)).join(",\n")}\n${indent}]`;
  }
  const entries = Object.entries(value);
  if (entries.length === 0) return "{}";
  const lines = entries.map(([key, item]) => `${inner}${quoted(key)}: ${indented(item, inner)}`);
  return `{\n${lines.join(",\n")}\n${indent}}`;
}

function isList(value: object): value is readonly JsonValue[] {
  return Array.isArray(value);
}
