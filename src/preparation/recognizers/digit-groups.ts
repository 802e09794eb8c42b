/** Digits that stand together: where they are. */
export interface DigitGroup {
  readonly start: number;
  readonly end: number;
  readonly digits: string;
}

const wordBefore = /[A-Za-z0-9_]/;

/** Whether a letter, digit or underscore of ASCII stands there. Han and other scripts write numbers without a space. */
export function isWordAt(text: string, at: number): boolean {
  return wordBefore.test(text[at] ?? "");
}

/** Whether a digit stands there. */
export function isDigitAt(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 48 && code <= 57;
}

/** Whether the number that starts there is the tail of a decimal, a version or a path: `.5`, `1.5`, `/5`. */
export function continuesNumberBefore(text: string, start: number): boolean {
  const before = text[start - 1] ?? "";
  return (before === "." || before === ",") && isDigitAt(text, start - 2);
}

/** Whether the number that ends there goes on as a decimal or a version: `5.1`. */
export function continuesNumberAfter(text: string, end: number): boolean {
  const after = text[end] ?? "";
  return (after === "." || after === ",") && isDigitAt(text, end + 1);
}

const group = /\d+/g;

/**
 * The groups of digits of a text, those together that one space or one hyphen parts, from left to right. Linear: no
 * character is read twice.
 */
export function* digitRuns(text: string): Generator<readonly DigitGroup[]> {
  let run: DigitGroup[] = [];
  for (const match of text.matchAll(group)) {
    const [digits] = match;
    const last = run[run.length - 1];
    const isJoined = last?.end === match.index - 1 && /[ -]/.test(text[match.index - 1] ?? "");
    if (!isJoined && run.length > 0) {
      yield run;
      run = [];
    }
    run.push({ start: match.index, end: match.index + digits.length, digits });
  }
  if (run.length > 0) yield run;
}
