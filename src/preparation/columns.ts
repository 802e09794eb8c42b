const chunkBits = 14;
const chunkSize = 1 << chunkBits;
const chunkMask = chunkSize - 1;

/** The typed arrays a column may be made of. */
type Chunk = Uint8Array | Uint32Array | Float64Array;

/**
 * A growing column of numbers. It grows by chunks, so it never copies itself and wastes at most one chunk,
 * where a doubling array would need three times its size at the worst moment.
 */
export class NumberColumn {
  readonly #chunks: Chunk[] = [];
  readonly #newChunk: (size: number) => Chunk;
  #length = 0;

  /** @param newChunk makes a zeroed array of this many elements, which fixes width and range. */
  constructor(newChunk: (size: number) => Chunk) {
    this.#newChunk = newChunk;
  }

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if ((this.#length & chunkMask) === 0) this.#chunks.push(this.#newChunk(chunkSize));
    this.#length += 1;
    this.set(this.#length - 1, value);
  }

  /** @throws RangeError where there is no such row. */
  get(row: number): number {
    const value = this.#chunks[row >>> chunkBits]?.[row & chunkMask];
    if (value === undefined || row >= this.#length) throw new RangeError(`The column has no row ${row}.`);
    return value;
  }

  /** @throws RangeError where there is no such row. */
  set(row: number, value: number): void {
    const chunk = this.#chunks[row >>> chunkBits];
    if (chunk === undefined || row >= this.#length) throw new RangeError(`The column has no row ${row}.`);
    chunk[row & chunkMask] = value;
  }
}

/** A column of whole numbers from 0 to 255. */
export function byteColumn(): NumberColumn {
  return new NumberColumn((size) => new Uint8Array(size));
}

/** A column of whole numbers from 0 to 2^32 - 1. */
export function indexColumn(): NumberColumn {
  return new NumberColumn((size) => new Uint32Array(size));
}

/** A column of doubles. */
export function doubleColumn(): NumberColumn {
  return new NumberColumn((size) => new Float64Array(size));
}

const byteChunk = 1 << 18;
const lengthBytes = 2;

/**
 * A growing column of short strings (up to 65,535 bytes each), kept as UTF-8: some 30 bytes an id, where a string takes
 * twice that. A row's place is its chunk times the chunk's size plus the offset, so it holds 4 GB at most.
 */
export class TextColumn {
  readonly #chunks: Buffer[] = [];
  readonly #starts = indexColumn();
  #free = 0;

  get length(): number {
    return this.#starts.length;
  }

  /** @throws RangeError for a text of more than 65,535 bytes. */
  push(text: string): void {
    const size = Buffer.byteLength(text, "utf8");
    if (size > 0xffff) throw new RangeError(`A text of ${size} bytes is too long for this column.`);
    if (size + lengthBytes > this.#free) {
      this.#chunks.push(Buffer.alloc(byteChunk));
      this.#free = byteChunk;
    }
    const chunkIndex = this.#chunks.length - 1;
    const start = byteChunk - this.#free;
    const chunk = this.#chunkAt(chunkIndex);
    chunk.writeUInt16LE(size, start);
    chunk.write(text, start + lengthBytes, "utf8");
    this.#free -= size + lengthBytes;
    this.#starts.push(chunkIndex * byteChunk + start);
  }

  /** @throws RangeError where there is no such row. */
  get(row: number): string {
    const place = this.#starts.get(row);
    const chunk = this.#chunkAt(Math.floor(place / byteChunk));
    const start = place % byteChunk;
    const size = chunk.readUInt16LE(start);
    return chunk.toString("utf8", start + lengthBytes, start + lengthBytes + size);
  }

  #chunkAt(index: number): Buffer {
    const chunk = this.#chunks[index];
    if (chunk === undefined) throw new RangeError(`The column has no chunk ${index}.`);
    return chunk;
  }
}
