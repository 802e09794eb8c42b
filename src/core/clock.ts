/**
 * The time of this process. The database's clock (`tx.now()`) decides about leases; both move by
 * `shiftMilliseconds`, so that a test passes over hours without waiting.
 */
export class Clock {
  /** Added to every reading; only tests set it. */
  shiftMilliseconds = 0;

  now(): Date {
    return new Date(Date.now() + this.shiftMilliseconds);
  }

  /** A timer that calls `tick` every `milliseconds` and does not keep the process alive. Returns its end. */
  every(milliseconds: number, tick: () => void): () => void {
    const timer = setInterval(tick, milliseconds);
    timer.unref();
    return () => {
      clearInterval(timer);
    };
  }

  /** Resolves after `milliseconds`, or at once when `signal` aborts. */
  async pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(done, milliseconds);
      signal?.addEventListener("abort", done, { once: true });
      function done(): void {
        clearTimeout(timer);
        signal?.removeEventListener("abort", done);
        resolve();
      }
    });
  }
}
