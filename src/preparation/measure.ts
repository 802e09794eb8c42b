import { promptText, type PromptContent } from "./facts";

/** Prompts of more tokens than this are marked over-long; nothing drops them. */
export const overlongTokens = 1024;

/** The outside tools that measuring needs. */
export interface Meters {
  /** The BCP 47 language of a text; null where there is too little to tell. */
  readonly languageOf: (text: string) => string | null;
  /** Tokens in the GPT-2/GPT-3 encoding. */
  readonly tokensOf: (text: string) => number;
}

/** What is measured of a prompt. */
export interface Measures {
  readonly language: string | null;
  /** Of the earlier turns and the prompt's text, without marks between them. */
  readonly promptTokens: number;
  readonly isOverlong: boolean;
}

/** The language and length of a prompt. `language` is passed in where it was already asked for. */
export function measurePrompt(prompt: PromptContent, language: string | null, meters: Meters): Measures {
  const context = prompt.context.reduce((sum, turn) => sum + meters.tokensOf(turn.content), 0);
  const promptTokens = context + meters.tokensOf(promptText(prompt));
  return { language, promptTokens, isOverlong: promptTokens > overlongTokens };
}

/** The words by which a prompt's language is told: those people wrote, without the template's. */
export function languageText(prompt: PromptContent): string {
  if (prompt.kind !== "FEW_SHOT") return prompt.text;
  const examples = prompt.examples.flatMap(({ query, response }) => [query, response]);
  return [prompt.instruction ?? prompt.text, ...examples].join("\n");
}
