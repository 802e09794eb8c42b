/** Slots of the table at its largest: 12 bytes each. Seven tenths of them are used. */
const maxSlots = 4_194_304;

/** Counters for what no longer fits into the table. */
const overflowSlots = 1_048_576;

/**
 * The how-manyth row with the same key this is, in bounded memory (54 MB at the most, and only as much as the
 * rows without an external id need). Exact for 2.9 million different keys. Beyond, keys share counters: a number
 * may then be too high, never too low, so no row is lost, and the same file always gives the same numbers.
 */
export class Occurrences {
  #slots: number;
  #high: Uint32Array;
  #low: Uint32Array;
  #counts: Uint32Array;
  #used = 0;
  #overflow: Uint32Array | null = null;

  constructor(private readonly largest: number = maxSlots) {
    this.#slots = Math.min(1_024, largest);
    this.#high = new Uint32Array(this.#slots);
    this.#low = new Uint32Array(this.#slots);
    this.#counts = new Uint32Array(this.#slots);
  }

  /** Counts one more row with this key, 16 or more hexadecimal characters of a hash; the first is 1. */
  next(key: string): number {
    const high = Number.parseInt(key.slice(0, 8), 16);
    const low = Number.parseInt(key.slice(8, 16), 16);
    let slot = this.#find(high, low);
    if (this.#counts[slot] === 0) {
      if (!this.#hasRoom()) return this.#countOverflow(low);
      slot = this.#find(high, low);
      this.#used += 1;
      this.#high[slot] = high;
      this.#low[slot] = low;
    }
    const count = (this.#counts[slot] ?? 0) + 1;
    this.#counts[slot] = count;
    return count;
  }

  #find(high: number, low: number): number {
    const mask = this.#slots - 1;
    let slot = low & mask;
    while (this.#counts[slot] !== 0 && (this.#low[slot] !== low || this.#high[slot] !== high)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #hasRoom(): boolean {
    if (this.#used < this.#slots * 0.7) return true;
    if (this.#slots >= this.largest) return false;
    const { high, low, counts } = { high: this.#high, low: this.#low, counts: this.#counts };
    this.#slots *= 2;
    this.#high = new Uint32Array(this.#slots);
    this.#low = new Uint32Array(this.#slots);
    this.#counts = new Uint32Array(this.#slots);
    counts.forEach((count, old) => {
      if (count === 0) return;
      const slot = this.#find(high[old] ?? 0, low[old] ?? 0);
      this.#high[slot] = high[old] ?? 0;
      this.#low[slot] = low[old] ?? 0;
      this.#counts[slot] = count;
    });
    return true;
  }

  #countOverflow(low: number): number {
    this.#overflow ??= new Uint32Array(overflowSlots);
    const slot = low % overflowSlots;
    const count = (this.#overflow[slot] ?? 0) + 1;
    this.#overflow[slot] = count;
    return count;
  }
}
