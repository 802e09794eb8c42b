/** Tells the language of a text. */
export interface LanguageDetector {
  /** The BCP 47 language of the text's beginning; null where there is too little to tell. */
  languageOf(text: string): string | null;
}

/** More than this adds time and hardly any certainty. */
const charactersRead = 200;

/**
 * The least that is told apart, in UTF-8 bytes of letters: four Han characters or a dozen Latin letters. Below,
 * "hello" came out as another language.
 */
const leastLetterBytes = 12;

/** Loads eld's smallest data: about 0.2 s and 120 MB, so only when a run needs it. */
export async function loadLanguageDetector(): Promise<LanguageDetector> {
  const { eld } = await import("eld/extrasmall");
  return {
    languageOf(text) {
      const beginning = text.trimStart().slice(0, charactersRead);
      const letters = beginning.replace(/\P{L}/gu, "");
      if (Buffer.byteLength(letters, "utf8") < leastLetterBytes) return null;
      return eld.detect(beginning).language || null;
    },
  };
}
