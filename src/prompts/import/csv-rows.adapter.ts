import { isUtf8 } from "node:buffer";
import { CsvError, parse } from "csv-parse/sync";
import { encodingProblem } from "./json-record";
import { PendingRow, type RowBytes } from "./pending-row";
import { type RawRow, type RowParser, type RowProblem, oversizeProblem, rowProblem } from "./raw-rows";

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const quote = 0x22;

interface CsvOptions {
  /** What stands between cells: one ASCII character, no quotation mark and no line end. */
  readonly delimiter: string;
  /** "\r" for files that end lines so and hold no "\n"; else rows end in "\n" or "\r\n". */
  readonly lineEnd: "\n" | "\r";
}

interface CsvRow extends RowBytes {
  readonly line: number;
}

/**
 * CSV and TSV by RFC 4180. The bounds of rows are found here, so that lines are counted, a row over the bound is
 * never held, and one bad row does not spoil the next; csv-parse (strict about quotation marks) reads the cells,
 * all rows of a chunk at once. Where it refuses, it gets the rows one by one.
 */
export class CsvRows implements RowParser {
  readonly #pending = new PendingRow();
  readonly #delimiter: number;
  readonly #lineEnd: number;
  #line = 1;
  #startLine = 1;
  #isQuoted = false;
  #isCellStart = true;
  /** The last byte was a quotation mark that ended a quoted cell, unless another follows. */
  #isAfterQuote = false;
  #header: Header | null = null;

  constructor(private readonly options: CsvOptions) {
    this.#delimiter = options.delimiter.charCodeAt(0);
    this.#lineEnd = options.lineEnd === "\r" ? carriageReturn : lineFeed;
  }

