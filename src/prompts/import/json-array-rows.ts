import { readJsonRow } from "./json-record";
import { PendingRow } from "./pending-row";
import { type RawRow, type RowParser, type RowProblem, rowProblem } from "./raw-rows";

const lineFeed = 0x0a;
const quote = 0x22;
const comma = 0x2c;
const openList = 0x5b;
const backslash = 0x5c;
const closeList = 0x5d;
const openObject = 0x7b;
const closeObject = 0x7d;

/**
 * BEFORE the array, at the FIRST element or the end, at the NEXT element (after a comma), in an ELEMENT, AFTER
 * the array, or LOST: what stands there is no array, or goes on after its end, and is reported once.
 */
type Place = "BEFORE" | "FIRST" | "NEXT" | "ELEMENT" | "AFTER" | "LOST";

const truncated = rowProblem("truncated", "The file ends before the array is closed.");
const missing = rowProblem("json", "There is no element between two commas, or a comma before the end.");
const notArray = rowProblem("array", "The file is not a JSON array of objects.");
const trailing = rowProblem("array", "Something follows the end of the array.");

/**
 * One JSON array of objects. Only the elements' bounds are looked for here, so the file is never held; what
 * stands between them is JSON.parse's. A raw line feed ends a string, for valid JSON has none there: so a
 * forgotten quotation mark spoils one element and not all that follow.
 */
export class JsonArrayRows implements RowParser {
  readonly #pending = new PendingRow();
  #place: Place = "BEFORE";
  #line = 1;
  #startLine = 1;
  #depth = 0;
  #isInString = false;
  #isEscaped = false;
  #rows: RawRow[] = [];

  push(chunk: Buffer): RawRow[] {
    let at = 0;
    while (at < chunk.length && this.#place !== "LOST") {
      at = this.#place === "ELEMENT" ? this.#readElement(chunk, at) : this.#readBetween(chunk, at);
    }
    return this.#taken();
  }

  end(broken: RowProblem | null): RawRow[] {
    const rest = this.#pending.complete(Buffer.alloc(0)).bytes.toString("utf8");
    const line = this.#place === "ELEMENT" ? this.#startLine : this.#line;
    if (broken !== null) this.#rows.push({ line, raw: rest, problem: broken });
    else if (this.#place === "BEFORE") this.#report(notArray);
    else if (this.#place !== "AFTER" && this.#place !== "LOST") {
      this.#rows.push({ line, raw: rest, problem: truncated });
    }
    return this.#taken();
  }

  #taken(): RawRow[] {
    const rows = this.#rows;
    this.#rows = [];
    return rows;
  }

  #report(problem: RowProblem, raw = ""): void {
    this.#rows.push({ line: this.#line, raw, problem });
  }

  /** Reads on from a place between elements; returns where it stopped. */
  #readBetween(chunk: Buffer, from: number): number {
    let at = from;
    for (; at < chunk.length; at += 1) {
      const byte = chunk[at];
      if (byte === lineFeed) this.#line += 1;
      else if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d) break;
    }
    if (at === chunk.length) return at;
    return this.#enter(chunk, at);
  }

  #enter(chunk: Buffer, at: number): number {
    const byte = chunk[at];
    if (this.#place === "BEFORE" || this.#place === "AFTER") {
      if (this.#place === "BEFORE" && byte === openList) {
        this.#place = "FIRST";
        return at + 1;
      }
      this.#report(this.#place === "BEFORE" ? notArray : trailing, chunk.toString("utf8", at, at + 80));
      this.#place = "LOST";
      return chunk.length;
    }
    if (byte === closeList) {
      if (this.#place === "NEXT") this.#report(missing);
      this.#place = "AFTER";
      return at + 1;
    }
    if (byte === comma) {
      this.#report(missing);
      this.#place = "NEXT";
      return at + 1;
    }
    this.#place = "ELEMENT";
    this.#startLine = this.#line;
    this.#depth = 0;
    this.#isInString = false;
    return at;
  }

  /** Reads on within an element until the comma or bracket that ends it; returns where it stopped. */
  #readElement(chunk: Buffer, from: number): number {
    for (let at = from; at < chunk.length; at += 1) {
      const byte = chunk[at] ?? 0;
      if (byte === lineFeed) {
        this.#line += 1;
        this.#isInString = false;
        this.#isEscaped = false;
      } else if (this.#isInString) {
        this.#readInString(byte);
      } else if (this.#depth === 0 && (byte === comma || byte === closeList)) {
        this.#rows.push(readJsonRow(this.#startLine, this.#pending.complete(chunk.subarray(from, at))));
        this.#place = byte === comma ? "NEXT" : "AFTER";
        return at + 1;
      } else if (byte === quote) this.#isInString = true;
      else if (byte === openObject || byte === openList) this.#depth += 1;
      else if ((byte === closeObject || byte === closeList) && this.#depth > 0) this.#depth -= 1;
    }
    this.#pending.hold(chunk.subarray(from));
    return chunk.length;
  }

  #readInString(byte: number): void {
    if (this.#isEscaped) this.#isEscaped = false;
    else if (byte === backslash) this.#isEscaped = true;
    else if (byte === quote) this.#isInString = false;
  }
}
