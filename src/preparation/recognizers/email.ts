import type { Recognizer, Span } from "./recognizer";

/** RFC 5321's bounds: an address is found by its `@`, so these also bound the work at each. */
const maxLocal = 64;
const maxDomain = 253;

const localCharacter = /[A-Za-z0-9.!#$%&'*+/=?^_`{|}~\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}-]/u;
const localStart = /[A-Za-z0-9_\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}]/u;
const domainCharacter = /[A-Za-z0-9.\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}-]/u;
const label =
  /^[A-Za-z0-9\u00c0-\u024f\u0370-\u052f](?:[A-Za-z0-9\u00c0-\u024f\u0370-\u052f-]{0,61}[A-Za-z0-9\u00c0-\u024f\u0370-\u052f])?$/;
const topLabel = /^(?:[A-Za-z\u00c0-\u024f\u0370-\u052f]{2,24}|xn--[A-Za-z0-9-]{1,59})$/;

/** Addresses of the form `local@domain.top`; no quoted local parts, no address literals. */
export const emailRecognizer: Recognizer = {
  type: "EMAIL_ADDRESS",
  version: "1",
  find(text) {
    const spans: Span[] = [];
    let from = 0;
    for (let at = text.indexOf("@"); at !== -1; at = text.indexOf("@", at + 1)) {
      const start = localStartBefore(text, at, from);
      const end = start === null ? null : domainEndAfter(text, at);
      if (start === null || end === null) continue;
      spans.push({ start, end, confidence: 0.95 });
      from = end;
    }
    return spans;
  },
};

function localStartBefore(text: string, at: number, from: number): number | null {
  const least = Math.max(from, at - maxLocal);
  let start = at;
  while (start > least && localCharacter.test(text[start - 1] ?? "")) start -= 1;
  while (start < at && !localStart.test(text[start] ?? "")) start += 1;
  const local = text.slice(start, at);
  return local === "" || local.endsWith(".") || local.includes("..") ? null : start;
}

function domainEndAfter(text: string, at: number): number | null {
  let end = at + 1;
  while (end < text.length && end - at <= maxDomain && domainCharacter.test(text[end] ?? "")) end += 1;
  const labels = text.slice(at + 1, end).split(".");
  let valid = 0;
  while (valid < labels.length && label.test(labels[valid] ?? "")) valid += 1;
  while (valid > 0 && !topLabel.test(labels[valid - 1] ?? "")) valid -= 1;
  if (valid < 2) return null;
  return at + 1 + labels.slice(0, valid).join(".").length;
}
