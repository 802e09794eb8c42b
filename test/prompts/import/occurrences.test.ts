import { createHash } from "node:crypto";
import fc from "fast-check";
import { Occurrences } from "../../../src/prompts/import/occurrences";

function key(n: number): string {
  return createHash("sha256").update(String(n)).digest("hex");
}

describe("the number of a row among its like", () => {
  it("is what a map would count", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50), { maxLength: 300 }), (numbers) => {
        const occurrences = new Occurrences();
        const counts = new Map<number, number>();
        for (const n of numbers) {
          counts.set(n, (counts.get(n) ?? 0) + 1);
          expect(occurrences.next(key(n))).toBe(counts.get(n));
        }
      }),
    );
  });

  it("stays exact while the table grows", () => {
    const occurrences = new Occurrences();
    for (let n = 0; n < 20_000; n += 1) expect(occurrences.next(key(n))).toBe(1);
    for (let n = 0; n < 20_000; n += 1) expect(occurrences.next(key(n))).toBe(2);
  });

  it("is never too low once the table is full, and always the same for the same rows", () => {
    const numbers = Array.from({ length: 12_000 }, (_, n) => n % 4_000);
    const first = new Occurrences(1_024);
    const second = new Occurrences(1_024);
    const counts = new Map<number, number>();
    for (const n of numbers) {
      counts.set(n, (counts.get(n) ?? 0) + 1);
      const number = first.next(key(n));
      expect(number).toBeGreaterThanOrEqual(counts.get(n) ?? 0);
      expect(second.next(key(n))).toBe(number);
    }
  });
});
