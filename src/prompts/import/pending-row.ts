import { maxRawPrefixBytes, maxRowBytes } from "./raw-rows";

/** The bytes of a complete row, or the beginning of one that is over the bound. */
export interface RowBytes {
  readonly bytes: Buffer;
  readonly isOversize: boolean;
}

const nothing: Buffer = Buffer.alloc(0);

/**
 * The part of a row that earlier chunks brought. It never holds more than a row may have: past the bound only
 * the beginning is kept, for the report, and the rest is counted and let go.
 */
export class PendingRow {
  #buffer = nothing;
  #held = 0;
  #isOversize = false;

  get isEmpty(): boolean {
    return this.#held === 0;
  }

  /** Adds bytes that do not complete the row. */
  hold(bytes: Buffer): void {
    if (this.#isOversize || bytes.length === 0) return;
    const size = this.#held + bytes.length;
    if (size > maxRowBytes) {
      this.#cut(bytes);
      return;
    }
    if (size > this.#buffer.length) this.#grow(size);
    bytes.copy(this.#buffer, this.#held);
    this.#held = size;
  }

  /** The row that `last` completes. Where nothing was held, `last` itself, not copied. */
  complete(last: Buffer): RowBytes {
    if (this.#held === 0 && last.length <= maxRowBytes) return { bytes: last, isOversize: false };
    this.hold(last);
    const row = { bytes: this.#buffer.subarray(0, this.#held), isOversize: this.#isOversize };
    this.#buffer = nothing;
    this.#held = 0;
    this.#isOversize = false;
    return row;
  }

  #cut(bytes: Buffer): void {
    const start = Buffer.from(this.#buffer.subarray(0, Math.min(this.#held, maxRawPrefixBytes)));
    const more = bytes.subarray(0, maxRawPrefixBytes - start.length);
    this.#buffer = withoutSplitCharacter(Buffer.concat([start, more]));
    this.#held = this.#buffer.length;
    this.#isOversize = true;
  }

  #grow(size: number): void {
    const larger = Buffer.allocUnsafe(Math.min(Math.max(size, this.#buffer.length * 2, 4_096), maxRowBytes));
    this.#buffer.copy(larger, 0, 0, this.#held);
    this.#buffer = larger;
  }
}

/** Takes an incomplete character off the end of a prefix. */
function withoutSplitCharacter(bytes: Buffer): Buffer {
  let end = bytes.length;
  while (end > 0 && end > bytes.length - 4 && ((bytes[end - 1] ?? 0) & 0xc0) === 0x80) end -= 1;
  const lead = bytes[end - 1] ?? 0;
  return lead >= 0xc0 ? bytes.subarray(0, end - 1) : bytes;
}
