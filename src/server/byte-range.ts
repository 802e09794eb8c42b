/** A half-open range of bytes. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * The range that a `Range` header asks of a file of so many bytes (RFC 9110, 14.1.2): null where the whole file
 * is meant, also for units and lists of ranges that we don't serve.
 */
export function rangeOf(header: string | undefined, bytes: number): ByteRange | "UNSATISFIABLE" | null {
  const [, first, last] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? "") ?? [];
  if (first === undefined || last === undefined || (first === "" && last === "")) return null;
  if (first === "") {
    const length = Number(last);
    return length === 0 || bytes === 0 ? "UNSATISFIABLE" : { start: Math.max(0, bytes - length), end: bytes };
  }
  const start = Number(first);
  const end = last === "" ? bytes : Math.min(bytes, Number(last) + 1);
  if (last !== "" && Number(last) < start) return null;
  return start >= bytes ? "UNSATISFIABLE" : { start, end };
}
