import { hash } from "node:crypto";
import { promptText, type PromptContent } from "./facts";

/**
 * What two prompts must share to be duplicates, as a SHA-256: the first `minPrefix` code points of their
 * normalised text (all of it where it is shorter), every earlier turn, every example and the open query. Kind and
 * source do not count.
 */
export function dedupeKey(prompt: PromptContent, minPrefix: number): Buffer {
  return hash(
    "sha256",
    JSON.stringify([
      normalizedPrefix(promptText(prompt), minPrefix),
      prompt.context.map((turn) => [turn.role, normalizedText(turn.content)]),
      prompt.examples.map((example) => [normalizedText(example.query), normalizedText(example.response)]),
      prompt.query === null ? null : normalizedText(prompt.query),
    ]),
    "buffer",
  );
}

/** Text as it is compared: NFC, line ends (CRLF and CR) as LF, outer white space off. What is stored stays as it is. */
export function normalizedText(text: string): string {
  const composed = hasOnlyStableCharacters(text) ? text : text.normalize("NFC");
  const lines = composed.includes("\r") ? composed.replace(/\r\n?/g, "\n") : composed;
  return lines.trim();
}

/**
 * The first `codePoints` code points of the normalised text: the whole of a shorter one, so a shorter text equals
 * only the same text, and one of exactly this length equals every text that goes on from it.
 */
export function normalizedPrefix(text: string, codePoints: number): string {
  const head = stableHead(text, codePoints);
  const normalized = normalizedText(head ?? text);
  let end = 0;
  for (let count = 0; count < codePoints && end < normalized.length; count += 1) {
    end += (normalized.codePointAt(end) ?? 0) > 0xffff ? 2 : 1;
  }
  return normalized.slice(0, end);
}

/**
 * A part of the text's beginning that is sure to give the same prefix, so that a long text need not be normalised
 * whole; null where there is none. It must be all below U+0300 (no such character is changed by NFC, nor combines with
 * one before it), be followed by one too, and hold enough characters whatever line ends and white space take away.
 */
function stableHead(text: string, codePoints: number): string | null {
  const start = text.length - text.trimStart().length;
  const end = start + 2 * codePoints + 1;
  if (text.length <= end) return null;
  const head = text.slice(start, end);
  if (!hasOnlyStableCharacters(head) || text.charCodeAt(end) >= 0x300) return null;
  return normalizedText(head).length >= codePoints ? head : null;
}

function hasOnlyStableCharacters(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    if (text.charCodeAt(at) >= 0x300) return false;
  }
  return true;
}
