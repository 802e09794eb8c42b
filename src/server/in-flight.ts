import type { Clock } from "../core/clock";

/** What the server is working on, so that a close can wait for it. */
export class InFlight {
  readonly #work = new Set<Promise<unknown>>();
  #isDraining = false;

  /** Whether a close has begun. */
  get isDraining(): boolean {
    return this.#isDraining;
  }

  /** Remembers `work` until it has settled, and passes it on. */
  track<T>(work: Promise<T>): Promise<T> {
    const forget = (): void => {
      this.#work.delete(work);
    };
    this.#work.add(work);
    work.then(forget, forget);
    return work;
  }

  /** Resolves when all work has settled, or after `milliseconds`. */
  async drain(milliseconds: number, clock: Clock): Promise<void> {
    this.#isDraining = true;
    const limit = new AbortController();
    const settled = this.#settled().then(() => {
      limit.abort();
    });
    await Promise.race([settled, clock.pause(milliseconds, limit.signal)]);
  }

  async #settled(): Promise<void> {
    while (this.#work.size > 0) await Promise.allSettled(this.#work);
  }
}
