import type { WakeUp } from "./wake-up";

/** Waits for wake-ups of some topics, or for a poll, without losing one that comes between two waits. */
export class WakeUpWaiting {
  #isAwake = false;
  #resolve: (() => void) | null = null;
  readonly #stops: (() => void)[];

  /** Listens from now on: what is read afterwards misses nothing. */
  constructor(wakeUp: WakeUp, waitTopics: readonly string[]) {
    this.#stops = waitTopics.map((topic) =>
      wakeUp.listen(topic, () => {
        this.#wake();
      }),
    );
  }

  /** Resolves at once when woken since the last call, else on the next wake-up or the end. */
  async next(): Promise<void> {
    if (!this.#isAwake) {
      await new Promise<void>((resolve) => {
        this.#resolve = resolve;
      });
    }
    this.#isAwake = false;
    this.#resolve = null;
  }

  /** Stops listening and releases whoever waits. */
  end(): void {
    for (const stop of this.#stops.splice(0)) stop();
    this.#wake();
  }

  #wake(): void {
    this.#isAwake = true;
    this.#resolve?.();
  }
}
