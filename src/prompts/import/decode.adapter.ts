import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { type RowProblem, rowProblem } from "./raw-rows";

/** Chunks are cut to this size, so that what one of them unfolds into stays small. */
const chunkBytes = 65_536;

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

type Encoding = "UTF-8" | "UTF-16LE" | "UTF-16BE";

/** Bytes at the beginning, and everything again from the beginning. */
export interface Peeked {
  readonly head: Buffer;
  readonly chunks: AsyncIterable<Buffer>;
}

/**
 * A file's bytes as UTF-8, whatever it came as: unpacked if it is gzip, UTF-16 (with a mark, or where the first two
 * characters leave no doubt) transcoded, a byte order mark taken off. What is wrong is passed on and never
 * replaced: bytes of UTF-8 as they are, a lone surrogate of UTF-16 as the three bytes that UTF-8 forbids, so that
 * the row they stand in can be refused.
 */
export class DecodedBytes implements AsyncIterable<Buffer> {
  /** After the iteration: why it ended before the file did (a damaged gzip stream), or null. */
  problem: RowProblem | null = null;

  constructor(private readonly source: AsyncIterable<Uint8Array>) {}

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    const packed = await peek(cut(this.source), 2);
    const isGzip = packed.head[0] === 0x1f && packed.head[1] === 0x8b;
    const bytes = await peek(isGzip ? this.#unpacked(packed.chunks) : packed.chunks, 4);
    const encoding = encodingOf(bytes.head);
    if (encoding === "UTF-8") yield* withoutMark(bytes);
    else yield* transcoded(bytes.chunks, encoding);
  }

  async *#unpacked(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    const gunzip = createGunzip({ chunkSize: chunkBytes });
    const feeding = pipeline(Readable.from(chunks), gunzip);
    // Its failure reaches the reader through `gunzip`; a reader that leaves early is no failure.
    feeding.catch(() => undefined);
    try {
      for await (const chunk of gunzip as AsyncIterable<Buffer>) yield chunk;
    } catch (error) {
      if (!isZlibError(error)) throw error;
      this.problem = rowProblem(
        "gzip",
        "The compressed data is damaged or ends too early; nothing after this was read.",
      );
    } finally {
      gunzip.destroy();
    }
  }
}

/** Reads until `size` bytes are known, or the end, and gives them beside the whole. */
export async function peek(chunks: AsyncIterable<Buffer>, size: number): Promise<Peeked> {
  const iterator = chunks[Symbol.asyncIterator]();
  const parts: Buffer[] = [];
  let known = 0;
  while (known < size) {
    const next = await iterator.next();
    if (next.done === true) break;
    parts.push(next.value);
    known += next.value.length;
  }
  const head = parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
  return { head, chunks: resumed(head, iterator) };
}

async function* resumed(head: Buffer, iterator: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  try {
    if (head.length > 0) yield head;
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value;
  } finally {
    await iterator.return?.();
  }
}

async function* cut(source: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  for await (const chunk of source) {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
  }
}

function encodingOf(head: Buffer): Encoding {
  const [a = 0, b = 0, c = 0, d = 0] = head;
  if (a === 0xff && b === 0xfe) return "UTF-16LE";
  if (a === 0xfe && b === 0xff) return "UTF-16BE";
  // Two ASCII characters with a zero byte each: as UTF-8 the first row would hold NULs and be refused anyway.
  if (head.length < 4) return "UTF-8";
  if (isAscii(a) && b === 0 && isAscii(c) && d === 0) return "UTF-16LE";
  if (a === 0 && isAscii(b) && c === 0 && isAscii(d)) return "UTF-16BE";
  return "UTF-8";
}

function isAscii(byte: number): boolean {
  return byte > 0 && byte < 0x80;
}

async function* withoutMark({ head, chunks }: Peeked): AsyncGenerator<Buffer> {
  let skip = head.subarray(0, 3).equals(byteOrderMark) ? 3 : 0;
  for await (const chunk of chunks) {
    if (chunk.length > skip) yield chunk.subarray(skip);
    skip = 0;
  }
}

async function* transcoded(chunks: AsyncIterable<Buffer>, encoding: Encoding): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  let isStart = true;
  for await (const chunk of chunks) {
    const bytes = Buffer.concat([rest, chunk]);
    const end = wholeCharacters(bytes, encoding);
    rest = bytes.subarray(end);
    const text = utf16Text(bytes.subarray(0, end), encoding);
    yield utf8Bytes(isStart && text.startsWith("\ufeff") ? text.slice(1) : text);
    isStart = isStart && end === 0;
  }
  if (rest.length === 0) return;
  const isOdd = rest.length % 2 === 1;
  yield utf8Bytes(utf16Text(rest.subarray(0, rest.length - (isOdd ? 1 : 0)), encoding));
  // Half a character at the end: a byte that UTF-8 never has, so that its row is refused.
  if (isOdd) yield Buffer.from([0xff]);
}

/** How many bytes hold whole characters: an odd byte and a first half of a pair wait for the next chunk. */
function wholeCharacters(bytes: Buffer, encoding: Encoding): number {
  const end = bytes.length - (bytes.length % 2);
  if (end === 0) return 0;
  const high = bytes[encoding === "UTF-16LE" ? end - 1 : end - 2] ?? 0;
  return high >= 0xd8 && high <= 0xdb ? end - 2 : end;
}

function utf16Text(bytes: Buffer, encoding: Encoding): string {
  return encoding === "UTF-16LE"
    ? bytes.toString("utf16le")
    : Buffer.from(bytes).swap16().toString("utf16le");
}

function utf8Bytes(text: string): Buffer {
  if (text.isWellFormed()) return Buffer.from(text, "utf8");
  return Buffer.concat(
    Array.from(text, (character) => (character.isWellFormed() ? Buffer.from(character) : half(character))),
  );
}

/** The three bytes of a lone surrogate, in the form that UTF-8 would have if it allowed them. */
function half(character: string): Buffer {
  const code = character.charCodeAt(0);
  return Buffer.from([0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f)]);
}

function isZlibError(error: unknown): boolean {
  return (
    typeof error === "object" && error !== null && "code" in error && String(error.code).startsWith("Z_")
  );
}
