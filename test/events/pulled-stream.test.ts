import { PulledStream, type Pulled } from "../../src/events/pulled-stream";

function waitingThatCounts(): { next(): Promise<void>; end(): void; ends: number } {
  return {
    ends: 0,
    next: () => Promise.resolve(),
    end() {
      this.ends++;
    },
  };
}

describe("a pulled stream", () => {
  it("is over, and listens no more, when a pull fails", async () => {
    const waiting = waitingThatCounts();
    const pulls: (() => Promise<Pulled<number>>)[] = [
      () => Promise.resolve({ items: [1], isMore: true, isEnd: false }),
      () => Promise.reject(new Error("the store is gone")),
      () => Promise.resolve({ items: [2], isMore: false, isEnd: false }),
    ];
    const stream = new PulledStream(() => pulls.shift()?.() ?? Promise.reject(new Error("no more")), waiting);
    expect(await stream.next()).toEqual({ done: false, value: 1 });
    expect(waiting.ends).toBe(0);
    await expect(stream.next()).rejects.toThrow("the store is gone");
    expect(waiting.ends).toBe(1);
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });

  it("gives what the last pull found before it ends", async () => {
    const waiting = waitingThatCounts();
    const stream = new PulledStream(
      () => Promise.resolve({ items: [1, 2], isMore: false, isEnd: true }),
      waiting,
    );
    const seen: number[] = [];
    for await (const item of stream) seen.push(item);
    expect(seen).toEqual([1, 2]);
    expect(waiting.ends).toBeGreaterThan(0);
  });
});
