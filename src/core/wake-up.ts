/**
 * Wake-ups: "something changed about this topic, read again". They carry no truth, so a lost or doubled one costs
 * nothing but time; every listener also polls.
 */
export class WakeUp {
  readonly #listeners = new Map<string, Set<() => void>>();
  #announce: (topic: string) => void = () => undefined;

  /** Has every wake-up of this process told to the others by `announce`. */
  announceBy(announce: (topic: string) => void): void {
    this.#announce = announce;
  }

  /** Calls `listener` on every wake-up of `topic` until the returned function is called. */
  listen(topic: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(topic) ?? new Set();
    this.#listeners.set(topic, listeners);
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#listeners.delete(topic);
    };
  }

  /** Wakes the listeners of one topic, here and in the other processes. */
  wake(topic: string): void {
    this.wakeHere(topic);
    this.#announce(topic);
  }

  /** Wakes the listeners of one topic in this process alone. */
  wakeHere(topic: string): void {
    for (const listener of [...(this.#listeners.get(topic) ?? [])]) listener();
  }

  /** Wakes everybody in this process: after a poll that saw change of unknown kind, or a broken connection to the database. */
  wakeAll(): void {
    for (const topic of [...this.#listeners.keys()]) this.wakeHere(topic);
  }

  /** How many listeners there are; 0 when every subscriber has left. */
  get listenerCount(): number {
    let count = 0;
    for (const listeners of this.#listeners.values()) count += listeners.size;
    return count;
  }
}

/** The topics that wake-ups have. */
export const topics = {
  room: (projectId: string): string => `room:${projectId}`,
  progress: (projectId: string): string => `progress:${projectId}`,
  presence: (projectId: string): string => `presence:${projectId}`,
  access: "access",
  jobs: "jobs",
} as const;
