import {
  getCountries,
  getCountryCallingCode,
  parsePhoneNumberFromString,
  type CountryCode,
} from "libphonenumber-js/min";
import { phoneCandidates, type PhoneCandidate } from "./phone-candidates";
import { announcedAs } from "./phone-words";
import type { Recognizer, RecognizerHints, Span } from "./recognizer";

const callingCodes: ReadonlySet<string> = new Set(
  getCountries().map((country) => getCountryCallingCode(country)),
);

/** ITU-T E.164's most, and the least that a local number has. */
const maxDigits = 15;
const minDigits = 7;

/** Where the speakers of a language most often live: numbers without a country code are tried there. */
const regionsByLanguage: Readonly<Record<string, readonly CountryCode[]>> = {
  de: ["DE", "AT", "CH"],
  en: ["US", "GB", "AU", "IN"],
  es: ["ES", "MX", "AR", "CO"],
  fr: ["FR", "BE", "CA"],
  hi: ["IN"],
  it: ["IT"],
  ja: ["JP"],
  ko: ["KR"],
  nl: ["NL", "BE"],
  pl: ["PL"],
  pt: ["BR", "PT"],
  ru: ["RU"],
  tr: ["TR"],
  zh: ["CN", "TW", "HK"],
};

const date = /^\(?(?:[0-3]?\d([-/.])[01]?\d\1(?:\d{2}|\d{4})|[01]?\d([-/.])[0-3]?\d\2(?:\d{2}|\d{4}))\)?$/;
const isoDate = /^(?:1\d|20)\d{2}([-/. ]?)(?:0?[1-9]|1[0-2])\1(?:0?[1-9]|[12]\d|3[01])(?: \d{1,2})?$/;
const yearRange = /^(?:1[5-9]|20)\d{2} ?[-/\u2010-\u2015] ?(?:1[5-9]|20)\d{2}$/;
const northAmerican = /^(?:1[ .-]?)?(?:\([2-9]\d{2}\)[ .-]?|[2-9]\d{2}[-.])[2-9]\d{2}[-.]\d{4}$/;
const bracketedArea = /^\(0?\d{1,4}\)[ -]?\d{3,5}[ -]\d{3,5}$/;
const trunkGroups = /^(?=(?:\D*\d){10,11}\D*$)(?=\d*\D)0 ?\(?[1-9]\d{0,3}\)?(?:[ .\u00a0-]?\d{2,4}){2,4}$/;
const trunkTwoGroups = /^0[1-9]\d{1,3}[ /-]\d{6,8}$/;
const chineseMobile = /^1[3-9]\d{9}$/;

/**
 * Telephone numbers. A country code and the number's length decide where there is one; without it, a form that only
 * telephone numbers have, or any form that a word announces ("call me at"), or one that is valid where the text's
 * language is spoken.
 */
export const phoneRecognizer: Recognizer = {
  type: "PHONE_NUMBER",
  version: "1",
  find(text, hints) {
    const spans: Span[] = [];
    for (const candidate of phoneCandidates(text)) {
      const confidence = confidenceOf(text, candidate, hints);
      if (confidence > 0) spans.push({ start: candidate.start, end: candidate.end, confidence });
    }
    return spans;
  },
};

function confidenceOf(text: string, candidate: PhoneCandidate, hints: RecognizerHints): number {
  const { digits, written } = candidate;
  if (digits.length < minDigits || digits.length > maxDigits + 2) return 0;
  if (date.test(written) || isoDate.test(written) || yearRange.test(written)) return 0;
  const announced = announcedAs(text, candidate.start, candidate.end);
  if (announced === "OTHER") return 0;
  return Math.max(
    internationalConfidence(candidate),
    announced === "PHONE" ? 0.75 : 0,
    formConfidence(written),
    nationalConfidence(candidate, hints),
  );
}

/** Numbers that begin with `+`, or with an exit code (`00`, `011`) and a country's calling code. */
function internationalConfidence({ written, digits }: PhoneCandidate): number {
  const hasPlus = /^\(? ?\+/.test(written);
  const exit = /^(?:00|011)/.exec(digits)?.[0] ?? "";
  const significant = hasPlus ? digits.replace(/^00/, "") : digits.slice(exit.length);
  if ((!hasPlus && exit === "") || !hasCallingCode(significant) || significant.length > maxDigits) return 0;
  if (significant.length < minDigits) return 0;
  if (parsePhoneNumberFromString(`+${significant}`)?.isValid() === true) return 0.95;
  return hasPlus ? 0.7 : 0;
}

function hasCallingCode(digits: string): boolean {
  return [1, 2, 3].some((length) => callingCodes.has(digits.slice(0, length)));
}

function formConfidence(written: string): number {
  if (northAmerican.test(written)) return 0.8;
  if (bracketedArea.test(written)) return 0.6;
  return trunkGroups.test(written) || trunkTwoGroups.test(written) ? 0.55 : 0;
}

/**
 * Numbers without a country code: valid in a region of the language, and written with a trunk zero or an area in
 * brackets; or a Chinese mobile number in a Chinese text. Any other run of digits is more often something else.
 */
function nationalConfidence({ written, digits }: PhoneCandidate, { language }: RecognizerHints): number {
  if (language === "zh" && chineseMobile.test(written)) return 0.6;
  if (digits.length < 9 || !/^(?:0[1-9]|\()/.test(written)) return 0;
  const regions = regionsByLanguage[(language ?? "en").slice(0, 2)] ?? [];
  const isValid = regions.some((region) => parsePhoneNumberFromString(written, region)?.isValid() === true);
  return isValid ? 0.6 : 0;
}
