import fc from "fast-check";
import { loadTokenCounter, type TokenCounter } from "../../src/core/tokens.adapter";

describe("tokens", () => {
  let counter: TokenCounter;
  let reference: (text: string) => number;
  beforeAll(async () => {
    counter = await loadTokenCounter();
    const { countTokens } = await import("gpt-tokenizer/encoding/r50k_base");
    reference = (text) => countTokens(text, { disallowedSpecial: new Set() });
  });

  it("are those of GPT-2 on known texts", () => {
    expect(counter.tokensOf("")).toBe(0);
    expect(counter.tokensOf("Hello world")).toBe(2);
    expect(counter.tokensOf("    indented")).toBe(5);
    expect(counter.tokensOf("<|endoftext|>")).toBeGreaterThan(1);
  });

  it("equal the library's count on any text", () => {
    const word = fc.constantFrom(
      " the",
      "’s",
      "'re",
      "  ",
      "\n\n",
      "漢字",
      "😀",
      "1234",
      "!!!",
      "don't",
      "ß",
      "\t x",
    );
    const texts = fc.array(fc.oneof(word, fc.string({ unit: "grapheme", maxLength: 8 })), { maxLength: 30 });
    fc.assert(
      fc.property(texts, (parts) => {
        const text = parts.join("");
        expect(counter.tokensOf(text)).toBe(reference(text));
      }),
      { numRuns: 300 },
    );
  });

  it("equal the library's count on one long run, which is merged by other code", () => {
    const letters = fc.array(fc.constantFrom("a", "b", "the", "ing", "é", "漢"), {
      minLength: 65,
      maxLength: 300,
    });
    fc.assert(
      fc.property(letters, (parts) => {
        const text = parts.join("");
        expect(counter.tokensOf(text)).toBe(reference(text));
      }),
      { numRuns: 100 },
    );
    for (const text of [
      "=".repeat(700),
      " ".repeat(500),
      "9".repeat(333),
      "\n".repeat(301),
      "a".repeat(1001),
    ]) {
      expect(counter.tokensOf(text)).toBe(reference(text));
    }
  });

  it("are counted in one run of 200,000 letters", () => {
    expect(counter.tokensOf("a".repeat(200_000))).toBe(reference("a".repeat(2000)) * 100);
  });
});
