import {
  continuesNumberAfter,
  continuesNumberBefore,
  digitRuns,
  isWordAt,
  type DigitGroup,
} from "./digit-groups";
import type { Recognizer, Span } from "./recognizer";

interface Brand {
  readonly prefix: RegExp;
  readonly lengths: readonly number[];
}

/** Issuers' ranges as published (ISO/IEC 7812 prefixes), each with the lengths it uses. */
const brands: readonly Brand[] = [
  { prefix: /^4/, lengths: [13, 16, 19] },
  { prefix: /^(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, lengths: [16] },
  { prefix: /^3[47]/, lengths: [15] },
  { prefix: /^(?:6011|64[4-9]|65)/, lengths: [16, 17, 18, 19] },
  { prefix: /^(?:30[0-5]|3095|36|3[89])/, lengths: [14, 15, 16, 17, 18, 19] },
  { prefix: /^35/, lengths: [16, 17, 18, 19] },
  { prefix: /^(?:1800|2131)/, lengths: [15] },
  { prefix: /^62/, lengths: [16, 17, 18, 19] },
  { prefix: /^(?:501[89]|502|503|56|57|58|6[0-9])/, lengths: [12, 13, 14, 15, 16, 17, 18, 19] },
  { prefix: /^220[0-4]/, lengths: [16, 17, 18, 19] },
];

const maxDigits = 19;
const minDigits = 12;

/** How cards are printed: in fours (the last group shorter or longer), or 4-6-4 and 4-6-5. */
const printedGroups = /^(?:4,4,4,[1-7]|4,4,4,4,[1-3]|4,6,[45])$/;

/** Words before a number that make any number with a right check digit a card's. */
const cardWord = /\b(?:card|cc|visa|mastercard|maestro|amex)\b[^\d]{0,24}$/i;
const longestWords = 40;

/**
 * Numbers of payment cards: an issuer's prefix and length (or a word such as "card" before them), printed in one
 * piece or in the groups that cards have, and Luhn's check digit.
 */
export const creditCardRecognizer: Recognizer = {
  type: "CREDIT_CARD",
  version: "1",
  find(text) {
    const spans: Span[] = [];
    for (const run of digitRuns(text)) {
      // "RS35 2600 0560 …": groups behind a letter are parts of some other number.
      if (!isWordAt(text, (run[0]?.start ?? 0) - 1)) spans.push(...cardsIn(text, run));
    }
    return spans;
  },
};

/** The cards among groups of digits that stand together. Linear: at each group at most five are tried. */
function cardsIn(text: string, run: readonly DigitGroup[]): readonly Span[] {
  const spans: Span[] = [];
  for (let first = 0; first < run.length;) {
    const taken = [5, 4, 3, 1].find((count) => isCard(text, run.slice(first, first + count), count));
    const [start, end] = [run[first]?.start, run[first + (taken ?? 1) - 1]?.end];
    if (taken !== undefined && start !== undefined && end !== undefined) {
      spans.push({ start, end, confidence: 0.9 });
    }
    first += taken ?? 1;
  }
  return spans;
}

function isCard(text: string, groups: readonly DigitGroup[], count: number): boolean {
  const [first, last] = [groups[0], groups[count - 1]];
  if (first === undefined || last === undefined) return false;
  const digits = groups.map((group) => group.digits).join("");
  if (digits.length < minDigits || digits.length > maxDigits) return false;
  if (count > 1 && !printedGroups.test(groups.map((group) => group.digits.length).join(","))) return false;
  if (!isFree(text, first.start, last.end) || !passesLuhn(digits)) return false;
  return isIssued(digits) || cardWord.test(text.slice(Math.max(0, first.start - longestWords), first.start));
}

function isFree(text: string, start: number, end: number): boolean {
  if (isWordAt(text, start - 1) || isWordAt(text, end)) return false;
  return !continuesNumberBefore(text, start) && !continuesNumberAfter(text, end);
}

function isIssued(digits: string): boolean {
  return brands.some(({ prefix, lengths }) => lengths.includes(digits.length) && prefix.test(digits));
}

/** Luhn's check (ISO/IEC 7812-1, annex B) over all digits, the last being the check digit. */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let place = 0; place < digits.length; place += 1) {
    const digit = Number(digits[digits.length - 1 - place]);
    const doubled = digit * 2;
    if (place % 2 === 0) sum += digit;
    else sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
