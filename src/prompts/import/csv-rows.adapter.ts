import { isUtf8 } from "node:buffer";
import { parse } from "csv-parse/sync";
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
  readonly hasBadQuote: boolean;
}

/**
 * Where in a row a byte stands. CLOSED: after a quotation mark that ends a quoted cell, unless a second one
 * follows; then, but for a line end, only a delimiter may follow.
 */
type Place = "CELL_START" | "PLAIN" | "QUOTED" | "CLOSED" | "CLOSED_CR";

/**
 * CSV and TSV by RFC 4180. The bounds of rows are found here, so that lines are counted, a row over the bound is
 * never held, and one bad row does not spoil the next; csv-parse reads the cells, all rows of a chunk at once.
 * A quotation mark within a cell that does not begin with one is a plain character.
 */
export class CsvRows implements RowParser {
  readonly #pending = new PendingRow();
  readonly #delimiter: number;
  readonly #lineEnd: number;
  #line = 1;
  #startLine = 1;
  #place: Place = "CELL_START";
  #hasBadQuote = false;
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
      if (byte !== this.#lineEnd) {
        this.#place = this.#placeAfter(byte);
        continue;
      }
      this.#line += 1;
      if (this.#place === "QUOTED") continue;
      this.#close(this.#pending.complete(chunk.subarray(start, at)), rows);
      start = at + 1;
    }
    this.#pending.hold(chunk.subarray(start));
    return this.#read(rows);
  }

  end(broken: RowProblem | null): RawRow[] {
    const rest = this.#pending.complete(Buffer.alloc(0));
    const unclosed = this.#place === "QUOTED" ? unclosedQuote : null;
    const problem = broken ?? (rest.isOversize ? oversizeProblem : unclosed);
    if (problem !== null) return [{ line: this.#startLine, raw: rest.bytes.toString("utf8"), problem }];
    const rows: CsvRow[] = [];
    this.#close(rest, rows);
    return this.#read(rows);
  }

  #placeAfter(byte: number): Place {
    const place = this.#place;
    if (place === "QUOTED") return byte === quote ? "CLOSED" : "QUOTED";
    if (place === "CLOSED" && byte === quote) return "QUOTED";
    if (place === "CLOSED" && byte === carriageReturn) return "CLOSED_CR";
    if (place === "CELL_START" && byte === quote) return "QUOTED";
    if (place === "CLOSED_CR" || (place === "CLOSED" && byte !== this.#delimiter)) this.#hasBadQuote = true;
    return byte === this.#delimiter ? "CELL_START" : "PLAIN";
  }

  #close({ bytes, isOversize }: RowBytes, rows: CsvRow[]): void {
    const own = bytes.at(-1) === carriageReturn ? bytes.subarray(0, -1) : bytes;
    const hasBadQuote = this.#hasBadQuote;
    if (own.length > 0) rows.push({ line: this.#startLine, bytes: own, isOversize, hasBadQuote });
    this.#startLine = this.#line;
    this.#place = "CELL_START";
    this.#hasBadQuote = false;
  }

  #read(rows: readonly CsvRow[]): RawRow[] {
    const problems = rows.map(bytesProblem);
    const sound = rows.filter((_, index) => problems[index] === null);
    const cells = this.#cells(sound);
    let next = 0;
    return rows.flatMap((row, index) => {
      const raw = row.bytes.toString("utf8");
      const problem = problems[index] ?? null;
      if (problem === null) return this.#readRow(row.line, raw, cells[next++] ?? []);
      this.#header ??= { names: [], problem: rowProblem("header", "The header row could not be read.") };
      return { line: row.line, raw, problem };
    });
  }

  /** The cells of each of the rows. */
  #cells(rows: readonly CsvRow[]): string[][] {
    const { delimiter, lineEnd } = this.options;
    const block = Buffer.concat(rows.flatMap((row) => [row.bytes, Buffer.from(lineEnd)]));
    const options = { delimiter, record_delimiter: lineEnd, relax_column_count: true, relax_quotes: true };
    const cells: string[][] = parse(block, options);
    if (cells.length !== rows.length) throw new Error("csv-parse and the bounds of rows disagree.");
    return cells;
  }

  /** The row with its cells named by the header; nothing for the header itself. */
  #readRow(line: number, raw: string, cells: readonly string[]): RawRow[] {
    if (this.#header === null) {
      this.#header = readHeader(cells);
      return [];
    }
    const { names, problem: headerProblem } = this.#header;
    const problem = headerProblem ?? cellProblem(names, cells);
    if (problem !== null) return [{ line, raw, problem }];
    return [{ line, raw, record: recordOf(names, cells), hasCells: true, problem: null }];
  }
}

const unclosedQuote = rowProblem("quote", "A quotation mark is opened and never closed.");
const badQuote = rowProblem(
  "quote",
  "Something stands between a closing quotation mark and the next cell; write a quotation mark within a cell twice.",
);

function bytesProblem({ bytes, isOversize, hasBadQuote }: CsvRow): RowProblem | null {
  if (isOversize) return oversizeProblem;
  if (!isUtf8(bytes)) return encodingProblem(bytes, bytes.toString("utf8"));
  return hasBadQuote ? badQuote : null;
}

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
