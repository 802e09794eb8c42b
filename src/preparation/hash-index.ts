import { indexColumn, type NumberColumn } from "./columns";

const wordsPerHash = 4;
const initialSlots = 1024;

/**
 * Numbers different hashes from 0 in the order they first come. It compares 128 bits of a SHA-256 and keeps no
 * text: at 10 million keys the chance that any two differing ones meet is below 10^-24, so nothing need be read
 * again on a hit. 16 bytes a hash, and 8 to 16 for the open-addressed table.
 */
export class HashIndex {
  readonly #words: NumberColumn = indexColumn();
  #slots = new Uint32Array(initialSlots);
  #size = 0;

  /** How many different hashes it has seen. */
  get size(): number {
    return this.#size;
  }

  /** The number of this hash (its first 16 bytes), given out now if it is new. */
  indexOf(hash: Buffer): number {
    let slot = hash.readUInt32LE(0) & (this.#slots.length - 1);
    for (;;) {
      const taken = this.#slots[slot] ?? 0;
      if (taken === 0) return this.#add(hash, slot);
      if (this.#equals(taken - 1, hash)) return taken - 1;
      slot = (slot + 1) & (this.#slots.length - 1);
    }
  }

  #add(hash: Buffer, slot: number): number {
    for (let word = 0; word < wordsPerHash; word += 1) this.#words.push(hash.readUInt32LE(word * 4));
    this.#size += 1;
    this.#slots[slot] = this.#size;
    if (this.#size * 2 > this.#slots.length) this.#grow();
    return this.#size - 1;
  }

  #equals(index: number, hash: Buffer): boolean {
    for (let word = 0; word < wordsPerHash; word += 1) {
      if (this.#words.get(index * wordsPerHash + word) !== hash.readUInt32LE(word * 4)) return false;
    }
    return true;
  }

  #grow(): void {
    const slots = new Uint32Array(this.#slots.length * 2);
    for (let index = 0; index < this.#size; index += 1) {
      let slot = this.#words.get(index * wordsPerHash) & (slots.length - 1);
      while (slots[slot] !== 0) slot = (slot + 1) & (slots.length - 1);
      slots[slot] = index + 1;
    }
    this.#slots = slots;
  }
}
