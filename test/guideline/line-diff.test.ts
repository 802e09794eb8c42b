import fc from "fast-check";
import { DiffKind, lineDiff, type DiffPart } from "../../src/guideline/line-diff";

const line = fc.constantFrom("a\n", "b\n", "c\n", "\n", "d\r\n");
const text = fc
  .tuple(fc.array(line, { maxLength: 12 }), fc.constantFrom("", "a", "end"))
  .map(([lines, rest]) => lines.join("") + rest);

const joined = (parts: readonly DiffPart[], ...kinds: readonly DiffKind[]): string =>
  parts
    .filter(({ kind }) => kinds.includes(kind))
    .map((part) => part.text)
    .join("");

const linesOf = (whole: string): string[] => whole.match(/[^\n]*\n|[^\n]+$/g) ?? [];

/** The longest common subsequence by the textbook table: what the shortest list of changes leaves. */
function commonCount(a: readonly string[], b: readonly string[]): number {
  let row = new Array<number>(b.length + 1).fill(0);
  for (const lineOfA of a) {
    const next = [0];
    b.forEach((lineOfB, j) => {
      next.push(lineOfA === lineOfB ? (row[j] ?? 0) + 1 : Math.max(row[j + 1] ?? 0, next[j] ?? 0));
    });
    row = next;
  }
  return row.at(-1) ?? 0;
}

describe("the diff of two texts by lines", () => {
  it("names what was removed before what was added, between what stayed", () => {
    expect(lineDiff("one\ntwo\nthree\n", "one\n2\nthree\nfour\n")).toEqual([
      { kind: DiffKind.SAME, text: "one\n" },
      { kind: DiffKind.REMOVED, text: "two\n" },
      { kind: DiffKind.ADDED, text: "2\n" },
      { kind: DiffKind.SAME, text: "three\n" },
      { kind: DiffKind.ADDED, text: "four\n" },
    ]);
  });

  it("is empty between two empty texts and one part between equal ones", () => {
    expect(lineDiff("", "")).toEqual([]);
    expect(lineDiff("a\nb", "a\nb")).toEqual([{ kind: DiffKind.SAME, text: "a\nb" }]);
  });

  it("sees a line end that is missing at the end of the text", () => {
    expect(lineDiff("a\nb", "a\nb\n")).toEqual([
      { kind: DiffKind.SAME, text: "a\n" },
      { kind: DiffKind.REMOVED, text: "b" },
      { kind: DiffKind.ADDED, text: "b\n" },
    ]);
  });

  it("holds both texts whole", () => {
    fc.assert(
      fc.property(text, text, fc.constantFrom(0, 1, 3, 1000), (from, to, limit) => {
        const parts = lineDiff(from, to, limit);
        expect(joined(parts, DiffKind.SAME, DiffKind.REMOVED)).toBe(from);
        expect(joined(parts, DiffKind.SAME, DiffKind.ADDED)).toBe(to);
      }),
    );
  });

  it("keeps as many lines as two texts have in common", () => {
    fc.assert(
      fc.property(text, text, (from, to) => {
        const kept = linesOf(joined(lineDiff(from, to), DiffKind.SAME)).length;
        expect(kept).toBe(commonCount(linesOf(from), linesOf(to)));
      }),
    );
  });

  it("has no two neighbors of one kind and no addition before a removal", () => {
    fc.assert(
      fc.property(text, text, (from, to) => {
        const kinds = lineDiff(from, to).map(({ kind }) => kind);
        kinds.slice(1).forEach((kind, place) => {
          const before = kinds[place];
          expect(kind).not.toBe(before);
          if (kind === DiffKind.REMOVED) expect(before).toBe(DiffKind.SAME);
        });
      }),
    );
  });

  it("gives the middle as replaced where more lines changed than it tells apart", () => {
    expect(lineDiff("head\na\nx\nb\ntail\n", "head\nc\nx\nd\ntail\n", 3)).toEqual([
      { kind: DiffKind.SAME, text: "head\n" },
      { kind: DiffKind.REMOVED, text: "a\nx\nb\n" },
      { kind: DiffKind.ADDED, text: "c\nx\nd\n" },
      { kind: DiffKind.SAME, text: "tail\n" },
    ]);
  });

  it("takes two long texts without a line in common", () => {
    const parts = lineDiff("a\n".repeat(100_000), "b\n".repeat(100_000));
    expect(parts.map(({ kind }) => kind)).toEqual([DiffKind.REMOVED, DiffKind.ADDED]);
  });
});
