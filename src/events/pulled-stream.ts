/** Waits for what may come next. */
export interface Waiting {
  /** Resolves on a wake-up, after the poll interval, or when the stream ends. */
  next(): Promise<void>;
  end(): void;
}

/** What one pull found. `isMore` says that the next pull need not wait. */
export interface Pulled<T> {
  readonly items: readonly T[];
  readonly isMore: boolean;
  /** The stream ends behind `items`. */
  readonly isEnd: boolean;
}

/**
 * A stream that pulls pages from a table: states are pulling -> yielding -> waiting -> pulling, and ended. The
 * iterator is made by hand because an async generator that is parked in `await` runs its `finally` only when
 * that promise settles: a client that left would be held until the next event.
 */
export class PulledStream<T> implements AsyncIterableIterator<T> {
  #queue: readonly T[] = [];
  #place = 0;
  #isMore = true;
  #isEnding = false;
  #isEnded = false;

  constructor(
    private readonly pull: () => Promise<Pulled<T>>,
    private readonly waiting: Waiting,
  ) {}

  async next(): Promise<IteratorResult<T>> {
    for (;;) {
      const item = this.#queue[this.#place];
      if (item !== undefined && !this.#isEnded) {
        this.#place++;
        return { done: false, value: item };
      }
      if (this.#isEnding || this.#isEnded) return this.return();
      if (!this.#isMore) await this.waiting.next();
      if (this.#hasLeft()) continue;
      const pulled = await this.#pullOrEnd();
      this.#queue = pulled.items;
      this.#place = 0;
      this.#isMore = pulled.isMore;
      this.#isEnding = pulled.isEnd;
    }
  }

  return(): Promise<IteratorResult<T>> {
    this.#isEnded = true;
    this.waiting.end();
    return Promise.resolve({ done: true, value: undefined });
  }

  throw(error: unknown): Promise<IteratorResult<T>> {
    this.#isEnded = true;
    this.waiting.end();
    return Promise.reject(error instanceof Error ? error : new Error(String(error)));
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** A stream whose pull failed is over; without an end its waiting would hold its listeners for ever. */
  async #pullOrEnd(): Promise<Pulled<T>> {
    try {
      return await this.pull();
    } catch (error) {
      await this.return();
      throw error;
    }
  }

  #hasLeft(): boolean {
    return this.#isEnded;
  }
}
