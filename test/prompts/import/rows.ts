import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { RawRow } from "../../../src/prompts/import/raw-rows";
import type { RowReaderOptions } from "../../../src/prompts/import/row-reader";
import { readRawRows } from "../../../src/prompts/import/row-reader.adapter";

/** A source that hands out `bytes` in chunks that end at `cuts`. */
export async function* inChunks(bytes: Uint8Array, cuts: readonly number[] = []): AsyncGenerator<Uint8Array> {
  let start = 0;
  for (const cut of [...cuts].sort((a, b) => a - b)) {
    if (cut > start && cut < bytes.length) {
      yield bytes.subarray(start, cut);
      start = cut;
    }
  }
  if (start < bytes.length) yield bytes.subarray(start);
}

/** All rows of a file. */
export async function rowsOf(
  file: string | Uint8Array,
  options: RowReaderOptions & { readonly cuts?: readonly number[] } = {},
): Promise<RawRow[]> {
  const bytes = typeof file === "string" ? Buffer.from(file, "utf8") : file;
  const rows: RawRow[] = [];
  for await (const more of readRawRows(inChunks(bytes, options.cuts), options)) rows.push(...more);
  return rows;
}

/** The records of a file of which every row must be readable. */
export async function recordsOf(
  file: string | Uint8Array,
  options: Parameters<typeof rowsOf>[1] = {},
): Promise<unknown[]> {
  const rows = await rowsOf(file, options);
  return rows.map((row) => {
    if (row.problem !== null) throw new Error(`Line ${row.line}: ${row.problem.message}`);
    return { ...row.record };
  });
}

/** Rows in short: `line:ok`, or `line:rule` and the field. */
export function outline(rows: readonly RawRow[]): string[] {
  return rows.map(({ line, problem }) => {
    if (problem === null) return `${line}:ok`;
    return problem.field === null ? `${line}:${problem.rule}` : `${line}:${problem.rule} ${problem.field}`;
  });
}

/** The objects of a JSONL fixture. */
export function fixture(name: string): unknown[] {
  return fixtureBytes(name)
    .toString("utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line): unknown => JSON.parse(line));
}

/** The bytes of a fixture. */
export function fixtureBytes(name: string): Buffer {
  return readFileSync(join(__dirname, "..", "fixtures", name));
}