  push(chunk: Buffer): RawRow[] {
    const rows: CsvRow[] = [];
    let start = 0;
    for (let at = 0; at < chunk.length; at += 1) {
      const byte = chunk[at] ?? 0;
      if (byte === this.#lineEnd) {
        this.#line += 1;
        if (this.#isQuoted) continue;
        this.#close(this.#pending.complete(chunk.subarray(start, at)), rows);
        start = at + 1;
      } else this.#step(byte);
    }
    this.#pending.hold(chunk.subarray(start));
    return this.#read(rows);
  }

  end(broken: RowProblem | null): RawRow[] {
    const rest = this.#pending.complete(Buffer.alloc(0));
    const unclosed = this.#isQuoted
      ? rowProblem("quote", "A quotation mark is opened and never closed.")
      : null;
    const problem = broken ?? (rest.isOversize ? oversizeProblem : unclosed);
    if (problem !== null) return [{ line: this.#startLine, raw: rest.bytes.toString("utf8"), problem }];
    const rows: CsvRow[] = [];
    this.#close(rest, rows);
    return this.#read(rows);
  }

  #step(byte: number): void {
    if (byte === quote) {
      if (this.#isQuoted) {
        this.#isQuoted = false;
        this.#isAfterQuote = true;
        return;
      }
      this.#isQuoted = this.#isCellStart || this.#isAfterQuote;
    }
    this.#isAfterQuote = false;
    this.#isCellStart = byte === this.#delimiter && !this.#isQuoted;
  }

  #close(row: RowBytes, rows: CsvRow[]): void {
    const bytes = row.bytes.at(-1) === carriageReturn ? row.bytes.subarray(0, -1) : row.bytes;
    if (bytes.length > 0) rows.push({ line: this.#startLine, bytes, isOversize: row.isOversize });
    this.#startLine = this.#line;
    this.#isQuoted = false;
    this.#isCellStart = true;
    this.#isAfterQuote = false;
  }

  #read(rows: readonly CsvRow[]): RawRow[] {
    const sound = rows.filter((row) => !row.isOversize && isUtf8(row.bytes));
    const block = Buffer.concat(sound.flatMap((row) => [row.bytes, Buffer.from(this.options.lineEnd)]));
    const cells = this.#cells(block);
    const read: RawRow[] = [];
    let next = 0;
    for (const row of rows) {
      const isSound = row === sound[next];
      const own =
        isSound && cells instanceof Array && cells.length === sound.length ? cells[next] : undefined;
      if (isSound) next += 1;
      const result = this.#readRow(row, own);
      if (result !== null) read.push(result);
    }
    return read;
  }

  /** The cells of each row of `block` (line ends are those of the options), or why csv-parse refuses it. */
  #cells(block: Buffer): string[][] | RowProblem {
    try {
      return parse(block, {
        delimiter: this.options.delimiter,
        record_delimiter: this.options.lineEnd,
        relax_column_count: true,
      });
    } catch (error) {
      if (!(error instanceof CsvError)) throw error;
      return rowProblem(
        "quote",
        quoteMessages[error.code] ?? "The quotation marks of the row can't be read.",
      );
    }
  }

  /** The row with its cells named by the header; null for the header itself. */
  #readRow(row: CsvRow, knownCells: string[] | undefined): RawRow | null {
    const raw = row.bytes.toString("utf8");
    const refused = (problem: RowProblem): RawRow => {
      this.#header ??= { names: [], problem: rowProblem("header", "The header row could not be read.") };
      return { line: row.line, raw, problem };
    };
    if (row.isOversize) return refused(oversizeProblem);
    if (!isUtf8(row.bytes)) return refused(encodingProblem(row.bytes, raw));
    const cells = knownCells ?? this.#cells(row.bytes);
    if (!(cells instanceof Array)) return refused(cells);
    const values = knownCells ?? cells.flat();
    if (this.#header === null) {
      this.#header = readHeader(values);
      return null;
    }
    const problem = this.#header.problem ?? cellProblem(this.#header.names, values);
    if (problem !== null) return refused(problem);
    return {
      line: row.line,
      raw,
      record: recordOf(this.#header.names, values),
      hasCells: true,
      problem: null,
    };
  }
}

const quoteMessages: Readonly<Record<string, string>> = {
  CSV_INVALID_CLOSING_QUOTE:
    "Something stands between a closing quotation mark and the next cell; write a quotation mark within a cell twice.",
  INVALID_OPENING_QUOTE:
    "A quotation mark stands within a cell that does not begin with one; put the whole cell in quotation marks.",
};

interface Header {
  readonly names: readonly string[];
  /** What makes every row unreadable. */
  readonly problem: RowProblem | null;
}

function readHeader(cells: readonly string[]): Header {
  const names = cells.map((cell) => cell.trim());
  const duplicate = names.find((name, index) => name !== "" && names.indexOf(name) !== index);
  return { names, problem: headerProblem(names, duplicate) };
}

function headerProblem(names: readonly string[], duplicate: string | undefined): RowProblem | null {
  if (duplicate !== undefined) {
    return {
      field: duplicate,
      rule: "duplicateKey",
      message: `The header names the column ${duplicate} twice.`,
    };
  }
  if (names.includes("__proto__")) {
    return { field: "__proto__", rule: "forbiddenKey", message: "A column can't be named __proto__." };
  }
  if (names.some((name) => name.includes("\0"))) {
    return rowProblem("noNul", "The header row holds a NUL character (U+0000).");
  }
  return null;
}

function cellProblem(names: readonly string[], cells: readonly string[]): RowProblem | null {
  if (cells.length !== names.length) {
    return rowProblem("columnCount", `The row has ${cells.length} cells, the header ${names.length}.`);
  }
  const bad = cells.findIndex((cell) => cell.includes("\0"));
  if (bad < 0) return null;
  return { field: names[bad] ?? null, rule: "noNul", message: "The cell holds a NUL character (U+0000)." };
}

function recordOf(names: readonly string[], cells: readonly string[]): Readonly<Record<string, string>> {
  const record: Record<string, string> = {};
  names.forEach((name, index) => {
    record[name] = cells[index] ?? "";
  });
  return record;
}
