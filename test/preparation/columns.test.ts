import { createHash } from "node:crypto";
import fc from "fast-check";
import { byteColumn, doubleColumn, indexColumn, TextColumn } from "../../src/preparation/columns";
import { HashIndex } from "../../src/preparation/hash-index";
import { Interner } from "../../src/preparation/interner";

describe("columns", () => {
  it("give back what was stored, over many chunks", () => {
    const count = 40_000;
    const columns = [byteColumn(), indexColumn(), doubleColumn()];
    for (let row = 0; row < count; row += 1) columns.forEach((column) => column.push(row % 251));
    for (const column of columns) {
      expect(column.length).toBe(count);
      for (const row of [0, 16_383, 16_384, count - 1]) expect(column.get(row)).toBe(row % 251);
      column.set(16_384, 7);
      expect(column.get(16_384)).toBe(7);
      expect(() => column.get(count)).toThrow(RangeError);
      expect(() => column.set(count, 1)).toThrow(RangeError);
    }
  });

  it("give back any texts, also empty and long ones", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "grapheme", maxLength: 50 }), { maxLength: 50 }), (texts) => {
        const column = new TextColumn();
        texts.forEach((text) => column.push(text));
        expect(texts.map((_, row) => column.get(row))).toEqual(texts);
      }),
    );
    const column = new TextColumn();
    for (let row = 0; row < 20; row += 1) column.push(String(row).repeat(30_000));
    expect(column.get(19)).toBe("19".repeat(30_000));
    expect(() => column.push("x".repeat(70_000))).toThrow(RangeError);
  });
});

describe("the index of hashes", () => {
  it("numbers different hashes in order of appearance, also where they meet in a slot", () => {
    const hashOf = (n: number): Buffer => {
      const hash = createHash("sha256").update(String(n)).digest();
      hash.writeUInt32LE(n % 3, 0);
      return hash;
    };
    const index = new HashIndex();
    for (let n = 0; n < 2000; n += 1) expect(index.indexOf(hashOf(n))).toBe(n);
    for (let n = 1999; n >= 0; n -= 1) expect(index.indexOf(hashOf(n))).toBe(n);
    expect(index.size).toBe(2000);
  });
});

describe("the interner", () => {
  it("gives one number to one key and the key back", () => {
    const interner = new Interner();
    expect([interner.indexOf("a"), interner.indexOf("b"), interner.indexOf("a")]).toEqual([0, 1, 0]);
    expect(interner.keyAt(1)).toBe("b");
    expect(() => interner.keyAt(2)).toThrow(RangeError);
  });
});
