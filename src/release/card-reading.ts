import { parse } from "yaml";
import type { LoadedHeader } from "./card-header";

/** Whether a card's header says of the files exactly what `expected` says; else what is wrong. */
export function cardProblem(card: string, expected: LoadedHeader): string | null {
  const found = /^---\n([\s\S]*?)\n---\n/.exec(card)?.[1];
  if (found === undefined) return "The card has no header between `---` lines.";
  const header = parsedHeader(found);
  if (header === null) return "The card's header is no YAML object.";
  for (const part of ["configs", "dataset_info"] as const) {
    const problem = difference(header[part], expected[part], part);
    if (problem !== null) return problem;
  }
  return null;
}

function parsedHeader(yaml: string): Readonly<Record<string, unknown>> | null {
  try {
    const header: unknown = parse(yaml);
    return isObject(header) ? header : null;
  } catch {
    return null;
  }
}

/** The first place where two plain values differ, in words; null where they are equal. */
export function difference(found: unknown, expected: unknown, path: string): string | null {
  if (found === expected) return null;
  if (!isObject(found) || !isObject(expected) || Array.isArray(found) !== Array.isArray(expected)) {
    return `${path} is ${shown(found)}, it should be ${shown(expected)}.`;
  }
  const keys = [...new Set([...Object.keys(expected), ...Object.keys(found)])];
  for (const key of keys) {
    const problem = difference(found[key], expected[key], `${path}.${key}`);
    if (problem !== null) return problem;
  }
  return null;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? "missing").slice(0, 80);
}
