import fc from "fast-check";
import { dedupeKey, normalizedPrefix, normalizedText } from "../../src/preparation/dedupe";
import type { PromptFacts } from "../../src/preparation/facts";
import { aPrompt, run } from "./prompts";

const keyOf = (facts: Partial<PromptFacts>, minPrefix = 10): string =>
  dedupeKey(aPrompt(facts), minPrefix).toString("hex");

describe("normalised prefixes", () => {
  it("equal the prefix of the whole normalised text, however the text is cut for speed", () => {
    const piece = fc.constantFrom(
      "a",
      "é",
      "e",
      "\u0301",
      "\r",
      "\n",
      " ",
      "\u00a0",
      "漢",
      "😀",
      "\ufeff",
      "z",
    );
    const text = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(""));
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 12 }), (written, length) => {
        const whole = [...written.normalize("NFC").replace(/\r\n?/g, "\n").trim()];
        expect(normalizedPrefix(written, length)).toBe(whole.slice(0, length).join(""));
      }),
      { numRuns: 2000 },
    );
  });

  it("count code points, not UTF-16 units", () => {
    expect(normalizedPrefix("😀😀😀", 2)).toBe("😀😀");
  });

  it("take CRLF and a lone CR as LF and leave inner white space", () => {
    expect(normalizedText("  a\r\n b\rc \n")).toBe("a\n b\nc");
  });
});

describe("duplicates", () => {
  it("share their first code points, whatever follows", () => {
    expect(keyOf({ text: "0123456789 one" })).toBe(keyOf({ text: "\n0123456789 two" }));
    expect(keyOf({ text: "0123456789" })).toBe(keyOf({ text: "0123456789 and more" }));
  });

  it("are only the same text where the text is shorter", () => {
    expect(keyOf({ text: "short" })).toBe(keyOf({ text: " short " }));
    expect(keyOf({ text: "short" })).not.toBe(keyOf({ text: "short one" }));
  });

  it("are neither of prompts with different earlier turns nor with different examples", () => {
    const turn = { role: "USER" as const, content: "Hello" };
    expect(keyOf({ context: [turn] })).not.toBe(keyOf({}));
    expect(keyOf({ context: [turn] })).not.toBe(keyOf({ context: [{ ...turn, role: "SYSTEM" }] }));
    const fewShot = { kind: "FEW_SHOT" as const, text: "", instruction: "Give the opposite of the word" };
    const [hot, tall] = [
      { query: "hot", response: "cold" },
      { query: "tall", response: "short" },
    ];
    expect(keyOf({ ...fewShot, examples: [hot] })).not.toBe(keyOf({ ...fewShot, examples: [tall] }));
    expect(keyOf({ ...fewShot, examples: [hot, tall] })).not.toBe(
      keyOf({ ...fewShot, examples: [tall, hot] }),
    );
    expect(keyOf({ ...fewShot, examples: [hot] })).toBe(keyOf({ ...fewShot, examples: [{ ...hot }] }));
    expect(keyOf({ ...fewShot, query: "x" })).not.toBe(keyOf({ ...fewShot, query: "y" }));
  });

  it("are what comparing every pair finds, each named after the earliest of its group", async () => {
    const text = fc
      .array(fc.constantFrom("a", "b", " ", "\r\n", "😀"), { maxLength: 6 })
      .map((parts) => parts.join(""));
    const time = fc.constantFrom(null, "2022-01-01T00:00:00.000Z", "2021-01-01T00:00:00.000Z");
    const rows = fc.array(fc.record({ text, submittedAt: time }), { maxLength: 25 });
    await fc.assert(
      fc.asyncProperty(rows, async (given) => {
        const prompts = given.map((row, place) => aPrompt({ ...row, id: `prm_${place}`, sequence: place }));
        const { outcomes } = await run(prompts, { parameters: { minPrefix: 3 } });
        for (const outcome of outcomes) {
          const found = outcome.duplicateOf === null ? outcome.promptId : outcome.duplicateOf;
          expect(found).toBe(naiveEarliest(prompts, outcome.promptId, 3));
        }
      }),
    );
  });
});

function naiveEarliest(prompts: readonly PromptFacts[], id: string, minPrefix: number): string | undefined {
  const clean = (text: string): string[] => [...text.normalize("NFC").replaceAll("\r\n", "\n").trim()];
  const own = clean(prompts.find((prompt) => prompt.id === id)?.text ?? "");
  return prompts
    .filter(({ text }) => {
      const other = clean(text);
      if (own.length < minPrefix || other.length < minPrefix) return own.join("") === other.join("");
      return own.slice(0, minPrefix).join("") === other.slice(0, minPrefix).join("");
    })
    .sort((a, b) => {
      const [one, two] = [a.submittedAt ?? "9999", b.submittedAt ?? "9999"];
      return one === two ? a.sequence - b.sequence : one < two ? -1 : 1;
    })[0]?.id;
}
