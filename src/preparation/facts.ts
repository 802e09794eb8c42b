import { hash } from "node:crypto";
import { fewShotText, type FewShotExample } from "../prompts/few-shot-text";

/** An earlier turn of the dialogue that a prompt ends. */
export interface ContextTurn {
  readonly role: "SYSTEM" | "USER" | "ASSISTANT";
  readonly content: string;
}

/** What a prompt says: everything that people typed, and nothing about them. */
export interface PromptContent {
  readonly id: string;
  readonly kind: "PLAIN" | "FEW_SHOT" | "USER_BASED";
  /** The text of a PLAIN or USER_BASED prompt; ignored for FEW_SHOT. */
  readonly text: string;
  readonly context: readonly ContextTurn[];
  /** FEW_SHOT only, else null. */
  readonly instruction: string | null;
  readonly examples: readonly FewShotExample[];
  /** The open query of a FEW_SHOT prompt, or null. */
  readonly query: string | null;
}

/** Everything about a prompt that decides what a preparation run does with it. */
export interface PromptFacts extends PromptContent {
  readonly externalId: string | null;
  readonly source: "CUSTOMER" | "LABELER";
  readonly externalUserId: string | null;
  readonly organizationId: string | null;
  /** The labeler who wrote it here, or null. */
  readonly authorId: string | null;
  readonly channel: "PLAYGROUND" | "API" | null;
  readonly hasConsent: boolean;
  /** The external user took their consent back. */
  readonly isWithdrawn: boolean;
  /** A hold is on it: something downstream asked to stop it. */
  readonly isHeld: boolean;
  /** RFC 3339 UTC, or null where the import gave none. */
  readonly submittedAt: string | null;
  /**
   * The place in the order of import: rises through a file and from one import to the next. It counts prompts,
   * so that both stores give the same; it decides where `submittedAt` is absent or equal.
   */
  readonly sequence: number;
}

/** The text by which a prompt is compared, counted and searched: template version 1 for FEW_SHOT, else `text`. */
export function promptText(prompt: PromptContent): string {
  if (prompt.kind !== "FEW_SHOT") return prompt.text;
  return fewShotText({
    instruction: prompt.instruction ?? prompt.text,
    examples: prompt.examples,
    query: prompt.query,
  });
}

/**
 * The key for seeded choice: the external id, or else a SHA-256 of what the prompt says. Never its row id, so
 * another store or a second import chooses the same.
 */
export function promptKey(prompt: PromptFacts): string {
  return prompt.externalId ?? hash("sha256", JSON.stringify(contentParts(prompt)), "hex");
}

/** What a prompt says as a plain list: serialised it is unambiguous, and the same on every machine. */
export function contentParts(prompt: PromptContent): readonly unknown[] {
  return [
    prompt.kind,
    prompt.text,
    prompt.context.map((turn) => [turn.role, turn.content]),
    prompt.instruction,
    prompt.examples.map((example) => [example.query, example.response]),
    prompt.query,
  ];
}
