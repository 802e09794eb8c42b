/** Numbers different strings from 0 in the order they first come, and gives them back. */
export class Interner {
  readonly #indexes = new Map<string, number>();
  readonly #keys: string[] = [];

  get size(): number {
    return this.#keys.length;
  }

  /** The number of this key, given out now if it is new. */
  indexOf(key: string): number {
    const known = this.#indexes.get(key);
    if (known !== undefined) return known;
    this.#indexes.set(key, this.#keys.length);
    this.#keys.push(key);
    return this.#keys.length - 1;
  }

  /** @throws RangeError for a number that was never given out. */
  keyAt(index: number): string {
    const key = this.#keys[index];
    if (key === undefined) throw new RangeError(`No key has the number ${index}.`);
    return key;
  }
}
