import isIP from "validator/lib/isIP";
import { isWordAt } from "./digit-groups";
import type { Recognizer, Span } from "./recognizer";

const versionFour = /\d{1,3}(?:\.\d{1,3}){3}/g;
const versionSix = /[0-9A-Fa-f:][0-9A-Fa-f:.]+/g;
const longestVersionSix = 45;
const versionWord = /\b(?:version|release|build|section|oid)[ :#]{0,3}$/i;

/** An address that says who or where somebody is, and one that every network has (RFC 1918, 4291, 5737, 6890). */
const publicConfidence = 0.8;
const reservedConfidence = 0.4;
const reservedFour =
  /^(?:0|10|127|2[2-5]\d|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])|169\.254|172\.(?:1[6-9]|2\d|3[01])|192\.168|192\.0\.[02]|198\.1[89]|198\.51\.100|203\.0\.113)\./;
const reservedSix = /^(?:[0:]*:[01]?$|f[cdf]|fe[89ab]|2001:0?db8:|(?:0*:)+ffff:)/i;

/**
 * Addresses of IPv4 and IPv6. Reserved ones (private, loopback, for documentation) are found with less
 * confidence than what drops a prompt: they name nobody.
 */
export const ipAddressRecognizer: Recognizer = {
  type: "IP_ADDRESS",
  version: "1",
  find(text) {
    const six = text.includes(":") ? versionSixSpans(text) : [];
    const four = text.includes(".") ? versionFourSpans(text) : [];
    return mergeSpans(six, four);
  },
};

function versionFourSpans(text: string): readonly Span[] {
  const spans: Span[] = [];
  for (const match of text.matchAll(versionFour)) {
    const [address] = match;
    const start = match.index;
    const end = start + address.length;
    if (isWordAt(text, start - 1) || isWordAt(text, end)) continue;
    if (text[start - 1] === "." || (text[end] === "." && isWordAt(text, end + 1))) continue;
    if (versionWord.test(text.slice(Math.max(0, start - 12), start))) continue;
    if (!address.split(".").every((part) => Number(part) <= 255)) continue;
    spans.push({
      start,
      end,
      confidence: reservedFour.test(address) ? reservedConfidence : publicConfidence,
    });
  }
  return spans;
}

function versionSixSpans(text: string): readonly Span[] {
  const spans: Span[] = [];
  for (const match of text.matchAll(versionSix)) {
    const [run] = match;
    const start = match.index;
    const address = run.endsWith(".") || /[^:]:$/.test(run) ? run.slice(0, -1) : run;
    const end = start + address.length;
    if (run.length > longestVersionSix || !address.includes(":")) continue;
    if (isWordAt(text, start - 1) || isWordAt(text, end) || !isIP(address, 6)) continue;
    // "a::b" and "Face::add" are code far more often than addresses, which all but never go without a digit.
    const isNobodys = reservedSix.test(address) || !/\d/.test(address);
    spans.push({ start, end, confidence: isNobodys ? reservedConfidence : publicConfidence });
  }
  return spans;
}

/** Both lists, both rising, as one; what overlaps a span of the first is left out of the second. */
function mergeSpans(first: readonly Span[], second: readonly Span[]): readonly Span[] {
  const merged: Span[] = [];
  let next = 0;
  for (const span of second) {
    for (; next < first.length && (first[next]?.start ?? 0) < span.end; next += 1)
      merged.push(...first.slice(next, next + 1));
    const before = merged[merged.length - 1];
    if (before === undefined || before.end <= span.start) merged.push(span);
  }
  return [...merged, ...first.slice(next)];
}
