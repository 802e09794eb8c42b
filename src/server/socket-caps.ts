/** How many sockets each key (an account, an address) holds; at most `most`. */
export class SocketCaps {
  readonly #held = new Map<string, number>();

  constructor(private readonly most: number) {}

  /** Takes a place for the key; false where all are taken. */
  take(key: string): boolean {
    const held = this.#held.get(key) ?? 0;
    if (held >= this.most) return false;
    this.#held.set(key, held + 1);
    return true;
  }

  /** Gives a place back. */
  giveBack(key: string): void {
    const held = this.#held.get(key) ?? 0;
    if (held <= 1) this.#held.delete(key);
    else this.#held.set(key, held - 1);
  }
}
