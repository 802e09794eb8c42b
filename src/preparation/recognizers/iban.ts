import { countrySpecs, isValidIBAN } from "ibantools";
import { isWordAt } from "./digit-groups";
import type { Recognizer, Span } from "./recognizer";

const beginning = /[A-Za-z]{2}\d{2}/g;
const letterOrDigit = /[A-Za-z0-9]/;

/** Account numbers of the IBAN registry: the country's length and the check digits (ISO 13616, mod 97). */
export const ibanRecognizer: Recognizer = {
  type: "IBAN_CODE",
  version: "1",
  find(text) {
    const spans: Span[] = [];
    let from = 0;
    for (const match of text.matchAll(beginning)) {
      if (match.index < from || isWordAt(text, match.index - 1)) continue;
      const end = ibanEnd(text, match.index);
      if (end === null) continue;
      spans.push({ start: match.index, end, confidence: 0.95 });
      from = end;
    }
    return spans;
  },
};

/** Where the IBAN that begins here ends; null where none does. Single spaces or hyphens may part it. */
function ibanEnd(text: string, start: number): number | null {
  const country = text.slice(start, start + 2).toUpperCase();
  const length = Object.hasOwn(countrySpecs, country) ? (countrySpecs[country]?.chars ?? null) : null;
  if (length === null) return null;
  let compact = "";
  let at = start;
  while (compact.length < length && at < text.length) {
    const character = text[at] ?? "";
    if (letterOrDigit.test(character)) compact += character;
    else if (!/[ \u00a0-]/.test(character) || !letterOrDigit.test(text[at + 1] ?? "")) return null;
    at += 1;
  }
  const upper = compact.toUpperCase();
  const isOneCase = compact === upper || compact === compact.toLowerCase();
  return isOneCase && !isWordAt(text, at) && text[at] !== "@" && isValidIBAN(upper) ? at : null;
}
