import { isUtf8 } from "node:buffer";
import { textProblem } from "../../core/text-rules";
import { type RawRecord, type RawRow, type RowProblem, oversizeProblem, rowProblem } from "./raw-rows";
import type { RowBytes } from "./pending-row";

/** How deep objects and lists may stand in each other within a row. */
export const maxJsonDepth = 32;

type Json = { readonly value: unknown; readonly problem: null } | { readonly problem: RowProblem };

/** Reads the bytes of one row as a JSON object. */
export function readJsonRow(line: number, { bytes, isOversize }: RowBytes): RawRow {
  const raw = bytes.toString("utf8");
  if (isOversize) return { line, raw, problem: oversizeProblem };
  if (!isUtf8(bytes)) return { line, raw, problem: encodingProblem(bytes, raw) };
  const parsed = parseJson(raw);
  if (parsed.problem !== null) return { line, raw, problem: parsed.problem };
  if (!isObject(parsed.value)) {
    return {
      line,
      raw,
      problem: rowProblem("object", "The row is not a JSON object of columns and values."),
    };
  }
  return { line, raw, record: parsed.value, hasCells: false, problem: null };
}

/**
 * Parses JSON and refuses what JSON.parse lets pass: a key that occurs twice, `__proto__`, NUL, half of a
 * surrogate pair, nesting beyond `maxJsonDepth`.
 */
export function parseJson(text: string): Json {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { problem: syntaxProblem(text, error) };
  }
  const keys = countKeys(value, 0);
  if (keys < 0) return { problem: rowProblem("depth", `The JSON is nested deeper than ${maxJsonDepth}.`) };
  if (!hasKeysOnce(text, keys)) {
    const duplicate = firstDuplicateKey(text);
    if (duplicate !== null) return { problem: duplicate };
  }
  // Control characters and surrogate halves reach a value only by a \u escape.
  const problem = text.includes("\\u") || text.includes("__proto__") ? valueProblem(value, "") : null;
  return problem === null ? { value, problem: null } : { problem };
}

/** Whether a value is an object of keys and values. */
export function isObject(value: unknown): value is RawRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The problem of bytes that are not UTF-8; `decoded` is their text, with U+FFFD in place of what is wrong. */
export function encodingProblem(bytes: Buffer, decoded: string): RowProblem {
  const again = Buffer.from(decoded, "utf8");
  let at = 0;
  while (at < bytes.length && bytes[at] === again[at]) at += 1;
  // UTF-16 input is handed on as UTF-8, a surrogate half as the three bytes that UTF-8 forbids for it.
  if (bytes[at] === 0xed && (bytes[at + 1] ?? 0) >= 0xa0) {
    return rowProblem("wellFormed", "The row holds half of a surrogate pair, which no store keeps.");
  }
  const byte = (bytes[at] ?? 0).toString(16).toUpperCase().padStart(2, "0");
  return rowProblem("utf8", `Byte ${at + 1} of the row (0x${byte}) is not UTF-8; save the file as UTF-8.`);
}

function syntaxProblem(text: string, error: unknown): RowProblem {
  if (text.includes("\0")) return rowProblem("noNul", "The row holds a NUL character (U+0000).");
  // The engine's message may quote the row, which has no place in a log.
  const words = error instanceof Error ? error.message.replace(/(, (\.\.\.)?"| in JSON).*$/s, "") : "";
  return rowProblem("json", `The row is not valid JSON: ${words}.`);
}

/** All keys at every depth, or -1 where the nesting goes too deep. */
function countKeys(value: unknown, depth: number): number {
  if (typeof value !== "object" || value === null) return 0;
  if (depth >= maxJsonDepth) return -1;
  const isList = Array.isArray(value);
  const values: unknown[] = isList ? value : Object.values(value);
  let count = isList ? 0 : values.length;
  for (const inner of values) {
    if (typeof inner !== "object" || inner === null) continue;
    const below = countKeys(inner, depth + 1);
    if (below < 0) return -1;
    count += below;
  }
  return count;
}

/**
 * True only if no key of `text` occurs twice; false means that a closer look is needed. Every key is followed
 * by a colon, so there are at least as many `":` as keys written, and at least as many keys written as parsed.
 */
function hasKeysOnce(text: string, parsedKeys: number): boolean {
  let written = 0;
  for (let at = text.indexOf('":'); at >= 0; at = text.indexOf('":', at + 2)) written += 1;
  return written === parsedKeys && !/"[ \t\r\n]+:/.test(text);
}

/** The first key that occurs twice in one object of valid JSON, or null. */
function firstDuplicateKey(text: string): RowProblem | null {
  const tokens = /"(?:[^"\\]|\\.)*"|[{}[\]:]/gs;
  const open: Set<string>[] = [];
  let last = "";
  for (const [token] of text.matchAll(tokens)) {
    if (token === "{" || token === "[") open.push(new Set());
    else if (token === "}" || token === "]") open.pop();
    else if (token === ":") {
      const keys = open.at(-1);
      const key: unknown = JSON.parse(last);
      if (typeof key !== "string" || keys === undefined) continue;
      if (keys.has(key))
        return { field: key, rule: "duplicateKey", message: `The key ${last} occurs twice.` };
      keys.add(key);
    }
    last = token;
  }
  return null;
}

/** The first text or key of a value that can't be stored. The depth is bounded already. */
function valueProblem(value: unknown, path: string): RowProblem | null {
  if (typeof value === "string") return storeProblem(value, path);
  if (typeof value !== "object" || value === null) return null;
  for (const [key, inner] of Object.entries(value)) {
    const field = path === "" ? key : `${path}.${key}`;
    const problem = keyProblem(key, path) ?? valueProblem(inner, field);
    if (problem !== null) return problem;
  }
  return null;
}

function keyProblem(key: string, path: string): RowProblem | null {
  if (key === "__proto__") {
    return { field: key, rule: "forbiddenKey", message: "A column or key can't be named __proto__." };
  }
  return storeProblem(key, path);
}

function storeProblem(text: string, path: string): RowProblem | null {
  const problem = textProblem(text);
  return problem === null ? null : { field: path === "" ? null : path, ...problem };
}
