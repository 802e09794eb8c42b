import { readJsonRow } from "./json-record";
import { PendingRow, type RowBytes } from "./pending-row";
import type { RawRow, RowParser, RowProblem } from "./raw-rows";

const lineFeed = 0x0a;

/** JSONL: one JSON object a line. Empty lines are passed over; their numbers count. */
export class JsonlRows implements RowParser {
  readonly #pending = new PendingRow();
  #line = 1;

  push(chunk: Buffer): RawRow[] {
    const rows: RawRow[] = [];
    let start = 0;
    for (let end = chunk.indexOf(lineFeed); end >= 0; end = chunk.indexOf(lineFeed, start)) {
      this.#read(this.#pending.complete(chunk.subarray(start, end)), rows);
      this.#line += 1;
      start = end + 1;
    }
    this.#pending.hold(chunk.subarray(start));
    return rows;
  }

  end(broken: RowProblem | null): RawRow[] {
    const rows: RawRow[] = [];
    const rest = this.#pending.complete(Buffer.alloc(0));
    if (broken === null) this.#read(rest, rows);
    else rows.push({ line: this.#line, raw: rest.bytes.toString("utf8"), problem: broken });
    return rows;
  }

  #read(row: RowBytes, rows: RawRow[]): void {
    if (!isBlank(row.bytes)) rows.push(readJsonRow(this.#line, row));
  }
}

/** Whether there is nothing but what JSON takes for white space. */
function isBlank(bytes: Buffer): boolean {
  for (const byte of bytes) {
    if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d && byte !== lineFeed) return false;
  }
  return true;
}
