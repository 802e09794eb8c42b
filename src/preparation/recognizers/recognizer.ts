/** The kinds of personal data that are looked for. */
export const personalDataTypes = [
  "EMAIL_ADDRESS",
  "PHONE_NUMBER",
  "CREDIT_CARD",
  "IBAN_CODE",
  "IP_ADDRESS",
] as const;

/** A kind of personal data. */
export type PersonalDataType = (typeof personalDataTypes)[number];

/** What is known about a text from outside it; a recogniser may use it or not. */
export interface RecognizerHints {
  /** The BCP 47 language of the text, or null. */
  readonly language: string | null;
}

/** A stretch of text that holds personal data: half-open, in UTF-16 code units, as JavaScript counts. */
export interface Span {
  readonly start: number;
  readonly end: number;
  /** How sure the recogniser is, from 0 to 1. */
  readonly confidence: number;
}

/**
 * Looks for one kind of personal data. `find` takes time linear in the text's length whatever the text is; its
 * spans rise and do not overlap.
 */
export interface Recognizer {
  readonly type: PersonalDataType;
  /** Changes whenever the same text may give other spans. */
  readonly version: string;
  find(text: string, hints: RecognizerHints): readonly Span[];
}
