import { createHash } from "node:crypto";

/** A seeded source of chance (sfc32): the same seed gives the same numbers, so a simulation can be repeated. */
export class Random {
  readonly #state: Uint32Array;

  constructor(seed: string) {
    const bytes = createHash("sha256").update(seed, "utf8").digest();
    this.#state = Uint32Array.from([0, 4, 8, 12], (at) => bytes.readUInt32LE(at));
    for (let n = 0; n < 12; n++) this.next();
  }

  /** A number in [0, 1). */
  next(): number {
    let [a = 0, b = 0, c = 0] = this.#state;
    const [, , , d = 0] = this.#state;
    const sum = (a + b + d) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    this.#state.set([a, b, c, d + 1]);
    return (sum >>> 0) / 2 ** 32;
  }

  /** Whether something of this probability happens. */
  happens(probability: number): boolean {
    return this.next() < probability;
  }

  /** A whole number from 0 to `below` - 1. */
  below(below: number): number {
    return Math.floor(this.next() * below);
  }

  /** One of the items. @throws Error on an empty list. */
  pick<T>(items: readonly T[]): T {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new Error("There is nothing to pick from.");
    return item;
  }

  /** A standard normal number (Box and Muller 1958). */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
  }
}
