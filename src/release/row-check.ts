import { lineWriter } from "./canonical-json";
import type { Column, ColumnType, Row } from "./column-types";

/** What is wrong with a line of a data file. */
export interface LineProblem {
  readonly rule: "json" | "columns" | "type" | "canonical";
  readonly message: string;
}

/** A line that was read: its row, or what is wrong with it. */
export type CheckedLine =
  { readonly row: Row; readonly problem: null } | { readonly row: null; readonly problem: LineProblem };

/**
 * A checker of the lines of one config: each must parse, have exactly the declared columns with values of their
 * types, and be byte for byte what the writer would write (key order, spaces, form of numbers, escapes).
 */
export function lineChecker(columns: readonly Column[]): (line: string) => CheckedLine {
  const write = lineWriter(columns);
  return (line) => {
    const value = parsed(line);
    if (value === undefined) return wrong("json", "The line is no JSON.");
    const problem = objectProblem(value, columns, "");
    if (problem !== null) return { row: null, problem };
    const row = value as Row;
    if (written(row, write) === line) return { row, problem: null };
    return wrong(
      "canonical",
      "The line is not written as the format says: key order, spaces, numbers or escapes.",
    );
  };
}

function wrong(rule: LineProblem["rule"], message: string): CheckedLine {
  return { row: null, problem: { rule, message } };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}

function written(row: Row, write: (row: Row) => string): string | null {
  try {
    return write(row);
  } catch {
    return null;
  }
}

function objectProblem(value: unknown, columns: readonly Column[], path: string): LineProblem | null {
  const at = (name: string): string => (path === "" ? name : `${path}.${name}`);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return { rule: "type", message: `${path || "The line"} is no object.` };
  }
  const declared = new Set(columns.map(({ name }) => name));
  const extra = Object.keys(value).find((name) => !declared.has(name));
  if (extra !== undefined) return { rule: "columns", message: `${at(extra)} is no declared column.` };
  for (const { name, type, isNullable } of columns) {
    if (!Object.hasOwn(value, name)) return { rule: "columns", message: `${at(name)} is missing.` };
    const field: unknown = (value as Readonly<Record<string, unknown>>)[name];
    if (field === null && isNullable) continue;
    const problem = valueProblem(field, type, at(name));
    if (problem !== null) return problem;
  }
  return null;
}

function valueProblem(value: unknown, type: ColumnType, path: string): LineProblem | null {
  switch (type.is) {
    case "struct":
      return objectProblem(value, type.fields, path);
    case "list": {
      if (!Array.isArray(value)) return typeProblem(path, type);
      for (const [index, item] of value.entries()) {
        const problem = valueProblem(item, type.of, `${path}.${index}`);
        if (problem !== null) return problem;
      }
      return null;
    }
    case "string":
      return typeof value === "string" ? null : typeProblem(path, type);
    case "bool":
      return typeof value === "boolean" ? null : typeProblem(path, type);
    case "int64":
      return Number.isSafeInteger(value) ? null : typeProblem(path, type);
    case "float64":
      return typeof value === "number" ? null : typeProblem(path, type);
  }
}

function typeProblem(path: string, type: ColumnType): LineProblem {
  return { rule: "type", message: `${path} is not of the declared type ${type.is}.` };
}
