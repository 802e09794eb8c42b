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
    const keys = Array.from({ length: 20_000 }, (_, n) => key(n));
    expect(new Set(keys.map((each) => occurrences.next(each)))).toEqual(new Set([1]));
    expect(new Set(keys.map((each) => occurrences.next(each)))).toEqual(new Set([2]));
  });

  it("is never too low once the table is full, and always the same for the same rows", () => {
    const keys = Array.from({ length: 12_000 }, (_, n) => key(n % 4_000));
    const occurrences = new Occurrences(1_024);
    const numbers = keys.map((each) => occurrences.next(each));
    const tooLow = numbers.filter((number, index) => number < Math.floor(index / 4_000) + 1);
    expect(tooLow).toEqual([]);
    const again = new Occurrences(1_024);
    expect(keys.map((each) => again.next(each))).toEqual(numbers);
  });
});
