/** Long enough that only a hang misses it. */
const deadlineMilliseconds = 30_000;

/** Keeps what comes, so that a test awaits the next of it and never sleeps. */
export class EventQueue<T> {
  readonly #items: T[] = [];
  readonly #waiting: ((item: T) => void)[] = [];

  push(item: T): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#items.push(item);
    else next(item);
  }

  /** What has come and was not taken. */
  get waiting(): readonly T[] {
    return this.#items;
  }

  /** Takes the next one; waits for it where none is there. */
  async next(): Promise<T> {
    const item = this.#items.shift();
    if (item !== undefined) return item;
    return new Promise<T>((resolve, reject) => {
      const deadline = setTimeout(() => {
        reject(new Error("Nothing came within 30 seconds."));
      }, deadlineMilliseconds);
      this.#waiting.push((next) => {
        clearTimeout(deadline);
        resolve(next);
      });
    });
  }
}
