import { createHash } from "node:crypto";

/**
 * The seeded choice used everywhere: SHA-256 of `seed|purpose|key`, where `key` is an external id or a hash
 * of text, never a row id, so that a re-run and another store choose the same.
 */
export function seededHash(seed: string | number, purpose: string, key: string): Buffer {
  return createHash("sha256").update(`${seed}|${purpose}|${key}`, "utf8").digest();
}

/** The seeded hash as hexadecimal text: an order by bytes that is the same on both stores. */
export function seededKey(seed: string | number, purpose: string, key: string): string {
  return seededHash(seed, purpose, key).toString("hex");
}

/** A number in [0, 1) from the first 48 bits of the seeded hash. */
export function seededFraction(seed: string | number, purpose: string, key: string): number {
  return seededHash(seed, purpose, key).readUIntBE(0, 6) / 2 ** 48;
}

/** `items` in a seeded order: sorted by the seeded hash of each item's key, equal hashes by key. */
export function seededOrder<T>(
  items: readonly T[],
  key: (item: T) => string,
  { seed, purpose }: { readonly seed: string | number; readonly purpose: string },
): T[] {
  return items
    .map((item) => ({ item, key: key(item), hash: seededKey(seed, purpose, key(item)) }))
    .sort((a, b) => compareBytes(a.hash, b.hash) || compareBytes(a.key, b.key))
    .map((entry) => entry.item);
}

/** Compares two strings by their UTF-8 bytes, as COLLATE "C" and SQLite's BINARY do. */
export function compareBytes(a: string, b: string): number {
  if (a === b) return 0;
  return Buffer.compare(Buffer.from(a, "utf8"), Buffer.from(b, "utf8"));
}
