import type { PromptFacts } from "./facts";

/** Why the step CONSENT drops a prompt. */
export type ConsentReason = "NO_CONSENT" | "WITHDRAWN" | "HELD" | "NOT_PLAYGROUND";

/** What the step looks at. */
export type ConsentFacts = Pick<PromptFacts, "source" | "hasConsent" | "isWithdrawn" | "isHeld" | "channel">;

/**
 * The first reason, in the order of the list, for which a prompt may not be used; null where there is none.
 * Consent and channel are asked of customers' prompts alone. A withdrawal and a hold stop a prompt of either
 * source: both are about this very prompt, whoever wrote it.
 */
export function consentReason(prompt: ConsentFacts): ConsentReason | null {
  const isCustomer = prompt.source === "CUSTOMER";
  if (isCustomer && !prompt.hasConsent) return "NO_CONSENT";
  if (prompt.isWithdrawn) return "WITHDRAWN";
  if (prompt.isHeld) return "HELD";
  if (isCustomer && prompt.channel !== "PLAYGROUND") return "NOT_PLAYGROUND";
  return null;
}
