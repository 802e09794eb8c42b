import { isDigitAt, isWordAt } from "./digit-groups";

/** A stretch that is written as a telephone number might be: digits with the separators people use. */
export interface PhoneCandidate {
  readonly start: number;
  readonly end: number;
  /** Without an extension. */
  readonly written: string;
  /** The digits of `written`. */
  readonly digits: string;
}

const longestNumber = 40;
const longestRun = 64;
/** The longest number (E.164) has 15 digits; one behind a hyphen may be an extension. */
const mostDigits = 17;
const maxSeparators = 3;
const separator = /[ \u00a0()./\u2010-\u2015-]/;
const extension = /^ ?(?:x|ext\.? ?|extension )\d{1,6}(?!\d)/i;
/** Signs that make a neighbouring number a sum, an amount, an identifier or a part of an address of the web. */
const forbiddenBefore = /[#=*^%$\u20ac\u00a3\u00a5&_~<>\\]/;
const forbiddenAfter = /[=*^%$\u20ac\u00a3\u00a5_\\]/;

/**
 * The candidates of a text from left to right. Linear: a run ends after 64 characters, and is read at most once
 * more, when it holds several numbers.
 */
export function* phoneCandidates(text: string): Generator<PhoneCandidate> {
  let at = 0;
  while (at < text.length) {
    if (!isDigitAt(text, at)) {
      at += 1;
      continue;
    }
    const end = runEnd(text, at);
    let reached = end;
    for (const [first, last] of numbersIn(text, at, end)) {
      const candidate = candidateIn(text, first, last);
      if (candidate === null) continue;
      yield candidate;
      reached = candidate.end;
    }
    at = Math.max(reached, end);
  }
}

/** A run, or, where it holds more digits than any number has, what the spaces in it part. */
function numbersIn(text: string, start: number, end: number): readonly (readonly [number, number])[] {
  const run = text.slice(start, end);
  if (run.replace(/\D/g, "").length <= mostDigits) return [[start, end]];
  return [...run.matchAll(/\d[^ ]*/g)].map((match) => {
    const first = start + match.index;
    return [first, first + match[0].replace(/\D+$/, "").length] as const;
  });
}

/** Where the run of digits and separators that starts here ends: behind its last digit. */
function runEnd(text: string, start: number): number {
  let end = start + 1;
  let separators = 0;
  for (let at = start + 1; at < text.length && at - start < longestRun; at += 1) {
    if (isDigitAt(text, at)) {
      separators = 0;
      end = at + 1;
      continue;
    }
    separators += 1;
    if (separators > maxSeparators || !separator.test(text[at] ?? "")) break;
  }
  return end;
}

function candidateIn(text: string, firstDigit: number, end: number): PhoneCandidate | null {
  const start = withOpening(text, firstDigit);
  if (end - start > longestNumber) return null;
  const written = text.slice(start, end);
  const more = extension.exec(text.slice(end, end + 20));
  const stop = end + (more?.[0].length ?? 0);
  if (!isFreeBefore(text, start) || !isFreeAfter(text, stop) || !hasBalancedBrackets(written)) return null;
  return { start, end: stop, written, digits: written.replace(/\D/g, "") };
}

/** Takes in the `+` and the bracket before the first digit: `+31`, `(+31`, `+(31`, `( 020`. */
function withOpening(text: string, firstDigit: number): number {
  const opening = /(?:\+ ?\(|\( ?\+|\+|\( ?)$/.exec(text.slice(Math.max(0, firstDigit - 3), firstDigit));
  return firstDigit - (opening?.[0].length ?? 0);
}

function isFreeBefore(text: string, start: number): boolean {
  const before = text[start - 1] ?? "";
  const startsWithPlus = /^\(? ?\+/.test(text.slice(start, start + 3));
  if (isDigitAt(text, start - 1) || (isWordAt(text, start - 1) && !startsWithPlus)) return false;
  if (forbiddenBefore.test(before)) return false;
  if (before === "@") return !isWordAt(text, start - 2);
  if (before === "." || before === "/") return !isWordAt(text, start - 2);
  if (before === ":" || before === ")") return !isDigitAt(text, start - 2);
  if (before === "-") return /[\p{L}#)]/u.test(text[start - 2] ?? "");
  return before !== "+" && !/(?:^|\D)\d{1,3},$/.test(text.slice(Math.max(0, start - 5), start));
}

function isFreeAfter(text: string, end: number): boolean {
  const after = text[end] ?? "";
  if (isWordAt(text, end) || forbiddenAfter.test(after)) return false;
  if (/[:/.]/.test(after) && isDigitAt(text, end + 1)) return false;
  if (/^[-:][0-9A-Fa-f]{2}(?![0-9A-Za-z])/.test(text.slice(end, end + 4))) return false;
  return !/^,\d{3}(?![\d-])/.test(text.slice(end, end + 5));
}

/** Brackets open and close in turn, at most two pairs, and none inside another. */
function hasBalancedBrackets(written: string): boolean {
  const brackets = written.replace(/[^()]/g, "");
  return brackets === "" || brackets === "()" || brackets === "()()";
}
