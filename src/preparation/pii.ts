import { promptText, type PromptContent } from "./facts";
import type { PersonalDataType, Recognizer, RecognizerHints } from "./recognizers/recognizer";

/** A stretch of one text that holds personal data: half-open, in UTF-16 code units. */
export interface TextFind {
  readonly type: PersonalDataType;
  readonly start: number;
  readonly end: number;
  readonly confidence: number;
  /** The version of the recogniser that found it. */
  readonly recognizerVersion: string;
}

/** A find in a prompt: in the prompt's own text, or in the earlier turn of this number (from 0). */
export interface PromptFind extends TextFind {
  readonly turn: number | null;
  /** Somebody has looked at it and said that it is no personal data. */
  readonly isOverruled: boolean;
}

/** Finds below it are kept and shown, but drop nothing. */
export const dropConfidence = 0.5;

/** No recogniser finds anything in a text without a digit, an `@` or a colon. */
const anyClue = /[@0-9:]/;

/** What is looked for, and what is known of the text. */
export interface Search {
  readonly recognizers: readonly Recognizer[];
  readonly hints: RecognizerHints;
}

/** The personal data in a text, from left to right, no two overlapping; an earlier recogniser goes before a later. */
export function findPersonalData(text: string, { recognizers, hints }: Search): readonly TextFind[] {
  if (!anyClue.test(text)) return [];
  let finds: readonly TextFind[] = [];
  for (const recognizer of recognizers) {
    const found = recognizer.find(text, hints).map((span) => ({
      type: recognizer.type,
      start: span.start,
      end: span.end,
      confidence: span.confidence,
      recognizerVersion: recognizer.version,
    }));
    finds = withoutOverlap(finds, found);
  }
  return finds;
}

/** The personal data in a prompt: its earlier turns, then its own text (template version 1 for FEW_SHOT). */
export function findInPrompt(
  prompt: PromptContent,
  search: Search,
  isOverruled: (find: Omit<PromptFind, "isOverruled">) => boolean,
): readonly PromptFind[] {
  const texts = [
    ...prompt.context.map(({ content }, turn) => ({ turn, text: content })),
    { turn: null, text: promptText(prompt) },
  ];
  return texts.flatMap(({ turn, text }) =>
    findPersonalData(text, search).map((found) => {
      const find = { ...found, turn };
      return { ...find, isOverruled: isOverruled(find) };
    }),
  );
}

/** Whether a find drops a prompt of the split TRAIN. */
export function dropsPrompt(find: Pick<PromptFind, "confidence" | "isOverruled">): boolean {
  return find.confidence >= dropConfidence && !find.isOverruled;
}

/**
 * What an overrule is stored under. The recogniser's version is no part of it: a person judged these characters of a
 * text that never changes.
 */
export function overruleKey(
  promptId: string,
  find: Pick<PromptFind, "turn" | "type" | "start" | "end">,
): string {
  return `${promptId}|${find.turn ?? "text"}|${find.type}|${find.start}|${find.end}`;
}

/** Merges two rising lists; what overlaps one of `first` is left out of `second`. Linear in both. */
function withoutOverlap(first: readonly TextFind[], second: readonly TextFind[]): readonly TextFind[] {
  if (second.length === 0) return first;
  const merged: TextFind[] = [];
  let next = 0;
  for (const find of second) {
    for (let known = first[next]; known !== undefined && known.start < find.end; known = first[next]) {
      merged.push(known);
      next += 1;
    }
    const before = merged[merged.length - 1];
    if (before === undefined || before.end <= find.start) merged.push(find);
  }
  return [...merged, ...first.slice(next)];
}
