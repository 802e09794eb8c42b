import type { RejectedRow } from "./row-batches";

/** A rejected row as a report names it: its record without its text. */
export type ImportError = Omit<RejectRecord, "raw">;

/** A line of the rejects file. */
export interface RejectRecord {
  /** Where the row starts in its file, from 1. */
  readonly line: number;
  /** The column of the first problem; null where the row as a whole is meant. */
  readonly field: string | null;
  readonly rule: string;
  /** All that is wrong with the row, in words. */
  readonly message: string;
  readonly raw: string;
}

/** The record of a rejected row: one a row, so that a file's rejects can be counted by lines. */
export function rejectRecord({ line, raw, problems }: RejectedRow): RejectRecord {
  const [{ field, rule }] = problems;
  return { line, field, rule, message: problems.map((problem) => problem.message).join(" "), raw };
}

/** The record as a line of JSONL, with the line separators of Unicode escaped and a line feed at the end. */
export function rejectLine(rejected: RejectedRow): string {
  const { line, field, rule, message, raw } = rejectRecord(rejected);
  const text = JSON.stringify({ line, field, rule, message, raw });
  return `${text.replace(/[\u0085\u2028\u2029]/g, escaped)}\n`;
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
